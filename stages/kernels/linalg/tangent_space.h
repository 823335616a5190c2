#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// The mean of symmetric positive definite matrices that inverting or mixing all of them alike does
/// not move (Fréchet mean for the affine-invariant distance; Pennec et al. 2006,
/// doi:10.1007/s11263-005-3222-z): the sum of log(G^(-1/2) C_i G^(-1/2)) is 0.
struct GeometricMean {
  Eigen::MatrixXd mean;
  Eigen::MatrixXd whitening;              ///< mean^(-1/2), symmetric
  std::vector<Eigen::MatrixXd> tangents;  ///< of the matrices, at the mean
  int iterations = 0;
  double residual = 0.0;  ///< norm of the mean tangent / root mean square norm of the tangents
};

/// By Newton steps, each halved when the one before did not help, until the residual is below
/// `tolerance`. The same bytes for any number of threads. NumericalError when a matrix is not
/// positive definite, or after 100 steps.
GeometricMean geometric_mean(const std::vector<Eigen::MatrixXd>& matrices, double tolerance);

/// log(W C W): where C lies in the tangent space at W^(-2). NumericalError when C is not positive
/// definite.
Eigen::MatrixXd tangent_vector(const Eigen::Ref<const Eigen::MatrixXd>& whitening,
                               const Eigen::Ref<const Eigen::MatrixXd>& matrix);

}  // namespace rewire
