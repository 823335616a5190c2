#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// Mutual information (nats) of two images at fixed points, for any transform between them.
class JointHistogram {
 public:
  static constexpr int bins = 32;

  /// Points are the voxels of `fixed_mask` on a lattice of about `spacing_mm`.
  JointHistogram(const ImageView& fixed,
                 std::span<const std::uint8_t> fixed_mask,
                 const ImageView& moving,
                 double spacing_mm);

  double mutual_information(const Eigen::Matrix4d& moving_from_fixed) const;

  const Eigen::Vector3d& centre() const { return centre_; }

 private:
  struct Point {
    Eigen::Vector3f world;
    int bin;
  };

  std::vector<Point> points_;
  Eigen::Vector3d centre_ = Eigen::Vector3d::Zero();
  std::array<int, 3> dims_;
  Eigen::Matrix4d voxel_from_world_;
  std::vector<std::uint8_t> moving_bins_;
};

}  // namespace rewire
