#include "stages/kernels/statistics/contrast_weights.h"

#include <Eigen/QR>

namespace rewire {

using Eigen::MatrixXd;

ContrastWeights contrast_weights(const Eigen::Ref<const MatrixXd>& design,
                                 const Eigen::Ref<const MatrixXd>& contrasts) {
  ContrastWeights result;
  Eigen::VectorXd scale = design.colwise().norm();
  for (double& length : scale) length = length > 0.0 ? length : 1.0;
  result.scaled = design * scale.cwiseInverse().asDiagonal();
  result.contrasts = scale.cwiseInverse().asDiagonal() * contrasts;
  Eigen::CompleteOrthogonalDecomposition<MatrixXd> decomposition;
  decomposition.setThreshold(1e-10);
  decomposition.compute(result.scaled);
  // The transposed pseudo-inverse times the contrasts, without its rows x rows numbers.
  result.weights = decomposition.transpose().solve(result.contrasts);
  result.basis =
      decomposition.householderQ() * MatrixXd::Identity(design.rows(), decomposition.rank());
  const MatrixXd missed = result.contrasts - result.scaled.transpose() * result.weights;
  for (Eigen::Index c = 0; c < contrasts.cols(); ++c) {
    const double length = result.contrasts.col(c).norm();
    result.estimable.push_back(length > 0.0 && missed.col(c).norm() <= 1e-8 * length);
  }
  return result;
}

}  // namespace rewire
