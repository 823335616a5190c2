#include <algorithm>
#include <cmath>

#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/shuffled_scores.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Of residuals of length 1: less than this in a group is mostly rounding.
constexpr double least_squares = 1e-11;

/// A contrast's t with one variance per group, and the degrees of freedom of that variance.
struct GroupedT {
  double t = 0.0;
  double degrees_of_freedom = 1.0;
};

/// `products` is vectors x groups (the contrast is the last vector), `sums` their sums over groups,
/// `squares` per group.
GroupedT grouped_t(const MatrixXd& products,
                   const VectorXd& sums,
                   const VectorXd& squares,
                   const VectorXd& freedom,
                   const std::vector<MatrixXd>& forms) {
  const Index last = sums.size() - 1;
  double variance = 0.0;
  double spread = 0.0;
  for (Index g = 0; g < squares.size(); ++g) {
    const MatrixXd& form = forms[static_cast<std::size_t>(g)];
    const double weight = form(last, last);
    if (weight <= 1e-20) continue;
    if (freedom[g] < 1e-6) return {};
    double left = squares[g];
    for (Index k = 0; k <= last; ++k) {
      left += sums[k] * (form.col(k).dot(sums) - 2.0 * products(k, g));
    }
    const double part = std::max(left, least_squares) / freedom[g] * weight;
    variance += part;
    spread += part * part / freedom[g];
  }
  return {sums[last] / std::sqrt(std::max(variance, 1e-18)),
          spread > 0.0 ? variance * variance / spread : freedom.sum()};
}

}  // namespace

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
  const bool grouped = has_group_variances(statistic_);
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
  if (has_group_variances(statistic_)) {
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
        const GroupedT one = grouped_t(of_one,
                                       sums,
                                       squares_of_one,
                                       pattern.group_freedom[form],
                                       pattern.group_products[form]);
        result(i, s) = statistic_ == ShuffledStatistic::variance_z
                           ? normal_score_of_t(one.t, one.degrees_of_freedom)
                           : one.t;
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
  if (has_group_variances(statistic_)) return score;
  const double df = pattern.degrees_of_freedom;
  if (statistic_ == ShuffledStatistic::f) {
    const double share = std::min(score, 1.0);
    return df / static_cast<double>(contrast_count_) * share / std::max(1.0 - share, 1e-15);
  }
  const double share = std::min(score * score, 1.0);
  return std::copysign(std::sqrt(df * share / std::max(1.0 - share, 1e-15)), score);
}

}  // namespace rewire
