#include "stages/kernels/statistics/permutation_test.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

#include "stages/core/parallel.h"
#include "stages/kernels/statistics/permutation_columns.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double tie = 1e-9;
constexpr std::size_t labellings_per_block = 64;
constexpr Index columns_per_tile = 256;

MatrixXd write_labels(const Labellings& labellings, std::size_t begin, std::size_t end) {
  MatrixXd labels(static_cast<Index>(labellings.participants), static_cast<Index>(end - begin));
  for (std::size_t index = begin; index < end; ++index) {
    labellings.write(
        index, {labels.col(static_cast<Index>(index - begin)).data(), labellings.participants});
  }
  return labels;
}

/// What is compared in one block of labellings, and what comes of it.
struct BlockCounts {
  std::vector<std::int64_t> reached;  ///< per column: labellings with a score >= its threshold
  VectorXd largest_t_squared;         ///< per labelling of the block
};

BlockCounts count_block(const PermutationColumns& columns,
                        PermutationStatistic statistic,
                        const MatrixXd& labels,
                        const VectorXd& thresholds) {
  const Index total = columns.values.cols();
  BlockCounts counts{std::vector<std::int64_t>(static_cast<std::size_t>(total), 0),
                     VectorXd::Zero(labels.cols())};
  for (Index begin = 0; begin < total; begin += columns_per_tile) {
    const Index end = std::min(begin + columns_per_tile, total);
    const MatrixXd scores = permutation_scores(columns, statistic, labels, begin, end);
    VectorXd largest = VectorXd::Zero(labels.cols());
    for (Index column = begin; column < end; ++column) {
      const double threshold = thresholds[column];
      const double* score = scores.col(column - begin).data();
      std::int64_t reached = 0;
      for (Index b = 0; b < labels.cols(); ++b) {
        reached += score[b] >= threshold ? 1 : 0;
        largest[b] = std::max(largest[b], score[b]);
      }
      counts.reached[static_cast<std::size_t>(column)] = reached;
      const bool last = column + 1 == end || columns.sizes[columns.pattern[column + 1]] !=
                                                 columns.sizes[columns.pattern[column]];
      if (!last) continue;
      const double size = columns.sizes[columns.pattern[column]];
      for (Index b = 0; b < labels.cols(); ++b) {
        counts.largest_t_squared[b] =
            std::max(counts.largest_t_squared[b], t_squared_of_score(largest[b], statistic, size));
      }
      largest.setZero();
    }
  }
  return counts;
}

/// Per column, the smallest score that ties with the observed one, and its |t|. Both p are counted
/// from it, so that p_fwe is never below p.
struct Thresholds {
  VectorXd scores;
  VectorXd t;
};

/// The smallest score that ties with `score`: |t| less by a relative 1e-9, or by what rounding may
/// do to it where |t| is large (there the variance is a small difference of large numbers).
double tied_score(double score, PermutationStatistic statistic, double size) {
  const double t_squared = t_squared_of_score(score, statistic, size);
  if (statistic == PermutationStatistic::welch) {
    // t² is at most about exp(z²).
    const double rounding = std::min(1e-16 * size * std::exp(std::min(t_squared, 40.0)), 1e-3);
    return std::max(t_squared * (1.0 - 2.0 * tie - rounding) - 1e-13, 0.0);
  }
  const double lower = score_of_t_squared(t_squared * (1.0 - tie) * (1.0 - tie), statistic, size);
  return std::max(lower - 1e-13, 0.0);
}

Thresholds make_thresholds(const PermutationColumns& columns,
                           PermutationStatistic statistic,
                           const Labellings& labellings) {
  const Index total = columns.values.cols();
  const MatrixXd scores =
      permutation_scores(columns, statistic, write_labels(labellings, 0, 1), 0, total);
  Thresholds thresholds{VectorXd(total), VectorXd(total)};
  for (Index column = 0; column < total; ++column) {
    const double size = columns.sizes[columns.pattern[column]];
    thresholds.scores[column] = tied_score(scores(0, column), statistic, size);
    thresholds.t[column] =
        std::sqrt(t_squared_of_score(thresholds.scores[column], statistic, size));
  }
  return thresholds;
}

/// Share of `sorted` (ascending) that is not below `value`.
double share_reaching(const std::vector<double>& sorted, double value) {
  const auto first = std::lower_bound(sorted.begin(), sorted.end(), value);
  return static_cast<double>(sorted.end() - first) / static_cast<double>(sorted.size());
}

}  // namespace

PermutationResult permutation_test(const Eigen::Ref<const MatrixXd>& values,
                                   PermutationStatistic statistic,
                                   const Labellings& labellings) {
  const PermutationColumns columns =
      make_permutation_columns(values, statistic, write_labels(labellings, 0, 1).col(0));
  const Thresholds thresholds = make_thresholds(columns, statistic, labellings);
  std::vector<std::int64_t> reached(static_cast<std::size_t>(columns.values.cols()), 0);
  PermutationResult result;
  result.largest_t = VectorXd::Zero(static_cast<Index>(labellings.count));
  std::mutex adding;  // whole numbers: the order of adding does not matter
  parallel_for(labellings.count, labellings_per_block, [&](std::size_t begin, std::size_t end) {
    const BlockCounts block =
        count_block(columns, statistic, write_labels(labellings, begin, end), thresholds.scores);
    result.largest_t.segment(static_cast<Index>(begin), static_cast<Index>(end - begin)) =
        block.largest_t_squared.cwiseSqrt();
    const std::lock_guard lock(adding);
    for (std::size_t i = 0; i < reached.size(); ++i) reached[i] += block.reached[i];
  });

  std::vector<double> sorted(result.largest_t.begin(), result.largest_t.end());
  std::sort(sorted.begin(), sorted.end());
  result.p = VectorXd::Constant(values.cols(), std::numeric_limits<double>::quiet_NaN());
  result.p_fwe = result.p;
  for (Index column = 0; column < columns.values.cols(); ++column) {
    const Index endpoint = columns.endpoint[static_cast<std::size_t>(column)];
    result.p[endpoint] = static_cast<double>(reached[static_cast<std::size_t>(column)]) /
                         static_cast<double>(labellings.count);
    result.p_fwe[endpoint] = share_reaching(sorted, thresholds.t[column]);
  }
  return result;
}

}  // namespace rewire
