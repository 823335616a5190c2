#include "stages/kernels/statistics/permutation_test.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/kept_parts.h"
#include "stages/core/parallel.h"
#include "stages/core/progress.h"
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

Digest content_of(const PermutationColumns& columns,
                  PermutationStatistic statistic,
                  const Labellings& labellings) {
  Digester digester;
  const auto add = [&](const auto& matrix) {
    digester.integer(matrix.rows()).integer(matrix.cols());
    digester.values(
        std::span<const double>(matrix.data(), static_cast<std::size_t>(matrix.size())));
  };
  digester.text("labellings").integer(static_cast<int>(statistic));
  digester.integer(static_cast<std::int64_t>(labellings.count));
  add(write_labels(labellings, 0, std::min<std::size_t>(labellings.count, 8)));
  add(columns.values);
  add(columns.presence);
  digester.values(std::span<const Index>(columns.endpoint));
  return digester.finish();
}

/// Labellings [begin, end): per column how many reach it, then the largest t squared of each.
std::vector<double> run(const PermutationColumns& columns,
                        PermutationStatistic statistic,
                        const Labellings& labellings,
                        const VectorXd& thresholds,
                        std::size_t begin,
                        std::size_t end) {
  const auto count = static_cast<std::size_t>(columns.values.cols());
  std::vector<double> numbers(count + end - begin, 0.0);
  std::mutex adding;  // whole numbers: the order of adding does not matter
  parallel_for(end - begin, labellings_per_block, [&](std::size_t from, std::size_t to) {
    const BlockCounts block = count_block(
        columns, statistic, write_labels(labellings, begin + from, begin + to), thresholds);
    std::copy(block.largest_t_squared.begin(),
              block.largest_t_squared.end(),
              numbers.begin() + static_cast<std::ptrdiff_t>(count + from));
    const std::lock_guard lock(adding);
    for (std::size_t i = 0; i < count; ++i) numbers[i] += static_cast<double>(block.reached[i]);
  });
  return numbers;
}

/// Some seconds' work.
std::size_t labellings_per_part(const PermutationColumns& columns) {
  constexpr double work_per_part = 4e11;
  const double work = std::max(static_cast<double>(columns.values.size()), 1.0);
  const double blocks = std::ceil(work_per_part / work / labellings_per_block);
  return static_cast<std::size_t>(std::min(blocks, 1e9)) * labellings_per_block;
}

}  // namespace

PermutationResult permutation_test(const ValueBlocks& values,
                                   PermutationStatistic statistic,
                                   const Labellings& labellings) {
  PermutationResult result;
  result.p = VectorXd::Constant(values.columns, std::numeric_limits<double>::quiet_NaN());
  result.p_fwe = result.p;
  VectorXd reached_by = result.p;  // |t| that ties with the observed one
  VectorXd largest = VectorXd::Zero(static_cast<Index>(labellings.count));
  const VectorXd observed = write_labels(labellings, 0, 1).col(0);
  const auto total = static_cast<double>(labellings.count);
  for_blocks(values.columns, values.width, [&](Index first, Index count) {
    const double all = static_cast<double>(values.columns);
    const ProgressPart of_block(static_cast<double>(first) / all,
                                static_cast<double>(first + count) / all);
    const PermutationColumns columns =
        make_permutation_columns(values.values(first, count), statistic, observed);
    const auto used = static_cast<std::size_t>(columns.values.cols());
    if (used == 0) return;
    const Thresholds thresholds = make_thresholds(columns, statistic, labellings);
    std::vector<double> reached(used, 0.0);
    const std::size_t length = labellings_per_part(columns);
    for (std::size_t begin = 0; begin < labellings.count; begin += length) {
      const std::size_t end = std::min(begin + length, labellings.count);
      const ProgressPart part(static_cast<double>(begin) / total, static_cast<double>(end) / total);
      const std::vector<double> numbers = kept_part(
          [&] {
            return Digester()
                .digest(content_of(columns, statistic, labellings))
                .integer(static_cast<std::int64_t>(begin))
                .finish();
          },
          [&] { return run(columns, statistic, labellings, thresholds.scores, begin, end); });
      for (std::size_t i = 0; i < used; ++i) reached[i] += numbers[i];
      for (std::size_t b = begin; b < end; ++b) {
        double& known = largest[static_cast<Index>(b)];
        known = std::max(known, numbers[used + b - begin]);
      }
    }
    for (std::size_t i = 0; i < used; ++i) {
      const Index endpoint = first + columns.endpoint[i];
      result.p[endpoint] = reached[i] / total;
      reached_by[endpoint] = thresholds.t[static_cast<Index>(i)];
    }
  });
  result.largest_t = largest.cwiseSqrt();
  std::vector<double> sorted(result.largest_t.begin(), result.largest_t.end());
  std::sort(sorted.begin(), sorted.end());
  for (Index endpoint = 0; endpoint < values.columns; ++endpoint) {
    if (std::isnan(reached_by[endpoint])) continue;
    result.p_fwe[endpoint] = share_reaching(sorted, reached_by[endpoint]);
  }
  return result;
}

PermutationResult permutation_test(const Eigen::Ref<const MatrixXd>& values,
                                   PermutationStatistic statistic,
                                   const Labellings& labellings) {
  return permutation_test(ValueBlocks{.columns = values.cols(),
                                      .width = columns_per_block(values.rows()),
                                      .values = [&](Index first, Index count) -> MatrixXd {
                                        return values.middleCols(first, count);
                                      }},
                          statistic,
                          labellings);
}

}  // namespace rewire
