#include "pipeline/simulate/anatomy.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "pipeline/simulate/distortion.h"
#include "pipeline/simulate/rigid.h"
#include "pipeline/simulate/streams.h"

namespace rewire::simulation {
namespace {

using Eigen::Vector3d;

/// How far the head reaches from its middle.
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

}  // namespace

HeadMap make_head_map(const TemplateBrain& brain,
                      const Shape& shape,
                      const EpiView& view,
                      const SimulateParams& params) {
  HeadMap map;
  map.grid = box_grid(std::max(2.0, 0.5 * params.voxel_mm));
  map.intensity.assign(map.grid.voxel_count(), 0.0F);
  const Eigen::Matrix4d voxel_from_template = brain.grid.world_from_voxel.inverse();
  constexpr float head_threshold = 20.0F;
  each_voxel(map.grid, [&](std::size_t index, const Vector3d& point) {
    const Vector3d tissue_mm = undistorted(shape, view, point);
    const Vector3d mm = template_from_participant(shape, tissue_mm);
    const Vector3d voxel = to_point(voxel_from_template, mm);
    const float grey = sample(brain.grey, brain.grid, voxel);
    const float white = sample(brain.white, brain.grid, voxel);
    const float fluid = sample(brain.fluid, brain.grid, voxel);
    const float tissue = grey + white + fluid;
    const float head = sample(brain.head, brain.grid, voxel);
    // Scalp fat is suppressed and bone is dark in EPI.
    const float around =
        head > head_threshold ? 2.0F * head * (1.0F - std::min(tissue, 1.0F)) : 0.0F;
    const auto kept = static_cast<float>((1.0 - view.dropout * signal_loss(mm)) *
                                         squeeze(shape, view, tissue_mm));
    map.intensity[index] = kept * (1000.0F * grey + 820.0F * white + 1400.0F * fluid + around);
    if (tissue < 0.05F) return;
    map.brain.push_back({.index = static_cast<std::uint32_t>(index),
                         .label = nearest_label(brain, voxel),
                         .region = grey + 0.25F * white,
                         .fluid = fluid});
  });
  return map;
}

Eigen::Matrix4d draw_anatomy_pose(const SimulateParams& params,
                                  std::size_t participant,
                                  std::size_t session) {
  if (session == 0) return Eigen::Matrix4d::Identity();
  RandomStream random = stream(params.seed, Draw::anatomy_pose, participant, session);
  return rigid_about(head_centre, draw_pose(params, 0.6, random));
}

Volume make_t1w(const TemplateBrain& brain,
                const Shape& shape,
                const Eigen::Matrix4d& baseline_from_world,
                const SimulateParams& params,
                std::size_t participant,
                std::size_t session) {
  RandomStream random = stream(params.seed, Draw::anatomy, participant, session);
  Volume image{.grid = box_grid(params.anatomy_voxel_mm), .values = {}};
  image.values.resize(image.grid.voxel_count());
  const Eigen::Matrix4d voxel_from_template = brain.grid.world_from_voxel.inverse();
  const Vector3d slope = Vector3d(random.normal(), random.normal(), random.normal()) *
                         (params.receive_bias / 100.0 / std::sqrt(3.0));
  constexpr double gain = 8.0;
  constexpr double noise = 1.2;
  each_voxel(image.grid, [&](std::size_t index, const Vector3d& point) {
    const Vector3d mm = template_from_participant(shape, to_point(baseline_from_world, point));
    const double bias = 1.0 + slope.dot(point - head_centre);
    const double real = bias * sample(brain.head, brain.grid, to_point(voxel_from_template, mm)) +
                        noise * random.normal();
    image.values[index] =
        static_cast<float>(std::round(gain * std::hypot(real, noise * random.normal())));
  });
  return image;
}

LabelMap make_labels(const TemplateBrain& brain,
                     const Shape& shape,
                     const EpiView& view,
                     const Grid& grid,
                     const Eigen::Matrix4d& t1w_from_world) {
  LabelMap map{.grid = grid, .labels = std::vector<std::int32_t>(grid.voxel_count())};
  const Eigen::Matrix4d voxel_from_template = brain.grid.world_from_voxel.inverse();
  each_voxel(grid, [&](std::size_t index, const Vector3d& point) {
    const Vector3d seen = undistorted(shape, view, to_point(t1w_from_world, point));
    const Vector3d voxel = to_point(voxel_from_template, template_from_participant(shape, seen));
    map.labels[index] = nearest_label(brain, voxel);
  });
  return map;
}

}  // namespace rewire::simulation
