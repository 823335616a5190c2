#include "stages/kernels/linalg/cosine_basis.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rewire {

Eigen::MatrixXd cosine_basis(Eigen::Index volumes,
                             double repetition_time_s,
                             double longest_period_s) {
  const double n = static_cast<double>(volumes);
  const auto order =
      static_cast<Eigen::Index>(std::floor(2.0 * n * repetition_time_s / longest_period_s));
  const Eigen::Index count =
      std::clamp<Eigen::Index>(order - 1, 0, std::max<Eigen::Index>(volumes - 1, 0));
  Eigen::MatrixXd basis(volumes, count);
  for (Eigen::Index k = 1; k <= count; ++k) {
    for (Eigen::Index t = 0; t < volumes; ++t) {
      basis(t, k - 1) = std::sqrt(2.0 / n) * std::cos(std::numbers::pi * static_cast<double>(k) *
                                                      (static_cast<double>(t) + 0.5) / n);
    }
  }
  return basis;
}

}  // namespace rewire
