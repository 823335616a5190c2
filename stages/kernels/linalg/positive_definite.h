#pragma once

#include <Eigen/Core>
#include <optional>

namespace rewire {

/// Of a symmetric positive definite matrix: the lower triangular L with matrix = L L', zeros above
/// the diagonal (the lower triangle is read); nothing when it is not positive definite.
std::optional<Eigen::MatrixXd> cholesky_factor(const Eigen::Ref<const Eigen::MatrixXd>& matrix);

/// (L L')^-1, symmetric to the last bit, of such a factor: about the time of half a product.
Eigen::MatrixXd inverse_of_factor(Eigen::MatrixXd lower);

/// L^-1, lower triangular.
Eigen::MatrixXd inverse_factor(Eigen::MatrixXd lower);

/// The inverse of a symmetric matrix (the lower triangle is read); nothing when it is not positive
/// definite or rounding decides its inverse (reciprocal condition number below `least_reciprocal`).
std::optional<Eigen::MatrixXd> inverse_positive_definite(
    const Eigen::Ref<const Eigen::MatrixXd>& matrix, double least_reciprocal = 1e-13);

}  // namespace rewire
