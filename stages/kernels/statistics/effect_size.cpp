#include "stages/kernels/statistics/effect_size.h"

#include <cmath>
#include <limits>

#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/distributions.h"

namespace rewire {
namespace {

/// log Γ without the global sign that std::lgamma writes, for x > 0.
double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

/// What turns t into d.
double root_of_inverse_size(int n_first, int n_second) {
  return std::sqrt(n_second > 0 ? 1.0 / n_first + 1.0 / n_second : 1.0 / n_first);
}

}  // namespace

double hedges_factor(double degrees_of_freedom) {
  if (!(degrees_of_freedom > 1.0)) return std::numeric_limits<double>::quiet_NaN();
  const double half = 0.5 * degrees_of_freedom;
  return std::exp(log_gamma(half) - log_gamma(half - 0.5) - 0.5 * std::log(half));
}

EffectSize hedges_effect_size(double t, int n_first, int n_second, double confidence) {
  const double degrees_of_freedom = n_first + n_second - (n_second > 0 ? 2 : 1);
  const double factor = hedges_factor(degrees_of_freedom) * root_of_inverse_size(n_first, n_second);
  const double tail = 0.5 * (1.0 - confidence);
  return {factor * t,
          factor * noncentrality_at(t, degrees_of_freedom, 1.0 - tail),
          factor * noncentrality_at(t, degrees_of_freedom, tail)};
}

EffectSize paired_effect_size(const Eigen::Ref<const Eigen::VectorXd>& first,
                              const Eigen::Ref<const Eigen::VectorXd>& second,
                              double confidence) {
  double n = 0.0;
  double mean_first = 0.0;
  double mean_second = 0.0;
  const auto paired = [&](Eigen::Index i) {
    return !std::isnan(first[i]) && !std::isnan(second[i]);
  };
  for (Eigen::Index i = 0; i < first.size(); ++i) {
    if (!paired(i)) continue;
    n += 1.0;
    mean_first += first[i];
    mean_second += second[i];
  }
  mean_first /= n;
  mean_second /= n;
  double variance_first = 0.0;
  double variance_second = 0.0;
  double covariance = 0.0;
  for (Eigen::Index i = 0; i < first.size(); ++i) {
    if (!paired(i)) continue;
    variance_first += (first[i] - mean_first) * (first[i] - mean_first) / (n - 1.0);
    variance_second += (second[i] - mean_second) * (second[i] - mean_second) / (n - 1.0);
    covariance += (first[i] - mean_first) * (second[i] - mean_second) / (n - 1.0);
  }
  const double average = 0.5 * (variance_first + variance_second);
  if (n < 3.0 || !(average > 0.0)) return {nan, nan, nan};
  const double d = (mean_second - mean_first) / std::sqrt(average);
  const double fourth = variance_first * variance_first + variance_second * variance_second +
                        2.0 * covariance * covariance;
  const double of_difference = variance_first + variance_second - 2.0 * covariance;
  const double error =
      std::sqrt((d * d * fourth / (8.0 * average * average) + of_difference / average) / (n - 1.0));
  const double reach = normal_quantile(0.5 + 0.5 * confidence) * error;
  return {std::sqrt((n - 2.0) / (n - 1.0)) * d, d - reach, d + reach};
}

EffectSizes::EffectSizes(int degrees_of_freedom, double confidence)
    : factor_(hedges_factor(degrees_of_freedom)),
      lower_end_(degrees_of_freedom, 0.5 * (1.0 + confidence)) {}

EffectSize EffectSizes::at(double t, int n_first, int n_second) const {
  const double factor = factor_ * root_of_inverse_size(n_first, n_second);
  // The upper end of t is the lower end of -t with the other sign.
  return {factor * t, factor * lower_end_.at(t), -factor * lower_end_.at(-t)};
}

}  // namespace rewire
