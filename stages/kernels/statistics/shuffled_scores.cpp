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
  const Index skipped = statistic == ShuffledStatistic::variance_t ? 0 : basis.constant;
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
  if (statistic == ShuffledStatistic::variance_t)
    column.forms = group_forms(column.vectors, groups);
  column.nuisance = std::move(basis.nuisance);
  return column;
}

/// t of a contrast (the last vector) with one variance per group; `products` is vectors x groups,
/// `sums` their sums over groups, `squares` per group.
double variance_t(const MatrixXd& products,
                  const VectorXd& sums,
                  const VectorXd& squares,
                  const VectorXd& freedom,
                  const std::vector<MatrixXd>& forms) {
  const Index last = sums.size() - 1;
  double variance = 0.0;
  for (Index g = 0; g < squares.size(); ++g) {
    const MatrixXd& form = forms[static_cast<std::size_t>(g)];
    const double weight = form(last, last);
    if (weight <= 1e-20) continue;
    if (freedom[g] < 1e-6) return 0.0;
    double left = squares[g];
    for (Index k = 0; k <= last; ++k) {
      left += sums[k] * (form.col(k).dot(sums) - 2.0 * products(k, g));
    }
    variance += std::max(left, 0.0) / freedom[g] * weight;
  }
  return sums[last] / std::sqrt(std::max(variance, 1e-18));
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
  if (statistic_ == ShuffledStatistic::variance_t) {
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
  if (statistic_ == ShuffledStatistic::variance_t) {
    pattern.squares = pattern.residuals.cwiseAbs2();
  } else {
    pattern.group_freedom.clear();
    pattern.group_products.clear();
  }
  patterns_.push_back(std::move(pattern));
}

ShuffledScores::Block ShuffledScores::prepare(const ShuffledPattern& pattern,
                                              const Shuffles& shuffles,
                                              std::size_t begin,
                                              std::size_t end) const {
  const std::size_t rows = pattern.rows.size();
  const Index vectors = pattern.vectors.cols();
  const Index groups = pattern.group_freedom.empty() ? 1 : pattern.group_freedom.front().size();
  Block block;
  block.shuffles = static_cast<Index>(end - begin);
  block.source.resize(rows * (end - begin));
  block.signs.resize(rows * (end - begin));
  const bool grouped = statistic_ == ShuffledStatistic::variance_t;
  if (pattern.own.empty()) {
    block.left = MatrixXd::Zero(static_cast<Index>(rows), block.shuffles * vectors * groups);
  }
  if (grouped) {
    block.group_left = MatrixXd::Zero(static_cast<Index>(rows), block.shuffles * groups);
  }
  std::vector<int> place(shuffles.rows, -1);
  for (std::size_t i = 0; i < rows; ++i) {
    place[static_cast<std::size_t>(pattern.rows[i])] = static_cast<int>(i);
  }
  std::vector<int> source(shuffles.rows);
  std::vector<double> signs(shuffles.rows);
  for (std::size_t index = begin; index < end; ++index) {
    shuffles.write(index, source, signs);
    const auto b = static_cast<Index>(index - begin);
    for (std::size_t i = 0; i < rows; ++i) {
      const auto row = static_cast<std::size_t>(pattern.rows[i]);
      // On along the cycle until a row that is present: ends at the latest where it began.
      std::size_t from = static_cast<std::size_t>(source[row]);
      while (place[from] < 0) from = static_cast<std::size_t>(source[from]);
      const auto at = static_cast<Index>(place[from]);
      block.source[(index - begin) * rows + i] = place[from];
      block.signs[(index - begin) * rows + i] = signs[row];
      const Index group = grouped && !pattern.groups.empty() ? pattern.groups[i] : 0;
      if (pattern.own.empty()) {
        for (Index k = 0; k < vectors; ++k) {
          block.left(at, (k * groups + group) * block.shuffles + b) =
              signs[row] * pattern.vectors(static_cast<Index>(i), k);
        }
      }
      if (grouped) block.group_left(at, group * block.shuffles + b) = 1.0;
    }
  }
  return block;
}

namespace {

/// So few columns that those of data and of one vector stay in the nearest cache.
constexpr Index chunk = 16;
using Chunk = Eigen::Array<double, chunk, Eigen::Dynamic>;

Chunk chunk_of(const MatrixXd& columns, Index first, Index count) {
  Chunk result = Chunk::Zero(chunk, columns.cols());
  result.topRows(count) = columns.middleRows(first, count).array();
  return result;
}

/// columns x (vectors * groups * shuffles): products of each column's own vectors with its
/// shuffled residuals.
MatrixXd own_products(const ShuffledPattern& pattern,
                      const ShuffledScores::Block& block,
                      Index groups,
                      Index first,
                      Index count) {
  const std::size_t rows = pattern.rows.size();
  const auto vectors = static_cast<Index>(pattern.own.size());
  std::vector<std::vector<std::size_t>> rows_of(static_cast<std::size_t>(groups));
  for (std::size_t i = 0; i < rows; ++i) {
    rows_of[groups > 1 ? static_cast<std::size_t>(pattern.groups[i]) : 0].push_back(i);
  }
  MatrixXd products(count, vectors * groups * block.shuffles);
  for (Index begin = 0; begin < count; begin += chunk) {
    const Index width = std::min(chunk, count - begin);
    const Chunk data = chunk_of(pattern.residuals, first + begin, width);
    for (Index k = 0; k < vectors; ++k) {
      const Chunk own = chunk_of(pattern.own[static_cast<std::size_t>(k)], first + begin, width);
      for (Index b = 0; b < block.shuffles; ++b) {
        const std::size_t start = static_cast<std::size_t>(b) * rows;
        for (Index group = 0; group < groups; ++group) {
          Eigen::Array<double, chunk, 1> sum = Eigen::Array<double, chunk, 1>::Zero();
          for (const std::size_t i : rows_of[static_cast<std::size_t>(group)]) {
            sum += data.col(block.source[start + i]) * own.col(static_cast<Index>(i)) *
                   block.signs[start + i];
          }
          products.col((k * groups + group) * block.shuffles + b).segment(begin, width) =
              sum.head(width).matrix();
        }
      }
    }
  }
  return products;
}

}  // namespace

MatrixXd ShuffledScores::scores(const ShuffledPattern& pattern,
                                const Block& block,
                                Index first,
                                Index count) const {
  const Index groups = pattern.group_freedom.empty() ? 1 : pattern.group_freedom.front().size();
  const Index b = block.shuffles;
  MatrixXd products;
  if (pattern.own.empty()) {
    products.noalias() = pattern.residuals.middleRows(first, count) * block.left;
  } else {
    products = own_products(pattern, block, groups, first, count);
  }
  if (statistic_ == ShuffledStatistic::variance_t) {
    MatrixXd squares;
    squares.noalias() = pattern.squares.middleRows(first, count) * block.group_left;
    MatrixXd result(count, b);
    MatrixXd of_one(pattern.vector_count(), groups);
    VectorXd sums(of_one.rows());
    VectorXd squares_of_one(groups);
    for (Index i = 0; i < count; ++i) {
      const auto form = pattern.own.empty() ? 0U : static_cast<std::size_t>(first + i);
      for (Index s = 0; s < b; ++s) {
        sums.setZero();
        for (Index g = 0; g < groups; ++g) {
          for (Index k = 0; k < of_one.rows(); ++k) {
            of_one(k, g) = products(i, (k * groups + g) * b + s);
            sums[k] += of_one(k, g);
          }
          squares_of_one[g] = squares(i, g * b + s);
        }
        result(i, s) = variance_t(of_one,
                                  sums,
                                  squares_of_one,
                                  pattern.group_freedom[form],
                                  pattern.group_products[form]);
      }
    }
    return result;
  }
  const Index nuisance = pattern.nuisance;
  Eigen::ArrayXXd left;  // of the squared length, after the nuisance
  if (nuisance > 0) {
    left = Eigen::ArrayXXd::Ones(count, b);
    for (Index k = 0; k < nuisance; ++k) left -= products.middleCols(k * b, b).array().square();
    left = left.max(1e-15);
  }
  if (statistic_ == ShuffledStatistic::t) {
    if (nuisance == 0) return products;
    return products.middleCols(nuisance * b, b).array() / left.sqrt();
  }
  Eigen::ArrayXXd explained = Eigen::ArrayXXd::Zero(count, b);
  for (Index k = 0; k < contrast_count_; ++k) {
    explained += products.middleCols((nuisance + k) * b, b).array().square();
  }
  if (nuisance > 0) explained /= left;
  return explained;
}

double ShuffledScores::statistic_of(double score, const ShuffledPattern& pattern) const {
  if (statistic_ == ShuffledStatistic::variance_t) return score;
  const double df = pattern.degrees_of_freedom;
  if (statistic_ == ShuffledStatistic::f) {
    const double share = std::min(score, 1.0);
    return df / static_cast<double>(contrast_count_) * share / std::max(1.0 - share, 1e-15);
  }
  const double share = std::min(score * score, 1.0);
  return std::copysign(std::sqrt(df * share / std::max(1.0 - share, 1e-15)), score);
}

}  // namespace rewire
