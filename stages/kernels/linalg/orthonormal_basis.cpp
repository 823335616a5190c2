#include "stages/kernels/linalg/orthonormal_basis.h"

#include <Eigen/QR>
#include <algorithm>

namespace rewire {
namespace {

constexpr Eigen::Index panel_width = 32;

/// Takes the span of the orthonormal `basis` out of `columns`; twice, for rounding.
void project_out(const Eigen::Ref<const Eigen::MatrixXd>& basis,
                 Eigen::Ref<Eigen::MatrixXd> columns) {
  if (basis.cols() == 0) return;
  for (int pass = 0; pass < 2; ++pass) {
    const Eigen::MatrixXd coefficients = basis.transpose() * columns;
    columns.noalias() -= basis * coefficients;
  }
}

}  // namespace

OrthonormalBasis orthonormal_basis(const Eigen::Ref<const Eigen::MatrixXd>& columns,
                                   double tolerance) {
  OrthonormalBasis result;
  result.independent.assign(static_cast<std::size_t>(columns.cols()), 0);
  Eigen::MatrixXd q(columns.rows(), std::min(columns.rows(), columns.cols()));
  Eigen::Index rank = 0;
  for (Eigen::Index begin = 0; begin < columns.cols() && rank < q.cols(); begin += panel_width) {
    const Eigen::Index width = std::min(panel_width, columns.cols() - begin);
    Eigen::MatrixXd panel = columns.middleCols(begin, width);
    for (auto column : panel.colwise()) column.stableNormalize();
    const Eigen::Index rank_before = rank;
    project_out(q.leftCols(rank), panel);
    for (Eigen::Index j = 0; j < width && rank < q.cols(); ++j) {
      const double entry_norm = panel.col(j).norm();
      project_out(q.middleCols(rank_before, rank - rank_before), panel.col(j));
      // Much cancellation inside the panel lifts the rounding left along the older vectors.
      if (panel.col(j).norm() < 0.1 * entry_norm) project_out(q.leftCols(rank), panel.col(j));
      const double norm = panel.col(j).norm();
      if (norm <= tolerance) continue;
      q.col(rank++) = panel.col(j) / norm;
      result.independent[static_cast<std::size_t>(begin + j)] = 1;
    }
  }
  result.vectors = q.leftCols(rank);
  return result;
}

Eigen::MatrixXd orthogonal_complement(const Eigen::Ref<const Eigen::MatrixXd>& vectors) {
  const Eigen::Index rows = vectors.rows();
  const Eigen::Index left = rows - vectors.cols();
  if (vectors.cols() == 0) return Eigen::MatrixXd::Identity(rows, rows);
  Eigen::MatrixXd complement = Eigen::MatrixXd::Zero(rows, left);
  complement.bottomRows(left).setIdentity();
  const Eigen::HouseholderQR<Eigen::MatrixXd> factorisation(vectors);
  complement.applyOnTheLeft(factorisation.householderQ());
  return complement;
}

}  // namespace rewire
