#include "stages/kernels/statistics/permutation_inference.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <string>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/kernels/statistics/network_tests.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double tie = 1e-9;
constexpr Index columns_per_tile = 256;

/// Few enough that a block's t of all columns stays small.
std::size_t shuffles_per_block(Index columns) { return columns > 20000 ? 16 : 64; }

double turned(double value, Tail tail) {
  if (tail == Tail::two_sided) return std::abs(value);
  return tail == Tail::greater ? value : -value;
}

/// Observed statistics, and the smallest scores that tie with them, turned to the tested tail;
/// pattern by pattern.
struct Observed {
  std::vector<VectorXd> scores;
  std::vector<VectorXd> reach;
};

Observed observe(const ShuffledScores& scores, const Shuffles& shuffles, Tail tail) {
  Observed observed;
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

/// One block of shuffles: counts per column of each pattern, the largest statistic per shuffle, and
/// t of all columns when it is asked for.
struct BlockResult {
  std::vector<std::vector<int>> reached;
  VectorXd largest;
  MatrixXd t;
};

BlockResult run_block(const ShuffledScores& scores,
                      const Shuffles& shuffles,
                      const Observed& observed,
                      Tail tail,
                      std::size_t begin,
                      std::size_t end,
                      bool keep_t) {
  const auto count = static_cast<Index>(end - begin);
  BlockResult result;
  result.largest = VectorXd::Constant(count, -std::numeric_limits<double>::infinity());
  if (keep_t) result.t = MatrixXd::Zero(scores.columns(), count);
  for (std::size_t p = 0; p < scores.patterns().size(); ++p) {
    const ShuffledPattern& pattern = scores.patterns()[p];
    const auto block = scores.prepare(pattern, shuffles, begin, end);
    const auto columns = static_cast<Index>(pattern.columns.size());
    std::vector<int>& reached = result.reached.emplace_back(pattern.columns.size(), 0);
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
    for (Index b = 0; b < count; ++b) {
      result.largest[b] = std::max(result.largest[b], scores.statistic_of(largest[b], pattern));
    }
  }
  return result;
}

void check_network(const NetworkTests& network, const ShuffledScores& scores) {
  const auto columns = static_cast<std::size_t>(scores.columns());
  std::vector<Problem> problems;
  const auto check = [&](std::size_t size, const std::string& name) {
    if (size == columns) return;
    problems.push_back({std::to_string(size) + " " + name,
                        std::to_string(columns) + ", one per column",
                        "network tests",
                        ""});
  };
  check(network.ends.from.size(), "edge ends");
  check(network.ends.to.size(), "edge ends");
  if (!network.sets.empty()) check(network.sets.size(), "edge sets");
  if (scores.statistic() == ShuffledStatistic::f) {
    problems.push_back({"an F", "t", "network tests", "test the contrasts one by one"});
  }
  throw_if_errors(problems);
}

}  // namespace

PermutationInference permutation_inference(const ShuffledScores& scores,
                                           const Shuffles& shuffles,
                                           Tail tail,
                                           const std::optional<NetworkTests>& network) {
  if (network) check_network(*network, scores);
  const VectorXd none =
      VectorXd::Constant(scores.columns(), std::numeric_limits<double>::quiet_NaN());
  PermutationInference result;
  result.statistic = result.p = result.p_fwe = none;
  result.largest = VectorXd::Zero(static_cast<Index>(shuffles.count));
  if (scores.patterns().empty()) return result;
  const Observed observed = observe(scores, shuffles, tail);
  for (std::size_t p = 0; p < scores.patterns().size(); ++p) {
    const ShuffledPattern& pattern = scores.patterns()[p];
    for (std::size_t i = 0; i < pattern.columns.size(); ++i) {
      result.statistic[pattern.columns[i]] =
          scores.statistic_of(observed.scores[p][static_cast<Index>(i)], pattern);
    }
  }
  std::optional<NetworkCollector> collector;
  if (network) {
    collector.emplace(*network,
                      tail,
                      std::span<const double>(result.statistic.data(),
                                              static_cast<std::size_t>(result.statistic.size())),
                      shuffles.count);
  }
  std::vector<std::vector<std::int64_t>> reached;
  reached.reserve(scores.patterns().size());
  for (const ShuffledPattern& pattern : scores.patterns()) {
    reached.emplace_back(pattern.columns.size(), 0);
  }
  std::mutex adding;  // whole numbers: the order of adding does not matter
  parallel_for(shuffles.count,
               shuffles_per_block(scores.columns()),
               [&](std::size_t begin, std::size_t end) {
                 const BlockResult block =
                     run_block(scores, shuffles, observed, tail, begin, end, collector.has_value());
                 result.largest.segment(static_cast<Index>(begin), block.largest.size()) =
                     block.largest;
                 if (collector) collector->add(block.t, begin);
                 const std::lock_guard lock(adding);
                 for (std::size_t p = 0; p < reached.size(); ++p) {
                   for (std::size_t i = 0; i < reached[p].size(); ++i)
                     reached[p][i] += block.reached[p][i];
                 }
               });
  VectorXd sorted = result.largest;
  std::sort(sorted.begin(), sorted.end());
  const auto total = static_cast<double>(shuffles.count);
  for (std::size_t p = 0; p < reached.size(); ++p) {
    const ShuffledPattern& pattern = scores.patterns()[p];
    for (std::size_t i = 0; i < pattern.columns.size(); ++i) {
      const Index column = pattern.columns[i];
      const double reach = scores.statistic_of(observed.reach[p][static_cast<Index>(i)], pattern);
      const auto first = std::lower_bound(sorted.begin(), sorted.end(), reach);
      result.p[column] = static_cast<double>(reached[p][i]) / total;
      result.p_fwe[column] = static_cast<double>(sorted.end() - first) / total;
    }
  }
  if (collector) collector->finish(result);
  return result;
}

}  // namespace rewire
