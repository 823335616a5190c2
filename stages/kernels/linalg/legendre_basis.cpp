#include "stages/kernels/linalg/legendre_basis.h"

namespace rewire {

Eigen::MatrixXd legendre_basis(Eigen::Index count, int degree) {
  Eigen::ArrayXd x = Eigen::ArrayXd::Zero(count);
  if (count > 1) x.setLinSpaced(count, -1.0, 1.0);
  Eigen::MatrixXd basis(count, degree + 1);
  basis.col(0).setOnes();
  if (degree >= 1) basis.col(1) = x.matrix();
  for (int n = 1; n < degree; ++n) {
    basis.col(n + 1) =
        ((2 * n + 1) * x * basis.col(n).array() - n * basis.col(n - 1).array()) / (n + 1);
  }
  return basis;
}

}  // namespace rewire
