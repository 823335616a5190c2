#pragma once

#include <Eigen/Core>

namespace rewire {

struct SymmetricEigen {
  Eigen::VectorXd values;   ///< ascending
  Eigen::MatrixXd vectors;  ///< unit length, one column per value; the sign is arbitrary
};

/// Of a symmetric, finite matrix (the lower triangle is read). NumericalError when the iteration
/// does not converge.
SymmetricEigen symmetric_eigen(const Eigen::Ref<const Eigen::MatrixXd>& matrix);
Eigen::VectorXd symmetric_eigenvalues(const Eigen::Ref<const Eigen::MatrixXd>& matrix);

/// x of `matrix` x = `right`; `matrix` symmetric and positive definite (the lower triangle is
/// read).
Eigen::VectorXd solve_positive_definite(const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                                        const Eigen::Ref<const Eigen::VectorXd>& right);

}  // namespace rewire
