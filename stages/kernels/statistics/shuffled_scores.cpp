#include "stages/kernels/statistics/shuffled_scores.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "stages/core/parallel.h"
#include "stages/kernels/statistics/contrast_basis.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<int> at_rows(const std::vector<int>& values, const std::vector<Index>& rows) {
  std::vector<int> result;
  if (values.empty()) return result;
  result.reserve(rows.size());
  for (const Index row : rows) result.push_back(values[static_cast<std::size_t>(row)]);
  return result;
}

/// The blocks, of the rows present, in which what is constant no shuffle changes: all rows for
/// whole blocks; each row alone when signs change, since then nothing is.
std::vector<int> blocks_at(const Exchangeability& exchangeability,
                           Index all_rows,
                           const std::vector<Index>& rows) {
  std::vector<int> blocks(static_cast<std::size_t>(all_rows), 0);
  if (exchangeability.symmetry != ErrorSymmetry::exchangeable) return {};
  if (exchangeability.exchange == BlockExchange::within && !exchangeability.blocks.empty()) {
    blocks = exchangeability.blocks;
  }
  return at_rows(blocks, rows);
}

/// Places of 0 ... in order of first appearance.
std::vector<int> renumbered(const std::vector<int>& values) {
  std::map<int, int> place;
  std::vector<int> result;
  result.reserve(values.size());
  for (const int value : values) {
    result.push_back(place.try_emplace(value, static_cast<int>(place.size())).first->second);
  }
  return result;
}

/// Residuals of `y` from the nuisance space, length 1; empty when nothing but rounding is left.
VectorXd unit_residuals(const VectorXd& y, const MatrixXd& nuisance) {
  VectorXd residuals = y - nuisance * (nuisance.transpose() * y);
  residuals -= nuisance * (nuisance.transpose() * residuals);
  const double size = std::sqrt(static_cast<double>(y.size()));
  const double norm = residuals.norm();
  if (!(norm > 1e-13 * size * y.cwiseAbs().maxCoeff())) return {};
  return residuals / norm;
}

struct GroupForms {
  VectorXd freedom;
  std::vector<MatrixXd> products;
};

/// Per variance group: sum of 1 - leverage, and the products of the basis over its rows.
GroupForms group_forms(const MatrixXd& basis, const std::vector<int>& groups) {
  const int count = groups.empty() ? 1 : *std::max_element(groups.begin(), groups.end()) + 1;
  GroupForms forms{VectorXd::Zero(count), {}};
  forms.products.assign(static_cast<std::size_t>(count),
                        MatrixXd::Zero(basis.cols(), basis.cols()));
  for (Index i = 0; i < basis.rows(); ++i) {
    const int group = groups.empty() ? 0 : groups[static_cast<std::size_t>(i)];
    forms.freedom[group] += 1.0 - basis.row(i).squaredNorm();
    forms.products[static_cast<std::size_t>(group)].noalias() +=
        basis.row(i).transpose() * basis.row(i);
  }
  return forms;
}

/// The vectors that shuffled data are multiplied with. A variance by group needs them all; else
/// those that no shuffle changes give 0.
MatrixXd used_vectors(const ContrastBasis& basis, ShuffledStatistic statistic) {
  const Index skipped = has_group_variances(statistic) ? 0 : basis.constant;
  MatrixXd vectors(basis.nuisance.rows(), basis.nuisance.cols() - skipped + basis.tested.cols());
  vectors << basis.nuisance.rightCols(basis.nuisance.cols() - skipped), basis.tested;
  return vectors;
}

/// One column, or what all columns of a pattern share.
struct PreparedColumn {
  bool usable = false;
  double degrees_of_freedom = 0.0;
  MatrixXd nuisance;
  MatrixXd vectors;
  GroupForms forms;    ///< for variance_t
  VectorXd residuals;  ///< unit length; empty for what is shared
};

PreparedColumn prepare_design(const MatrixXd& design,
                              const Eigen::Ref<const MatrixXd>& contrasts,
                              ShuffledStatistic statistic,
                              const std::vector<int>& blocks,
                              const std::vector<int>& groups) {
  ContrastBasis basis = contrast_basis(design, contrasts, blocks);
  PreparedColumn column;
  column.degrees_of_freedom = static_cast<double>(design.rows() - basis.rank);
  column.usable = basis.estimable && column.degrees_of_freedom > 0.5;
  if (!column.usable) return column;
  column.vectors = used_vectors(basis, statistic);
  if (has_group_variances(statistic)) column.forms = group_forms(column.vectors, groups);
  column.nuisance = std::move(basis.nuisance);
  return column;
}

}  // namespace

ShuffledScores::ShuffledScores(const Eigen::Ref<const MatrixXd>& values,
                               const LinearDesign& design,
                               const Eigen::Ref<const MatrixXd>& contrasts,
                               ShuffledStatistic statistic,
                               const Exchangeability& exchangeability)
    : statistic_(statistic), columns_(values.cols()), contrast_count_(contrasts.cols()) {
  for (const PresencePattern& present : presence_patterns(values, design)) {
    if (!present.rows.empty()) add_pattern(values, design, contrasts, present, exchangeability);
  }
}

void ShuffledScores::add_pattern(const Eigen::Ref<const MatrixXd>& values,
                                 const LinearDesign& design,
                                 const Eigen::Ref<const MatrixXd>& contrasts,
                                 const PresencePattern& present,
                                 const Exchangeability& exchangeability) {
  ShuffledPattern pattern;
  pattern.rows = present.rows;
  if (has_group_variances(statistic_)) {
    pattern.groups = renumbered(at_rows(design.variance_groups, present.rows));
  }
  const std::vector<int> blocks = blocks_at(exchangeability, design.rows(), present.rows);
  const bool own = !design.own.empty();
  const auto prepare = [&](Index column) {
    return prepare_design(
        column_design(design, present.rows, column), contrasts, statistic_, blocks, pattern.groups);
  };
  PreparedColumn shared;
  if (!own) shared = prepare(present.columns.front());
  if (!own && !shared.usable) return;
  std::vector<PreparedColumn> prepared(present.columns.size());
  parallel_for(prepared.size(), 16, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (own) prepared[i] = prepare(present.columns[i]);
      if (own && !prepared[i].usable) continue;
      prepared[i].residuals = unit_residuals(values(present.rows, present.columns[i]),
                                             own ? prepared[i].nuisance : shared.nuisance);
      prepared[i].usable = prepared[i].residuals.size() > 0;
      prepared[i].nuisance.resize(0, 0);
    }
  });
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < prepared.size(); ++i) {
    if (!prepared[i].usable) continue;
    if (own && kept.empty()) shared.vectors = prepared[i].vectors;
    // A column whose own covariates take up another rank than the first column's is left out.
    if (own && prepared[i].vectors.cols() != shared.vectors.cols()) continue;
    if (own) shared.degrees_of_freedom = prepared[i].degrees_of_freedom;
    kept.push_back(i);
    pattern.columns.push_back(present.columns[i]);
  }
  if (kept.empty()) return;
  const auto count = static_cast<Index>(kept.size());
  const auto rows = static_cast<Index>(present.rows.size());
  pattern.degrees_of_freedom = shared.degrees_of_freedom;
  pattern.nuisance = shared.vectors.cols() - contrasts.cols();
  pattern.residuals.resize(count, rows);
  if (own) {
    pattern.own.assign(static_cast<std::size_t>(shared.vectors.cols()), MatrixXd(count, rows));
  } else {
    pattern.vectors = std::move(shared.vectors);
    pattern.group_freedom = {std::move(shared.forms.freedom)};
    pattern.group_products = {std::move(shared.forms.products)};
  }
  for (Index i = 0; i < count; ++i) {
    PreparedColumn& column = prepared[kept[static_cast<std::size_t>(i)]];
    pattern.residuals.row(i) = column.residuals.transpose();
    for (std::size_t k = 0; k < pattern.own.size(); ++k) {
      pattern.own[k].row(i) = column.vectors.col(static_cast<Index>(k)).transpose();
    }
    column.vectors.resize(0, 0);
    if (!own) continue;
    pattern.group_freedom.push_back(std::move(column.forms.freedom));
    pattern.group_products.push_back(std::move(column.forms.products));
  }
  if (has_group_variances(statistic_)) {
    pattern.squares = pattern.residuals.cwiseAbs2();
  } else {
    pattern.group_freedom.clear();
    pattern.group_products.clear();
  }
  patterns_.push_back(std::move(pattern));
}

}  // namespace rewire
