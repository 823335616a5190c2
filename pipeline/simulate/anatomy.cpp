#include "pipeline/simulate/anatomy.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "pipeline/simulate/rigid.h"
#include "pipeline/simulate/streams.h"

namespace rewire::simulation {
namespace {

using Eigen::Vector3d;

/// The middle of the head in template space and how far it reaches from there, both in mm.
const Vector3d head_centre(0, -17, 16);
constexpr double head_width_mm = 200.0;
constexpr double head_length_mm = 236.0;
constexpr double head_height_mm = 200.0;

Grid box_grid(double spacing_mm) {
  Grid grid;
  const Vector3d size(head_width_mm, head_length_mm, head_height_mm);
  for (int axis = 0; axis < 3; ++axis) {
    const int dim = static_cast<int>(std::ceil(size[axis] / spacing_mm));
    grid.dims[static_cast<std::size_t>(axis)] = dim;
    grid.world_from_voxel(axis, axis) = spacing_mm;
    grid.world_from_voxel(axis, 3) = head_centre[axis] - 0.5 * spacing_mm * (dim - 1);
  }
  return grid;
}

Vector3d to_point(const Eigen::Matrix4d& matrix, const Vector3d& point) {
  return matrix.topLeftCorner<3, 3>() * point + matrix.topRightCorner<3, 1>();
}

/// Calls `use(linear index, world point)` for every voxel.
template <class Use>
void each_voxel(const Grid& grid, const Use& use) {
  std::size_t index = 0;
  for (int k = 0; k < grid.dims[2]; ++k) {
    for (int j = 0; j < grid.dims[1]; ++j) {
      for (int i = 0; i < grid.dims[0]; ++i) {
        use(index++, to_point(grid.world_from_voxel, Vector3d(i, j, k)));
      }
    }
  }
}

/// Where the EPI image of the participant's point comes from: with distortion the scanner sees
/// tissue from further along the phase-encode axis (posterior to anterior).
Vector3d undistorted(const Shape& shape, const SimulateParams& params, const Vector3d& point) {
  if (params.distortion_mm == 0.0) return point;
  const double loss = signal_loss(template_from_participant(shape, point));
  return point + Vector3d(0, params.distortion_mm * loss, 0);
}

}  // namespace

Shape draw_shape(const SimulateParams& params, std::size_t participant) {
  RandomStream random = stream(params.seed, Draw::shape, participant);
  const double tilt_rad = params.tilt_deg * std::numbers::pi / 180.0;
  Eigen::Matrix<double, 6, 1> pose;
  for (int i = 0; i < 6; ++i) {
    pose[i] = std::clamp(random.normal(), -2.0, 2.0) * (i < 3 ? params.shift_mm : tilt_rad);
  }
  Shape shape;
  shape.affine = rigid_about(head_centre, pose);
  const double size = random.normal();
  for (int axis = 0; axis < 3; ++axis) {
    const double own = 0.8 * size + 0.6 * random.normal();
    const double scale = 1.0 + params.size_spread * std::clamp(own, -2.0, 2.0);
    shape.affine.block<3, 1>(0, axis) *= scale;
    shape.affine.block<3, 1>(0, 3) +=
        shape.affine.block<3, 1>(0, axis) * head_centre[axis] * (1.0 / scale - 1.0);
  }
  constexpr int wave_count = 8;
  for (int w = 0; w < wave_count; ++w) {
    Shape::Wave wave;
    const double length_mm = 100.0 + 80.0 * random.uniform();
    for (int i = 0; i < 3; ++i) wave.direction[i] = random.normal();
    wave.direction *= 2.0 * std::numbers::pi / (length_mm * wave.direction.norm());
    for (int i = 0; i < 3; ++i) {
      wave.amplitude_mm[i] =
          params.warp_mm * std::clamp(random.normal(), -2.0, 2.0) * std::sqrt(2.0 / wave_count / 3);
    }
    wave.phase_rad = 2.0 * std::numbers::pi * random.uniform();
    shape.waves.push_back(wave);
  }
  return shape;
}

Vector3d template_from_participant(const Shape& shape, const Vector3d& point_mm) {
  Vector3d moved = point_mm;
  for (const Shape::Wave& wave : shape.waves) {
    moved += wave.amplitude_mm * std::sin(wave.direction.dot(point_mm) + wave.phase_rad);
  }
  return to_point(shape.affine, moved);
}

double signal_loss(const Vector3d& template_mm) {
  struct Place {
    Vector3d centre_mm;
    double width_mm;
    double loss;
  };
  static const std::array<Place, 5> places{{{Vector3d(0, 36, -24), 13, 1.0},
                                            {Vector3d(50, -24, -30), 11, 0.8},
                                            {Vector3d(-50, -24, -30), 11, 0.8},
                                            {Vector3d(24, 2, -26), 9, 0.4},
                                            {Vector3d(-24, 2, -26), 9, 0.4}}};
  double kept = 1.0;
  for (const Place& place : places) {
    const double distance = (template_mm - place.centre_mm).norm() / place.width_mm;
    kept *= 1.0 - place.loss * std::exp(-0.5 * distance * distance);
  }
  return 1.0 - kept;
}

HeadMap make_head_map(const TemplateBrain& brain,
                      const Shape& shape,
                      const SimulateParams& params) {
  HeadMap map;
  map.grid = box_grid(std::max(2.0, 0.5 * params.voxel_mm));
  map.intensity.assign(map.grid.voxel_count(), 0.0F);
  const Eigen::Matrix4d voxel_from_template = brain.grid.world_from_voxel.inverse();
  constexpr float head_threshold = 20.0F;
  each_voxel(map.grid, [&](std::size_t index, const Vector3d& point) {
    const Vector3d mm = template_from_participant(shape, undistorted(shape, params, point));
    const Vector3d voxel = to_point(voxel_from_template, mm);
    const float grey = sample(brain.grey, brain.grid, voxel);
    const float white = sample(brain.white, brain.grid, voxel);
    const float fluid = sample(brain.fluid, brain.grid, voxel);
    const float tissue = grey + white + fluid;
    const float head = sample(brain.head, brain.grid, voxel);
    // Scalp fat is suppressed and bone is dark in EPI.
    const float around =
        head > head_threshold ? 2.0F * head * (1.0F - std::min(tissue, 1.0F)) : 0.0F;
    const auto kept = static_cast<float>(1.0 - params.dropout * signal_loss(mm));
    map.intensity[index] = kept * (1000.0F * grey + 820.0F * white + 1400.0F * fluid + around);
    if (tissue < 0.05F) return;
    map.brain.push_back({.index = static_cast<std::uint32_t>(index),
                         .label = nearest_label(brain, voxel),
                         .region = grey + 0.25F * white,
                         .fluid = fluid});
  });
  return map;
}

Volume make_t1w(const TemplateBrain& brain,
                const Shape& shape,
                const SimulateParams& params,
                std::size_t participant) {
  RandomStream random = stream(params.seed, Draw::anatomy, participant);
  Volume image{.grid = box_grid(params.anatomy_voxel_mm), .values = {}};
  image.values.resize(image.grid.voxel_count());
  const Eigen::Matrix4d voxel_from_template = brain.grid.world_from_voxel.inverse();
  const Vector3d slope = Vector3d(random.normal(), random.normal(), random.normal()) *
                         (params.receive_bias / 100.0 / std::sqrt(3.0));
  constexpr double gain = 8.0;
  constexpr double noise = 1.2;
  each_voxel(image.grid, [&](std::size_t index, const Vector3d& point) {
    const Vector3d voxel = to_point(voxel_from_template, template_from_participant(shape, point));
    const double bias = 1.0 + slope.dot(point - head_centre);
    const double real = bias * sample(brain.head, brain.grid, voxel) + noise * random.normal();
    image.values[index] =
        static_cast<float>(std::round(gain * std::hypot(real, noise * random.normal())));
  });
  return image;
}

LabelMap make_labels(const TemplateBrain& brain,
                     const Shape& shape,
                     const SimulateParams& params,
                     const Grid& grid,
                     const Eigen::Matrix4d& t1w_from_world) {
  LabelMap map{.grid = grid, .labels = std::vector<std::int32_t>(grid.voxel_count())};
  const Eigen::Matrix4d voxel_from_template = brain.grid.world_from_voxel.inverse();
  each_voxel(grid, [&](std::size_t index, const Vector3d& point) {
    const Vector3d seen = undistorted(shape, params, to_point(t1w_from_world, point));
    const Vector3d voxel = to_point(voxel_from_template, template_from_participant(shape, seen));
    map.labels[index] = nearest_label(brain, voxel);
  });
  return map;
}

}  // namespace rewire::simulation
