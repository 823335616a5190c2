#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "stages/core/digest.h"
#include "stages/kernels/statistics/permutation_inference.h"

namespace rewire {

/// Of everything that the statistics depend on besides the shuffles.
Digest content_of(const ShuffledScores& scores);

/// Observed statistics, and the smallest scores that tie with them, turned to the tested tail;
/// pattern by pattern.
struct ObservedScores {
  std::vector<Eigen::VectorXd> scores;
  std::vector<Eigen::VectorXd> reach;
};

ObservedScores observe(const ShuffledScores& scores, const Shuffles& shuffles, Tail tail);

/// Some shuffles of all columns of `scores`: counts per column, the largest statistic per shuffle,
/// and t of all columns when it is asked for.
struct ShuffleBlock {
  std::vector<int> reached;
  Eigen::VectorXd largest;
  Eigen::MatrixXd t;
};

enum class KeepStatistics { no, yes };

/// Shuffles [begin, end).
ShuffleBlock run_shuffles(const ShuffledScores& scores,
                          const Shuffles& shuffles,
                          const ObservedScores& observed,
                          Tail tail,
                          std::size_t begin,
                          std::size_t end,
                          KeepStatistics keep);

}  // namespace rewire
