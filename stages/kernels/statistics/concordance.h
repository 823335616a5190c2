#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace rewire {

/// The ranks of many series among their own samples, as 2 * rank - (n + 1): whole numbers about 0
/// also where ties share their mean rank, so that sums of them are exact.
struct RankedSeries {
  using Ranks = Eigen::Matrix<std::int16_t, Eigen::Dynamic, Eigen::Dynamic>;
  Ranks ranks;           ///< samples x series
  Eigen::VectorXd ties;  ///< per series the sum of t³ - t over its groups of t equal samples

  /// Whether all samples of a series are equal.
  bool constant(Eigen::Index series) const;
};

/// Ranks every row of `values` (series x volumes) over the volumes `kept`; the values are finite,
/// and there are at most most_ranked_samples of them in a row.
inline constexpr Eigen::Index most_ranked_samples = 32767;
RankedSeries rank_rows(const Eigen::Ref<const Eigen::MatrixXf>& values,
                       std::span<const Eigen::Index> kept);

/// Kendall's coefficient of concordance W between the series `members` (Kendall & Babington Smith
/// 1939, doi:10.1214/aoms/1177732186, with their correction for ties), in [0, 1]. NaN with fewer
/// than two members or samples, or when all members are constant.
double kendall_w(const RankedSeries& series, std::span<const Eigen::Index> members);

}  // namespace rewire
