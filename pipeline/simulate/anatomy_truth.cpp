#include <cmath>
#include <nlohmann/json.hpp>

#include "pipeline/simulate/matrix_json.h"
#include "pipeline/simulate/rigid.h"
#include "pipeline/simulate/truth.h"
#include "stages/data/bold_run.h"
#include "stages/files/json.h"
#include "stages/files/nifti.h"

namespace rewire::simulation {
namespace {

using nlohmann::json;

constexpr double displacement_spacing_mm = 4.0;

json formula_of(const Shape& shape, const Eigen::Matrix4d& baseline_from_world) {
  json waves = json::array();
  for (const Shape::Wave& wave : shape.waves) {
    waves.push_back({{"direction_rad_per_mm", list_of(wave.direction)},
                     {"amplitude_mm", list_of(wave.amplitude_mm)},
                     {"phase_rad", wave.phase_rad}});
  }
  json swellings = json::array();
  for (const Shape::Swelling& swelling : shape.swellings) {
    swellings.push_back({{"centre_mm", list_of(swelling.centre_mm)},
                         {"width_mm", swelling.width_mm},
                         {"rate", swelling.rate}});
  }
  return {{"baseline_from_world", rows_of(baseline_from_world)},
          {"waves", waves},
          {"affine", rows_of(shape.affine)},
          {"swellings", swellings}};
}

/// A coarser grid over the same box.
Grid coarse_grid(const Grid& fine) {
  Grid grid;
  for (int axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    const double length_mm = fine.spacing_mm()[a] * (fine.dims[a] - 1);
    grid.dims[a] = static_cast<int>(std::ceil(length_mm / displacement_spacing_mm)) + 1;
    grid.world_from_voxel(axis, axis) = displacement_spacing_mm;
    grid.world_from_voxel(axis, 3) = fine.world_from_voxel(axis, 3);
  }
  return grid;
}

/// template - world as three volumes.
BoldRun displacements(const Shape& shape,
                      const Grid& grid,
                      const Eigen::Matrix4d& baseline_from_world) {
  BoldRun field{.grid = grid,
                .values = Eigen::MatrixXf(static_cast<Eigen::Index>(grid.voxel_count()), 3),
                .repetition_time_s = 0.0,
                .slice_times_s = {}};
  for (int k = 0; k < grid.dims[2]; ++k) {
    for (int j = 0; j < grid.dims[1]; ++j) {
      for (int i = 0; i < grid.dims[0]; ++i) {
        const Eigen::Vector3d world = to_point(grid.world_from_voxel, Eigen::Vector3d(i, j, k));
        const Eigen::Vector3d mm =
            template_from_participant(shape, to_point(baseline_from_world, world));
        field.values.row(static_cast<Eigen::Index>(grid.index(i, j, k))) =
            (mm - world).transpose().cast<float>();
      }
    }
  }
  return field;
}

}  // namespace

void write_anatomy_truth(const std::string& start,
                         const TemplateBrain& brain,
                         const Shape& shape,
                         const Grid& grid,
                         const Eigen::Matrix4d& baseline_from_world) {
  write_labels(start + "_atlas-AAL_desc-truth_dseg.nii.gz",
               make_labels(brain, shape, EpiView{}, grid, baseline_from_world));
  const std::string map = start + "_from-T1w_to-MNIColin27_mode-points_desc-truth_xfm";
  write_json(map + ".json", formula_of(shape, baseline_from_world));
  write_bold(map + ".nii.gz", displacements(shape, coarse_grid(grid), baseline_from_world));
}

}  // namespace rewire::simulation
