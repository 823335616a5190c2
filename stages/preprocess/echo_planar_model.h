#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/data/anatomy.h"
#include "stages/kernels/registration/morphology.h"

namespace rewire {

/// How a scan without distortion would show an anatomy. Which brightness a scan gives to which
/// brightness of the T1w is not assumed but fitted: parts of the head by their T1w brightness,
/// inside the brain and outside, are blurred to the scan's voxels, and a robust regression weighs
/// them. Then what the coil and dropout make of it over long distances is taken from the scan.
class EchoPlanarModel {
 public:
  /// `grid` is the scan's.
  EchoPlanarModel(const Anatomy& anatomy, const Grid& grid);

  /// Where the scan lies; to be called before fitted_to().
  void move_to(const Eigen::Matrix4d& t1w_from_bold);

  /// Fitted to `image` (on the scan's grid) where `region` is.
  Volume fitted_to(const Volume& image, const MaskValues& region) const;

 private:
  std::vector<float> weighed(const Volume& image, const MaskValues& region) const;

  Grid grid_;
  std::vector<Volume> blurred_;            ///< parts of the head on the T1w's coarse voxels
  std::vector<std::vector<float>> parts_;  ///< on the scan's
};

}  // namespace rewire
