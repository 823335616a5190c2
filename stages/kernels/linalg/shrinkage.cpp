#include "stages/kernels/linalg/shrinkage.h"

#include <algorithm>

namespace rewire {

double ledoit_wolf_share(const Eigen::Ref<const Eigen::MatrixXd>& centred,
                         const Eigen::Ref<const Eigen::MatrixXd>& covariance) {
  const auto samples = static_cast<double>(centred.rows());
  const auto variables = static_cast<double>(centred.cols());
  if (centred.cols() <= 1 || centred.rows() == 0) return 0.0;
  const double target = covariance.trace() / variables;
  const double square = covariance.squaredNorm();
  const double fourth = centred.rowwise().squaredNorm().squaredNorm();
  // Squared distances per variable: of the covariance from the target, and of its own error.
  const double distance = square / variables - target * target;
  const double error = (fourth / samples - square) / (samples * variables);
  const double cut = std::min(error, distance);
  return cut <= 0.0 ? 0.0 : cut / distance;
}

double oracle_approximating_share(const Eigen::Ref<const Eigen::MatrixXd>& covariance,
                                  Eigen::Index samples) {
  const auto variables = static_cast<double>(covariance.cols());
  if (covariance.cols() <= 1) return 0.0;
  const double target = covariance.trace() / variables;
  const double mean_square = covariance.squaredNorm() / (variables * variables);
  const double denominator =
      (static_cast<double>(samples) + 1.0) * (mean_square - target * target / variables);
  if (!(denominator > 0.0)) return 1.0;
  return std::min((mean_square + target * target) / denominator, 1.0);
}

}  // namespace rewire
