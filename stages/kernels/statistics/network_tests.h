#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "stages/core/digest.h"
#include "stages/kernels/statistics/permutation_inference.h"

namespace rewire {

/// InputError when `tests` are not of so many columns, or the statistic is no t.
void check_network(const NetworkTests& tests,
                   Eigen::Index column_count,
                   ShuffledStatistic statistic);

/// What the numbers of a NetworkCollector depend on besides the statistics.
void add_network(Digester& digester, const NetworkTests& tests);

/// Collects the network statistics of all shuffles; filled from several threads, every shuffle in
/// its own place.
class NetworkCollector {
 public:
  NetworkCollector(const NetworkTests& tests,
                   Tail tail,
                   std::span<const double> observed_t,
                   std::size_t shuffles);

  /// `t` (columns x shuffles, 0 where not tested) of the shuffles from `begin`.
  void add(const Eigen::Ref<const Eigen::MatrixXd>& t, std::size_t begin);

  /// What was added since the last call, of the shuffles [begin, end); it counts only once it is
  /// taken.
  std::vector<double> give(std::size_t begin, std::size_t end);
  void take(std::span<const double> numbers, std::size_t begin, std::size_t end);

  /// Fills the network parts of `result`; columns whose observed t is NaN stay NaN.
  void finish(PermutationInference& result) const;

 private:
  void add_enhanced(std::span<const double> t, Eigen::Index shuffle, std::vector<int>& reached);
  void add_sets(std::span<const double> t, Eigen::Index shuffle);

  const NetworkTests& tests_;
  Tail tail_;
  std::vector<double> observed_;  ///< t, 0 where not tested
  NetworkEnhancement enhancement_;
  std::vector<double> observed_enhanced_;
  std::vector<std::int64_t> enhanced_reached_;
  std::vector<std::int64_t> enhanced_given_;  ///< of what is not taken yet
  std::mutex adding_;
  Eigen::MatrixXd extents_;      ///< shuffles x thresholds
  Eigen::MatrixXd intensities_;  ///< shuffles x thresholds
  Eigen::VectorXd largest_enhanced_;
  std::vector<double> set_sizes_;
  Eigen::MatrixXd set_means_;  ///< shuffles x sets
};

/// Share of `null` (the observed one among them) that reaches `value`, ties included.
double share_reaching(const Eigen::Ref<const Eigen::VectorXd>& null, double value);

/// p and min-p of sets from their statistics (shuffles x sets, larger is more extreme, row 0
/// observed).
SetResult set_p_values(const Eigen::Ref<const Eigen::MatrixXd>& extremeness);

}  // namespace rewire
