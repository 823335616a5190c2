#include "stages/kernels/linalg/symmetric_eigen.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include "stages/core/error.h"

namespace rewire {
namespace {

using Solver = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>;

Solver solve(const Eigen::Ref<const Eigen::MatrixXd>& matrix, int options) {
  Solver solver(matrix.rows());
  if (matrix.rows() == 0) return solver;
  solver.compute(matrix, options);
  if (solver.info() != Eigen::Success) {
    throw NumericalError(Problem{"eigenvalues that do not converge",
                                 "a finite symmetric matrix",
                                 "eigen decomposition",
                                 "look for extreme values in the matrix"});
  }
  return solver;
}

}  // namespace

SymmetricEigen symmetric_eigen(const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  if (matrix.rows() == 0) return {};
  const Solver solver = solve(matrix, Eigen::ComputeEigenvectors);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

Eigen::VectorXd symmetric_eigenvalues(const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  if (matrix.rows() == 0) return {};
  return solve(matrix, Eigen::EigenvaluesOnly).eigenvalues();
}

Eigen::VectorXd solve_positive_definite(const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                                        const Eigen::Ref<const Eigen::VectorXd>& right) {
  return Eigen::LLT<Eigen::MatrixXd>(matrix).solve(right);
}

}  // namespace rewire
