#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <vector>

#include "pipeline/simulate/params.h"
#include "pipeline/simulate/template_brain.h"
#include "stages/data/volume.h"

namespace rewire::simulation {

/// How one participant's head lies in the template: template = affine * (x + sum of waves), x in mm
/// of the participant's T1-weighted space.
struct Shape {
  struct Wave {
    Eigen::Vector3d direction;  ///< rad per mm
    Eigen::Vector3d amplitude_mm;
    double phase_rad = 0.0;
  };
  Eigen::Matrix4d affine = Eigen::Matrix4d::Identity();
  std::vector<Wave> waves;
};

Shape draw_shape(const SimulateParams& params, std::size_t participant);
Eigen::Vector3d template_from_participant(const Shape& shape, const Eigen::Vector3d& point_mm);

/// Share of the EPI signal that is lost at a point of template space, and the displacement along
/// the phase-encode axis in units of its largest value: air in sinuses and ear canals (the
/// orbitofrontal and lower temporal cortex), weaker at the amygdala.
double signal_loss(const Eigen::Vector3d& template_mm);

/// The head as EPI sees it, in the participant's space, before anything that changes with time.
struct HeadMap {
  struct BrainVoxel {
    std::uint32_t index = 0;
    std::uint8_t label = 0;  ///< 0: no region
    float region = 0.0F;     ///< how much of the region's signal is here (1 in pure grey matter)
    float fluid = 0.0F;      ///< share of CSF
  };
  Grid grid;
  std::vector<float> intensity;  ///< grey matter without loss: 1000
  std::vector<BrainVoxel> brain;
};

HeadMap make_head_map(const TemplateBrain& brain, const Shape& shape, const SimulateParams& params);

/// The T1-weighted image of a participant, with noise and an uneven receive coil.
Volume make_t1w(const TemplateBrain& brain,
                const Shape& shape,
                const SimulateParams& params,
                std::size_t participant);

/// Labels of `brain` on `grid`, whose world is moved into the participant's by `t1w_from_world`.
LabelMap make_labels(const TemplateBrain& brain,
                     const Shape& shape,
                     const SimulateParams& params,
                     const Grid& grid,
                     const Eigen::Matrix4d& t1w_from_world);

}  // namespace rewire::simulation
