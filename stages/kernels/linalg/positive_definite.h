#pragma once

#include <Eigen/Core>
#include <optional>

namespace rewire {

/// The inverse of a symmetric matrix (the lower triangle is read); nothing when it is not positive
/// definite or rounding decides its inverse (reciprocal condition number below `least_reciprocal`).
std::optional<Eigen::MatrixXd> inverse_positive_definite(
    const Eigen::Ref<const Eigen::MatrixXd>& matrix, double least_reciprocal = 1e-13);

}  // namespace rewire
