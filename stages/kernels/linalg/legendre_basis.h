#pragma once

#include <Eigen/Core>

namespace rewire {

/// Legendre polynomials of degree 0 to `degree` at `count` equidistant points from -1 to 1:
/// count x (degree + 1). Three-term recurrence (Abramowitz & Stegun 1964, 22.7.10). A single point
/// lies at 0. Needs count >= 1 and degree >= 0.
Eigen::MatrixXd legendre_basis(Eigen::Index count, int degree);

}  // namespace rewire
