#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace rewire {

/// A 3-D image that somebody else owns: dims, world_from_voxel (RAS mm), values with i fastest.
struct ImageView {
  std::array<int, 3> dims{0, 0, 0};
  Eigen::Matrix4d world_from_voxel = Eigen::Matrix4d::Identity();
  std::span<const float> values;
};

/// The lattice of an image alone.
struct Lattice {
  std::array<int, 3> dims{0, 0, 0};
  Eigen::Matrix4d world_from_voxel = Eigen::Matrix4d::Identity();

  std::size_t voxel_count() const {
    return static_cast<std::size_t>(dims[0]) * static_cast<std::size_t>(dims[1]) *
           static_cast<std::size_t>(dims[2]);
  }
};

}  // namespace rewire
