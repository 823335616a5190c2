#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// What estimators work on: the kept volumes of the regions that have a signal.
struct KeptSeries {
  std::vector<Eigen::Index> regions;  ///< which columns of the whole series
  Eigen::MatrixXd values;             ///< kept volumes x regions; mean 0, mean square 1
  Eigen::VectorXd deviations;         ///< what `values` were divided by
  std::vector<Eigen::Index> times;    ///< volume number of each row
  std::vector<int> runs;              ///< run of each row
  double repetition_time_s = 0.0;
  double degrees_of_freedom = 0.0;  ///< left after denoising; rows - 1 where unknown
  bool knows_degrees = false;       ///< whether the series said them
  /// The share of the series' degrees of freedom that confound regression left; 1 where unknown.
  double regression_share = 1.0;
};

/// Regions that are missing, not finite or constant over the volumes that `kept` flags are left
/// out, with a missing_reason in `signals`. Where those are fewer than the series' own, so are its
/// degrees of freedom.
KeptSeries keep_volumes(const RegionSeries& series,
                        const std::vector<std::uint8_t>& kept,
                        std::vector<RegionSignal>& signals);

/// The flags of `volumes` kept volumes in a row, from a random one on; nothing when there are
/// fewer. Neighbours stay neighbours, so that scans cut alike keep the same effective degrees of
/// freedom per volume.
std::optional<std::vector<std::uint8_t>> random_stretch(const std::vector<std::uint8_t>& kept,
                                                        std::int64_t volumes,
                                                        std::int64_t seed);

/// `count` rows from `first` on, standardised again, without the regions that are constant there;
/// the degrees of freedom are their share
/// (rows - 1 where unknown).
KeptSeries part_of(const KeptSeries& series, Eigen::Index first, Eigen::Index count);

}  // namespace rewire
