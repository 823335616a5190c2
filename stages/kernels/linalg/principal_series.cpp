#include "stages/kernels/linalg/principal_series.h"

#include <Eigen/Eigenvalues>

namespace rewire {
namespace {

constexpr double rounding = 1e-12;

}  // namespace

PrincipalSeries principal_series(const Eigen::Ref<const Eigen::MatrixXd>& gram) {
  PrincipalSeries result;
  const Eigen::Index n = gram.rows();
  if (n == 0 || !(gram.trace() > 0.0)) {
    result.components.resize(n, 0);
    return result;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);
  const Eigen::VectorXd& ascending = solver.eigenvalues();
  const double least = rounding * ascending[n - 1];
  const Eigen::Index rank = (ascending.array() > least).count();
  result.components = solver.eigenvectors().rightCols(rank).rowwise().reverse();
  const Eigen::VectorXd eigenvalues = ascending.tail(rank).reverse();
  result.singular_values = eigenvalues.cwiseSqrt();
  result.variance_explained = eigenvalues / eigenvalues.sum();
  for (auto component : result.components.colwise()) {
    Eigen::Index farthest = 0;
    component.cwiseAbs().maxCoeff(&farthest);
    if (component[farthest] < 0.0) component = -component;
  }
  return result;
}

}  // namespace rewire
