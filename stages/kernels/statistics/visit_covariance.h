#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// How the errors of one participant's visits go together.
enum class VisitCovariance {
  independent,         ///< one variance: (variance)
  compound_symmetric,  ///< (within variance, covariance): within I + covariance J
  autoregressive,      ///< (variance, r): variance r^|i - j|
  unstructured         ///< the lower triangle row by row
};

/// A covariance of visits and its derivatives by its parameters.
struct CovarianceDerivatives {
  Eigen::MatrixXd value;                ///< visits x visits
  std::vector<Eigen::MatrixXd> first;   ///< one per parameter
  std::vector<Eigen::MatrixXd> second;  ///< parameters x parameters, row by row; empty when all 0
};

Eigen::Index covariance_parameters(VisitCovariance structure, Eigen::Index visits);

CovarianceDerivatives covariance_derivatives(VisitCovariance structure,
                                             Eigen::Index visits,
                                             const Eigen::Ref<const Eigen::VectorXd>& parameters);

/// Parameters of a positive definite covariance near `moments` (visits x visits, NaN where no
/// participant has both).
Eigen::VectorXd covariance_start(VisitCovariance structure, const Eigen::MatrixXd& moments);

}  // namespace rewire
