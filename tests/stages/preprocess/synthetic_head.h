#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <cmath>
#include <string>

#include "stages/data/anatomy.h"
#include "stages/data/atlas.h"
#include "stages/data/volume.h"

namespace rewire::testing {

/// 1 at the surface of an ellipsoid of an adult brain's size about the origin.
inline double brain_radius(const Eigen::Vector3d& p) {
  return Eigen::Vector3d(p[0] / 62, p[1] / 78, p[2] / 60).norm();
}

/// A T1w with folds, known everywhere, so that moving it needs no interpolation.
inline double t1w_at(const Eigen::Vector3d& p) {
  const double inside = 1.0 / (1.0 + std::exp((brain_radius(p) - 1.0) * 14.0));
  const double white = 1.0 / (1.0 + std::exp((brain_radius(p) - 0.65) * 14.0));
  const double fluid = 1.0 / (1.0 + std::exp((brain_radius(p) - 0.25) * 30.0));
  const double folds =
      std::sin(p[0] / 6.0 + 0.3) * std::cos(p[1] / 7.0 + 0.4) * std::sin(p[2] / 8.0 + 1.0);
  return inside * (600.0 + 200.0 * white - 600.0 * fluid + 120.0 * folds * (1.0 - fluid));
}

inline Grid cubes(const std::array<int, 3>& dims, double spacing_mm) {
  Grid grid{.dims = dims, .world_from_voxel = Eigen::Matrix4d::Identity() * spacing_mm};
  grid.world_from_voxel(3, 3) = 1.0;
  for (int axis = 0; axis < 3; ++axis) {
    grid.world_from_voxel(axis, 3) = -0.5 * spacing_mm * (dims[static_cast<std::size_t>(axis)] - 1);
  }
  return grid;
}

/// value(world) at each voxel centre, i fastest.
template <class Value>
auto sampled(const Grid& grid, const Value& value) {
  std::vector<decltype(value(Eigen::Vector3d()))> values;
  values.reserve(grid.voxel_count());
  for (int k = 0; k < grid.dims[2]; ++k) {
    for (int j = 0; j < grid.dims[1]; ++j) {
      for (int i = 0; i < grid.dims[0]; ++i) {
        const Eigen::Vector4d world = grid.world_from_voxel * Eigen::Vector4d(i, j, k, 1);
        values.push_back(value(world.head<3>().eval()));
      }
    }
  }
  return values;
}

/// What is within `radius` of brain_radius.
inline Mask ball(const Grid& grid, double radius) {
  return {.grid = grid, .inside = sampled(grid, [&](const Eigen::Vector3d& p) -> std::uint8_t {
                          return brain_radius(p) < radius ? 1 : 0;
                        })};
}

/// An atlas of the same head with the regions 1 to `count`: label(world) at each voxel, 0 outside.
template <class Label>
Atlas synthetic_atlas(int count, const Label& label) {
  Atlas atlas;
  atlas.name = "regions";
  atlas.space = "synthetic";
  atlas.label_map.grid = cubes({70, 84, 66}, 2.0);
  atlas.label_map.labels =
      sampled(atlas.label_map.grid, [&](const Eigen::Vector3d& p) -> std::int32_t {
        return brain_radius(p) > 1.0 ? 0 : label(p);
      });
  for (int number = 1; number <= count; ++number) {
    Region region;
    region.label = number;
    region.name = "region " + std::to_string(number);
    atlas.regions.push_back(region);
  }
  return atlas;
}

inline Anatomy synthetic_anatomy() {
  const Grid grid = cubes({48, 58, 46}, 3.0);
  Anatomy anatomy;
  anatomy.space = "synthetic";
  anatomy.head = {.grid = grid, .values = sampled(grid, [](const Eigen::Vector3d& p) {
                                  return static_cast<float>(t1w_at(p));
                                })};
  anatomy.brain = ball(grid, 1.0);
  anatomy.white_matter = ball(grid, 0.6);
  anatomy.csf = ball(grid, 0.2);
  for (std::size_t i = 0; i < anatomy.csf.inside.size(); ++i) {
    if (anatomy.csf.inside[i] != 0) anatomy.white_matter.inside[i] = 0;
  }
  anatomy.grey_matter = anatomy.brain;
  for (std::size_t i = 0; i < anatomy.brain.inside.size(); ++i) {
    if (anatomy.csf.inside[i] + anatomy.white_matter.inside[i] > 0)
      anatomy.grey_matter.inside[i] = 0;
  }
  const auto certain = [](const Mask& mask) {
    return Volume{mask.grid, std::vector<float>(mask.inside.begin(), mask.inside.end())};
  };
  anatomy.grey_probability = certain(anatomy.grey_matter);
  anatomy.white_probability = certain(anatomy.white_matter);
  anatomy.csf_probability = certain(anatomy.csf);
  return anatomy;
}

/// The mean volume of a scan that shows the same head, inverted, where t1w_from_bold brings it.
inline Volume synthetic_scan(const Eigen::Matrix4d& t1w_from_bold) {
  const Grid grid = cubes({46, 54, 40}, 3.5);
  return {.grid = grid, .values = sampled(grid, [&](const Eigen::Vector3d& p) {
                          const Eigen::Vector3d there = (t1w_from_bold * p.homogeneous()).head<3>();
                          const double inside =
                              1.0 / (1.0 + std::exp((brain_radius(there) - 1.0) * 14.0));
                          return static_cast<float>(inside * 1500.0 - t1w_at(there));
                        })};
}

}  // namespace rewire::testing
