#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// Makes `cleaned` percent of each voxel's mean in `before` (both voxels x volumes) over the kept
/// volumes. Throws InputError when a mean is not above 0.
void scale_to_percent(const Eigen::Ref<const Eigen::MatrixXf>& before,
                      const std::vector<Eigen::Index>& kept,
                      Eigen::Ref<Eigen::MatrixXf> cleaned);

/// The same of regions (`before`: volumes x regions); one whose mean is not above 0 becomes
/// missing.
void scale_to_percent(const Eigen::Ref<const Eigen::MatrixXd>& before,
                      const std::vector<Eigen::Index>& kept,
                      RegionSeries& cleaned);

}  // namespace rewire
