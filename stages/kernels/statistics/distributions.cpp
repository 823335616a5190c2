#include "stages/kernels/statistics/distributions.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "stages/core/not_a_number.h"

namespace rewire {
namespace {

namespace bm = boost::math;
using Quiet = bm::policies::policy<bm::policies::domain_error<bm::policies::ignore_error>,
                                   bm::policies::pole_error<bm::policies::ignore_error>,
                                   bm::policies::overflow_error<bm::policies::ignore_error>,
                                   bm::policies::underflow_error<bm::policies::ignore_error>,
                                   bm::policies::evaluation_error<bm::policies::ignore_error>,
                                   bm::policies::promote_double<false>>;
using Normal = bm::normal_distribution<double, Quiet>;
using StudentT = bm::students_t_distribution<double, Quiet>;
using NoncentralT = bm::non_central_t_distribution<double, Quiet>;

using ChiSquared = bm::chi_squared_distribution<double, Quiet>;

/// The root of a falling function between `low` (positive value) and `high` (negative value):
/// false position by Anderson and Björck, which brackets and converges faster than linearly.
template <class Function>
double falling_root(const Function& function, double low, double high) {
  double at_low = function(low);
  double at_high = function(high);
  for (int step = 0; step < 200 && high - low > 1e-13 * (1.0 + std::abs(low)); ++step) {
    double middle = (low * at_high - high * at_low) / (at_high - at_low);
    if (!(middle > low && middle < high)) middle = 0.5 * (low + high);
    const double at_middle = function(middle);
    if (at_middle == 0.0) return middle;
    if (at_middle > 0.0) {
      const double shrink = 1.0 - at_middle / at_low;
      at_high *= shrink > 0.0 ? shrink : 0.5;
      low = middle;
      at_low = at_middle;
    } else {
      const double shrink = 1.0 - at_middle / at_high;
      at_low *= shrink > 0.0 ? shrink : 0.5;
      high = middle;
      at_high = at_middle;
    }
    if (std::abs(at_middle) < 1e-15) return middle;
  }
  return 0.5 * (low + high);
}

/// The root where |t| is so large that the normal part of t = (Z + noncentrality) / S is nothing
/// beside the spread of S = sqrt(chi^2 / df): relative error below df / t^2.
double large_noncentrality(double t, double degrees_of_freedom, double probability) {
  if (t < 0.0) return -large_noncentrality(-t, degrees_of_freedom, 1.0 - probability);
  return t * std::sqrt(bm::quantile(ChiSquared(degrees_of_freedom), 1.0 - probability) /
                       degrees_of_freedom);
}

}  // namespace

double normal_cdf(double x) { return std::isnan(x) ? x : bm::cdf(Normal(), x); }

double normal_quantile(double probability) {
  return std::isnan(probability) ? probability : bm::quantile(Normal(), probability);
}

double student_t_cdf(double t, double degrees_of_freedom) {
  if (std::isnan(t) || !(degrees_of_freedom > 0.0)) return nan;
  return bm::cdf(StudentT(degrees_of_freedom), t);
}

double student_t_quantile(double probability, double degrees_of_freedom) {
  if (std::isnan(probability) || !(degrees_of_freedom > 0.0)) return nan;
  return bm::quantile(StudentT(degrees_of_freedom), probability);
}

double student_t_two_sided_p(double t, double degrees_of_freedom) {
  if (std::isnan(t) || !(degrees_of_freedom > 0.0)) return nan;
  return 2.0 * bm::cdf(bm::complement(StudentT(degrees_of_freedom), std::abs(t)));
}

double normal_score_of_t(double t, double degrees_of_freedom) {
  const double df = degrees_of_freedom;
  const double size = std::sqrt(df * std::log1p(t * t / df));
  return std::copysign((8.0 * df + 1.0) / (8.0 * df + 3.0) * size, t);
}

double f_upper_p(double f, double numerator_df, double denominator_df) {
  if (!(f >= 0.0) || !(numerator_df > 0.0) || !(denominator_df > 0.0)) return nan;
  const bm::fisher_f_distribution<double, Quiet> distribution(numerator_df, denominator_df);
  return bm::cdf(bm::complement(distribution, f));
}

double f_quantile(double probability, double numerator_df, double denominator_df) {
  if (!(probability >= 0.0) || !(probability < 1.0) || !(numerator_df > 0.0) ||
      !(denominator_df > 0.0)) {
    return nan;
  }
  return bm::quantile(bm::fisher_f_distribution<double, Quiet>(numerator_df, denominator_df),
                      probability);
}

double beta_quantile(double probability, double a, double b) {
  if (!(probability >= 0.0) || !(probability <= 1.0) || !(a > 0.0) || !(b > 0.0)) {
    return nan;
  }
  return bm::quantile(bm::beta_distribution<double, Quiet>(a, b), probability);
}

double noncentral_t_cdf(double t, double degrees_of_freedom, double noncentrality) {
  if (std::isnan(t) || std::isnan(noncentrality) || !(degrees_of_freedom > 0.0)) {
    return nan;
  }
  return bm::cdf(NoncentralT(degrees_of_freedom, noncentrality), t);
}

double noncentrality_at(double t, double degrees_of_freedom, double probability) {
  if (!std::isfinite(t) || !(degrees_of_freedom > 0.0) || !(probability > 0.0) ||
      !(probability < 1.0)) {
    return nan;
  }
  if (std::abs(t) > 1e4) return large_noncentrality(t, degrees_of_freedom, probability);
  const auto excess = [&](double noncentrality) {
    return noncentral_t_cdf(t, degrees_of_freedom, noncentrality) - probability;
  };
  // About t, by its large-sample standard deviation; widened until the root is inside.
  const double spread = std::sqrt(1.0 + t * t / (2.0 * degrees_of_freedom));
  const double guess = t - normal_quantile(probability) * spread;
  double width = 0.25 * spread;
  double low = guess - width;
  double high = guess + width;
  for (int step = 0; step < 60 && !(excess(low) > 0.0); ++step) low -= (width *= 2.0);
  width = 0.25 * spread;
  for (int step = 0; step < 60 && !(excess(high) < 0.0); ++step) high += (width *= 2.0);
  return falling_root(excess, low, high);
}

}  // namespace rewire
