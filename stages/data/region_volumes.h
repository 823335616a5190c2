#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/atlas.h"

namespace rewire {

/// What one T1w shows of an atlas' regions.
struct RegionVolumes {
  std::string atlas;
  std::vector<Region> regions;
  /// Voxels of the T1w under the carried label times a voxel's volume; NaN where labels were not
  /// drawn on the T1w itself.
  Eigen::VectorXd counted_mm3;
  /// Integral of the Jacobian determinant of t1w_from_template over the region in the template.
  Eigen::VectorXd jacobian_mm3;
  /// The same over the template's brain with its fluid: the total intracranial volume.
  double intracranial_mm3 = 0.0;
  /// Sums of the tissues' probabilities.
  double grey_mm3 = 0.0;
  double white_mm3 = 0.0;
  double csf_mm3 = 0.0;
};

/// One volume per region, finite and not negative (a counted one may be NaN).
std::vector<Problem> validate(const RegionVolumes& volumes, const std::string& where);

void add_content(Digester& digester, const RegionVolumes& volumes);

}  // namespace rewire
