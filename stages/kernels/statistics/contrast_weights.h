#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// How least squares estimate contrasts of a design that may lack full rank.
struct ContrastWeights {
  Eigen::MatrixXd scaled;       ///< rows x regressors of unit length
  Eigen::MatrixXd contrasts;    ///< regressors x contrasts of the scaled regressors
  Eigen::MatrixXd weights;      ///< rows x contrasts: estimate = weights' y
  Eigen::MatrixXd basis;        ///< rows x rank, orthonormal, the span of the design
  std::vector<bool> estimable;  ///< per contrast: not zero, and a combination of rows of the design
};

/// `contrasts` is regressors x contrasts. Regressors are scaled to unit length first, so that the
/// rank (pivots below 1e-10 of the largest are none) does not hang on their units; the weights of
/// least norm come from a complete orthogonal decomposition.
ContrastWeights contrast_weights(const Eigen::Ref<const Eigen::MatrixXd>& design,
                                 const Eigen::Ref<const Eigen::MatrixXd>& contrasts);

}  // namespace rewire
