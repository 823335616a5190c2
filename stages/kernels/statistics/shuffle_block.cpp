#include "stages/kernels/statistics/shuffle_block.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace rewire {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double tie = 1e-9;
constexpr Index columns_per_tile = 256;

double turned(double value, Tail tail) {
  if (tail == Tail::two_sided) return std::abs(value);
  return tail == Tail::greater ? value : -value;
}

}  // namespace

Digest content_of(const ShuffledScores& scores) {
  Digester digester;
  const auto add = [&](const auto& matrix) {
    digester.integer(matrix.rows()).integer(matrix.cols());
    digester.values(
        std::span<const double>(matrix.data(), static_cast<std::size_t>(matrix.size())));
  };
  digester.integer(static_cast<int>(scores.statistic())).integer(scores.columns());
  for (const ShuffledPattern& pattern : scores.patterns()) {
    digester.values(std::span<const Index>(pattern.rows));
    digester.values(std::span<const Index>(pattern.columns));
    add(pattern.residuals);
    add(pattern.vectors);
    for (const MatrixXd& own : pattern.own) add(own);
    digester.values(std::span<const int>(pattern.groups));
    digester.integer(pattern.nuisance).number(pattern.degrees_of_freedom);
  }
  return digester.finish();
}

ObservedScores observe(const ShuffledScores& scores, const Shuffles& shuffles, Tail tail) {
  ObservedScores observed;
  for (const ShuffledPattern& pattern : scores.patterns()) {
    const auto block = scores.prepare(pattern, shuffles, 0, 1);
    const auto count = static_cast<Index>(pattern.columns.size());
    observed.scores.emplace_back(scores.scores(pattern, block, 0, count).col(0));
    observed.reach.emplace_back(observed.scores.back().unaryExpr([&](double score) {
      const double value = turned(score, tail);
      return value - tie * std::abs(value) - 1e-12;
    }));
  }
  return observed;
}

ShuffleBlock run_shuffles(const ShuffledScores& scores,
                          const Shuffles& shuffles,
                          const ObservedScores& observed,
                          Tail tail,
                          std::size_t begin,
                          std::size_t end,
                          KeepStatistics keep) {
  const auto count = static_cast<Index>(end - begin);
  const bool keep_t = keep == KeepStatistics::yes;
  ShuffleBlock result;
  result.reached.assign(static_cast<std::size_t>(scores.columns()), 0);
  result.largest = VectorXd::Constant(count, -std::numeric_limits<double>::infinity());
  if (keep_t) result.t = MatrixXd::Zero(scores.columns(), count);
  for (std::size_t p = 0; p < scores.patterns().size(); ++p) {
    const ShuffledPattern& pattern = scores.patterns()[p];
    const auto block = scores.prepare(pattern, shuffles, begin, end);
    const auto columns = static_cast<Index>(pattern.columns.size());
    std::vector<int> reached(pattern.columns.size(), 0);
    VectorXd largest = result.largest;
    largest.setConstant(-std::numeric_limits<double>::infinity());
    for (Index first = 0; first < columns; first += columns_per_tile) {
      const Index width = std::min(columns_per_tile, columns - first);
      MatrixXd tile = scores.scores(pattern, block, first, width);
      for (Index b = 0; keep_t && b < count; ++b) {
        for (Index i = 0; i < width; ++i) {
          result.t(pattern.columns[static_cast<std::size_t>(first + i)], b) =
              scores.statistic_of(tile(i, b), pattern);
        }
      }
      if (tail == Tail::two_sided) tile = tile.cwiseAbs();
      if (tail == Tail::less) tile = -tile;
      const auto reach = observed.reach[p].segment(first, width);
      int* const counts = reached.data() + first;
      for (Index b = 0; b < count; ++b) {
        const double* const score = tile.col(b).data();
        for (Index i = 0; i < width; ++i) counts[i] += score[i] >= reach[i] ? 1 : 0;
        largest[b] = std::max(largest[b], tile.col(b).maxCoeff());
      }
    }
    for (std::size_t i = 0; i < reached.size(); ++i) {
      result.reached[static_cast<std::size_t>(pattern.columns[i])] = reached[i];
    }
    for (Index b = 0; b < count; ++b) {
      result.largest[b] = std::max(result.largest[b], scores.statistic_of(largest[b], pattern));
    }
  }
  return result;
}

}  // namespace rewire
