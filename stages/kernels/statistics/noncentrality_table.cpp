#include "stages/kernels/statistics/noncentrality_table.h"

#include <cmath>
#include <numbers>

#include "stages/kernels/statistics/distributions.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double largest_t = 12.0;
constexpr Index terms = 48;

}  // namespace

NoncentralityTable::NoncentralityTable(double degrees_of_freedom, double probability)
    : degrees_of_freedom_(degrees_of_freedom),
      probability_(probability),
      reach_(std::asinh(largest_t / std::sqrt(degrees_of_freedom))),
      coefficients_(Eigen::VectorXd::Zero(terms)) {
  for (Index node = 0; node < terms; ++node) {
    const double angle = std::numbers::pi * (static_cast<double>(node) + 0.5) / terms;
    const double t = std::sqrt(degrees_of_freedom) * std::sinh(reach_ * std::cos(angle));
    const double value = noncentrality_at(t, degrees_of_freedom, probability);
    for (Index k = 0; k < terms; ++k) {
      coefficients_[k] +=
          (k == 0 ? 1.0 : 2.0) / terms * value * std::cos(static_cast<double>(k) * angle);
    }
  }
}

double NoncentralityTable::at(double t) const {
  if (!(std::abs(t) <= largest_t)) return noncentrality_at(t, degrees_of_freedom_, probability_);
  const double x = std::asinh(t / std::sqrt(degrees_of_freedom_)) / reach_;
  double next = 0.0;
  double after = 0.0;
  for (Index k = terms - 1; k > 0; --k) {  // Clenshaw
    const double here = coefficients_[k] + 2.0 * x * next - after;
    after = next;
    next = here;
  }
  return coefficients_[0] + x * next - after;
}

}  // namespace rewire
