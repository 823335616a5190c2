#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/region_series.h"
#include "stages/data/volume.h"

namespace rewire {

/// One measure of every voxel inside a mask.
struct ActivityMap {
  std::string name;        ///< as in file names: alff, falff, reho
  Eigen::VectorXf values;  ///< in the order of the mask's indices; NaN where there is no number
};

struct ActivityMaps {
  Mask mask;
  std::vector<ActivityMap> maps;
  std::vector<Problem> warnings;
};

/// One measure of every region.
struct RegionActivity {
  std::string name;
  /// Mean and standard deviation of the measure over the brain's voxels that have a number.
  double brain_mean = 0.0;
  double brain_sd = 0.0;
  Eigen::VectorXd values;  ///< mean over the region's voxels; NaN for a missing region
  Eigen::VectorXd z;       ///< (values - brain_mean) / brain_sd
  Eigen::VectorXd ratio;   ///< values / brain_mean
};

/// The local activity of one scan.
struct LocalActivity {
  std::string atlas;
  std::vector<RegionSignal> regions;
  std::vector<RegionActivity> measures;
  std::vector<Problem> warnings;
};

/// A measure as a map: as it is, z (zero mean and unit variance over the mask) or ratio (to the
/// mean over the mask).
enum class Standardisation { none, z, ratio };

/// `map` on the mask's grid: 0 outside the mask, NaN where there is no number.
Volume map_volume(const Mask& mask, const ActivityMap& map, Standardisation standardisation);

struct MeanAndDeviation {
  double mean = 0.0;
  double deviation = 0.0;  ///< n - 1 in the denominator
};

/// Over the values that are numbers; NaN with fewer than two.
MeanAndDeviation over_brain(const Eigen::VectorXf& values);

/// Distinct names, one value per voxel inside, none infinite.
std::vector<Problem> validate(const ActivityMaps& maps, const std::string& where);
/// Valid regions, distinct names, one number per region; NaN throughout for a missing region.
std::vector<Problem> validate(const LocalActivity& activity, const std::string& where);

void add_content(Digester& digester, const ActivityMaps& maps);
void add_content(Digester& digester, const LocalActivity& activity);

}  // namespace rewire
