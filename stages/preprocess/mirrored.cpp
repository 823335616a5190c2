#include "stages/preprocess/mirrored.h"

#include <Eigen/LU>
#include <array>
#include <cmath>
#include <vector>

#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/mutual_information.h"
#include "stages/kernels/registration/sample_points.h"
#include "stages/preprocess/shrunk.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr double margin_mm = 6.0;
constexpr double anatomical_spacing_mm = 2.0;
/// A comparison of costs needs fewer points than an alignment.
constexpr std::size_t every_point = 3;
constexpr std::array<RegistrationLevel, 1> levels{RegistrationLevel{.smoothing_mm = 5.0,
                                                                    .spacing_mm = 5.0,
                                                                    .first_step_mm = 2.0,
                                                                    .last_step_mm = 0.1,
                                                                    .most_iterations = 60}};

/// The voxel axis that runs from left to right.
int sideways_axis(const Grid& grid) {
  int axis = 0;
  for (int other = 1; other < 3; ++other) {
    const auto share = [&](int a) {
      return std::abs(grid.world_from_voxel(0, a)) / grid.world_from_voxel.col(a).head<3>().norm();
    };
    if (share(other) > share(axis)) axis = other;
  }
  return axis;
}

/// The voxels in reverse order along an axis, on the same grid.
template <class Values>
Values reversed(const Values& values, const std::array<int, 3>& dims, int axis) {
  Values result(values.size());
  std::size_t index = 0;
  for (int k = 0; k < dims[2]; ++k) {
    for (int j = 0; j < dims[1]; ++j) {
      for (int i = 0; i < dims[0]; ++i, ++index) {
        std::array<int, 3> at{i, j, k};
        int& along = at[static_cast<std::size_t>(axis)];
        along = dims[static_cast<std::size_t>(axis)] - 1 - along;
        const auto row = static_cast<std::size_t>(dims[0]);
        const auto slice = row * static_cast<std::size_t>(dims[1]);
        result[index] =
            values[static_cast<std::size_t>(at[0]) + row * static_cast<std::size_t>(at[1]) +
                   slice * static_cast<std::size_t>(at[2])];
      }
    }
  }
  return result;
}

/// Where `reversed` takes a place of the world.
Eigen::Matrix4d reversal(const Grid& grid, int axis) {
  Eigen::Matrix4d voxels = Eigen::Matrix4d::Identity();
  voxels(axis, axis) = -1.0;
  voxels(axis, 3) = grid.dims[static_cast<std::size_t>(axis)] - 1;
  return grid.world_from_voxel * voxels * grid.world_from_voxel.inverse();
}

/// The rigid matrix nearest to one that turns, and sends `centre` where that does.
Eigen::Matrix4d rigid_part(const Eigen::Matrix4d& matrix, const Eigen::Vector3d& centre) {
  Eigen::Matrix3d turn = matrix.topLeftCorner<3, 3>();
  // Newton's iteration for the polar factor.
  for (int i = 0; i < 20; ++i) turn = (0.5 * (turn + turn.inverse().transpose())).eval();
  Eigen::Matrix4d rigid = Eigen::Matrix4d::Identity();
  rigid.topLeftCorner<3, 3>() = turn;
  rigid.topRightCorner<3, 1>() =
      matrix.topLeftCorner<3, 3>() * centre + matrix.topRightCorner<3, 1>() - turn * centre;
  return rigid;
}

}  // namespace

double mirrored_cost(const Volume& mean,
                     const Mask& brain,
                     const Anatomy& anatomy,
                     std::span<const BoundaryPoint> sheet,
                     const Eigen::Matrix4d& t1w_from_bold) {
  const int axis = sideways_axis(mean.grid);
  const Volume image{.grid = mean.grid, .values = reversed(mean.values, mean.grid.dims, axis)};
  const MaskValues inside = reversed(brain.inside, mean.grid.dims, axis);
  // The anatomy about its own middle: across the template's.
  Eigen::Matrix4d across = Eigen::Matrix4d::Identity();
  across(0, 0) = -1.0;
  across = anatomy.template_from_t1w.inverse() * across * anatomy.template_from_t1w;
  const Eigen::Matrix4d start = rigid_part(across * t1w_from_bold * reversal(mean.grid, axis),
                                           mask_centre(view_of(image), inside));
  const Eigen::Matrix4d found =
      register_mutual_information(view_of(image),
                                  dilate(lattice_of(mean.grid), inside, margin_mm),
                                  view_of(shrunk(anatomy.head, anatomical_spacing_mm)),
                                  start,
                                  TransformFamily::rigid,
                                  levels);
  std::vector<BoundaryPoint> some;
  for (std::size_t p = 0; p < sheet.size(); p += every_point) some.push_back(sheet[p]);
  return register_boundary(some, view_of(image), found.inverse()).cost;
}

}  // namespace rewire
