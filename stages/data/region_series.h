#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stages/data/atlas.h"

namespace rewire {

/// What is known of one region in one scan.
struct RegionSignal {
  Region region;
  std::size_t voxel_count = 0;  ///< voxels of the region with signal, inside the brain mask
  double coverage = 0.0;  ///< that count as a share of the region's voxels in the scan's space
  double tsnr = 0.0;      ///< median temporal signal-to-noise ratio before denoising; NaN unknown
  std::string missing_reason;  ///< why the series is NaN; empty when it is not
};

/// Mean time courses of regions.
struct RegionSeries {
  std::string atlas;  ///< BIDS label of the atlas
  std::vector<RegionSignal> regions;
  Eigen::MatrixXd values;          ///< volumes x regions; a column is NaN throughout or nowhere
  std::vector<std::uint8_t> kept;  ///< per volume: 1, or 0 where it was censored
  double repetition_time_s = 0.0;
  double degrees_of_freedom = 0.0;  ///< left after denoising; 0 when unknown
  /// More of them would be left without confound regression by that many; 0 when unknown.
  double nuisance_degrees_of_freedom = 0.0;
  /// First volume of each run of a series that several runs were joined into; empty: one run.
  std::vector<std::int64_t> run_starts{};
};

/// At least one region, distinct names, shares and ratios of 0 or more (NaN: unknown).
std::vector<Problem> validate(const std::vector<RegionSignal>& regions, const std::string& where);
/// Valid regions; one column per region, NaN throughout with a missing_reason or finite without;
/// two volumes or more, one 0/1 flag each; a repetition time of 0.05 to 30 s; run_starts from 0 on,
/// ascending, inside the series.
std::vector<Problem> validate(const RegionSeries& series, const std::string& where);

void add_content(Digester& digester, const RegionSignal& signal);
void add_content(Digester& digester, const RegionSeries& series);

}  // namespace rewire
