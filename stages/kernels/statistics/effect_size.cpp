#include "stages/kernels/statistics/effect_size.h"

#include <cmath>
#include <limits>

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

EffectSizes::EffectSizes(int degrees_of_freedom, double confidence)
    : factor_(hedges_factor(degrees_of_freedom)),
      lower_end_(degrees_of_freedom, 0.5 * (1.0 + confidence)) {}

EffectSize EffectSizes::at(double t, int n_first, int n_second) const {
  const double factor = factor_ * root_of_inverse_size(n_first, n_second);
  // The upper end of t is the lower end of -t with the other sign.
  return {factor * t, factor * lower_end_.at(t), -factor * lower_end_.at(-t)};
}

}  // namespace rewire
