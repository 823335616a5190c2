#pragma once

#include <Eigen/Core>

namespace rewire {

/// The temporal principal components of a set of series.
struct PrincipalSeries {
  Eigen::MatrixXd components;          ///< samples x rank, unit length, largest first
  Eigen::VectorXd singular_values;     ///< of the matrix of series, one per component
  Eigen::VectorXd variance_explained;  ///< shares of the whole, one per component
};

/// From the Gram matrix M Mᵀ (samples x samples) of the matrix M (samples x series): its
/// eigenvectors are the left singular vectors of M, the roots of its eigenvalues the singular
/// values. Components below 1e-12 of the largest eigenvalue are rounding and left out. The sign is
/// such that the entry farthest from 0 (of equal ones the first) is positive.
PrincipalSeries principal_series(const Eigen::Ref<const Eigen::MatrixXd>& gram);

}  // namespace rewire
