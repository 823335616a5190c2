#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "stages/kernels/statistics/network_statistics.h"
#include "stages/kernels/statistics/shuffled_scores.h"
#include "stages/kernels/statistics/shuffles.h"

namespace rewire {

enum class Tail { two_sided, greater, less };

/// What is tested beside single columns, when these are edges of a network.
struct NetworkTests {
  EdgeEnds ends;
  std::vector<double> thresholds;  ///< of t (z), for network-based statistics; may be empty
  std::optional<EnhancementParams> enhancement;
  /// Per column, its set (a pair of structures or networks) from 0; -1: in none. May be empty.
  std::vector<int> sets;
};

/// A component with its p by the largest one of each shuffle (over both signs when two-sided).
struct TestedComponent {
  EdgeComponent component;
  double p_extent = 0.0;
  double p_intensity = 0.0;
};

struct ThresholdResult {
  double threshold = 0.0;
  std::vector<TestedComponent> components;
  Eigen::VectorXd largest_extent;     ///< per shuffle
  Eigen::VectorXd largest_intensity;  ///< per shuffle
};

/// Constrained tests between sets of regions (constrained NBS of Noble & Scheinost 2020): the mean
/// t of a set's edges; p_fwe by the smallest p over sets of each shuffle (Westfall and Young's
/// single-step min-p), so that large and small sets count alike.
struct SetResult {
  Eigen::VectorXd mean_t;
  Eigen::VectorXd p;
  Eigen::VectorXd p_fwe;
};

/// Everything is by column of the data; NaN where a column could not be tested.
struct PermutationInference {
  Eigen::VectorXd statistic;  ///< t, z (variance_z) or F
  Eigen::VectorXd p;          ///< share of shuffles whose statistic reaches the observed one
  Eigen::VectorXd p_fwe;      ///< by the largest statistic over columns
  Eigen::VectorXd largest;    ///< per shuffle: that largest statistic, of |t| when two-sided
  std::vector<ThresholdResult> networks;
  Eigen::VectorXd enhanced;    ///< threshold-free network statistic, with the sign of t
  Eigen::VectorXd enhanced_p;  ///< uncorrected
  Eigen::VectorXd enhanced_p_fwe;
  Eigen::VectorXd largest_enhanced;  ///< per shuffle
  std::optional<SetResult> sets;
};

/// Runs all shuffles once. The observed one counts; a relative difference below 1e-9 is a tie. An F
/// knows no tails: `tail` must be two_sided (its right tail is meant), and there are no network
/// tests. The same bytes for any number of threads. Throws InputError when `network` does not fit
/// the columns.
PermutationInference permutation_inference(const ShuffledScores& scores,
                                           const Shuffles& shuffles,
                                           Tail tail,
                                           const std::optional<NetworkTests>& network);

/// The scores of columns that are made some at a time, where all together would take too much
/// memory.
struct ScoreBlocks {
  Eigen::Index columns = 0;  ///< of all blocks
  Eigen::Index width = 0;    ///< of every block but the last
  /// Of columns [first, first + count), which it calls 0 to count - 1; asked for more than once
  std::function<std::shared_ptr<const ShuffledScores>(Eigen::Index first, Eigen::Index count)>
      scores;
};

/// The same numbers as of all columns at once, whatever the width. With network tests t of as many
/// shuffles as fit into half a gigabyte is in memory at a time. Parts that are finished are kept
/// (kept_part).
PermutationInference permutation_inference(const ScoreBlocks& blocks,
                                           const Shuffles& shuffles,
                                           Tail tail,
                                           const std::optional<NetworkTests>& network);

}  // namespace rewire
