#include "stages/kernels/statistics/bayes_factor.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

namespace rewire {
namespace {

// The variance g of the effect is one over a chi-squared variable u^2, u half normal; with u = e^s
// the trapezoid rule converges faster than any power of its step.
constexpr double step = 0.02;
constexpr double first_log = -36.0;
constexpr std::size_t points = 1950;

}  // namespace

double log_bayes_factor(double t,
                        double degrees_of_freedom,
                        double effective_size,
                        double prior_scale) {
  if (!std::isfinite(t) || !(degrees_of_freedom > 0.0) || !(effective_size > 0.0)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double scale = effective_size * prior_scale * prior_scale;
  const double power = 0.5 * (degrees_of_freedom + 1.0);
  const double share = t * t / degrees_of_freedom;
  const double under_null = -power * std::log1p(share);
  std::array<double, points> terms;
  for (std::size_t i = 0; i < points; ++i) {
    const double s = first_log + step * static_cast<double>(i);
    const double u_squared = std::exp(2.0 * s);
    const double inflation = 1.0 + scale / u_squared;
    terms[i] = s - 0.5 * u_squared - 0.5 * std::log(inflation) -
               power * std::log1p(share / inflation) - under_null;
  }
  const double largest = *std::max_element(terms.begin(), terms.end());
  double sum = 0.0;
  for (const double term : terms) sum += std::exp(term - largest);
  return largest + std::log(sum * step * std::sqrt(2.0 / std::numbers::pi));
}

}  // namespace rewire
