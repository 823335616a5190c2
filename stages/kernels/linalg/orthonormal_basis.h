#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace rewire {

struct OrthonormalBasis {
  Eigen::MatrixXd vectors;                ///< rows x rank, orthonormal to rounding
  std::vector<std::uint8_t> independent;  ///< per input column: 1 when it added to the rank
};

/// An orthonormal basis of the span of `columns` (rows x columns), built from left to right: a
/// column counts as a combination of those before it, and is left out, when what they leave of it
/// has at most `tolerance` times its own length (so the scale of a column never matters). A column
/// of zeros is left out; the values must be finite.
///
/// Gram–Schmidt with reorthogonalisation, "twice is enough" (Giraud, Langou, Rozložník & van den
/// Eshof 2005, doi:10.1007/s00211-005-0615-4), in panels so that long runs use matrix products.
/// The order decides which of several collinear columns stays; a pivoted QR would name an arbitrary
/// one.
OrthonormalBasis orthonormal_basis(const Eigen::Ref<const Eigen::MatrixXd>& columns,
                                   double tolerance);

/// An orthonormal basis (rows x (rows - rank)) of what is orthogonal to the orthonormal `vectors`
/// (rows x rank): the last columns of Q in a Householder QR factorisation.
Eigen::MatrixXd orthogonal_complement(const Eigen::Ref<const Eigen::MatrixXd>& vectors);

}  // namespace rewire
