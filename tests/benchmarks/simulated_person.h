#pragma once

#include <Eigen/LU>
#include <cstdlib>
#include <string>

#include "pipeline/simulate/anatomy.h"
#include "pipeline/simulate/distortion.h"
#include "pipeline/simulate/field_maps.h"
#include "pipeline/simulate/rigid.h"
#include "pipeline/simulate/scan.h"
#include "pipeline/simulate/streams.h"
#include "pipeline/simulate/template_brain.h"
#include "stages/data/brain_template.h"
#include "stages/files/nifti.h"

// A person of `rewire simulate`, in memory, with all that is true of their head.
namespace rewire::benchmarks {

inline std::string template_directory() {
  const char* named = std::getenv("REWIRE_ATLAS_DIR");
  return named != nullptr ? named : "/usr/share/mricron/templates";
}

inline BrainTemplate colin27() {
  BrainTemplate colin{.name = "MNIColin27",
                      .brain = read_volume(template_directory() + "/ch2bet.nii.gz"),
                      .head = read_volume(template_directory() + "/ch2.nii.gz"),
                      .brain_mask = {}};
  colin.brain_mask = {.grid = colin.brain.grid, .inside = {}};
  for (const float value : colin.brain.values) {
    colin.brain_mask.inside.push_back(value > 0.0F ? 1 : 0);
  }
  return colin;
}

struct Person {
  SimulateParams params;
  simulation::TemplateBrain brain;
  simulation::Shape shape;
  simulation::ScanGeometry geometry;

  explicit Person(std::int64_t seed, double distortion_mm = 0.0) {
    params.seed = seed;
    params.distortion_mm = distortion_mm;
    brain = simulation::read_template(template_directory());
    shape = simulation::draw_shape(params, 0);
    geometry = simulation::draw_geometry(params, 0, 0);
  }

  Volume t1w() const {
    return simulation::make_t1w(brain, shape, Eigen::Matrix4d::Identity(), params, 0, 0);
  }
  LabelMap labels(const Grid& grid) const {
    return simulation::make_labels(
        brain, shape, simulation::EpiView{}, grid, Eigen::Matrix4d::Identity());
  }
  /// An echo-planar image on the scan's grid, with the noise of a mean volume.
  Volume echo_planar(simulation::BlipDirection direction, double dropout, double noise) const {
    simulation::EpiView view = simulation::epi_view(params, geometry, direction);
    view.dropout = dropout;
    const simulation::HeadMap map = simulation::make_head_map(brain, shape, view, params);
    RandomStream random(static_cast<std::uint64_t>(params.seed), 77);
    const Grid& grid = geometry.grid;
    const Eigen::Matrix4d map_voxel_from_voxel =
        map.grid.world_from_voxel.inverse() * geometry.t1w_from_bold * grid.world_from_voxel;
    Volume image{.grid = grid, .values = {}};
    for (int k = 0; k < grid.dims[2]; ++k) {
      for (int j = 0; j < grid.dims[1]; ++j) {
        for (int i = 0; i < grid.dims[0]; ++i) {
          double sum = 0.0;
          // A voxel is the mean of the head over it.
          for (int part = 0; part < 8; ++part) {
            const Eigen::Vector3d offset(
                (part & 1) * 0.5 - 0.25, (part >> 1 & 1) * 0.5 - 0.25, (part >> 2) * 0.5 - 0.25);
            const Eigen::Vector3d place =
                simulation::to_point(map_voxel_from_voxel, Eigen::Vector3d(i, j, k) + offset);
            sum += static_cast<double>(simulation::sample(map.intensity, map.grid, place));
          }
          image.values.push_back(static_cast<float>(sum / 8.0 + noise * random.normal()));
        }
      }
    }
    return image;
  }
};

}  // namespace rewire::benchmarks
