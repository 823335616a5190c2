#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <vector>

#include "pipeline/simulate/epi_view.h"
#include "pipeline/simulate/params.h"
#include "pipeline/simulate/template_brain.h"
#include "stages/data/volume.h"

namespace rewire::simulation {

/// How one participant's head lies in the template: template = swell(affine * (x + sum of waves)),
/// x in mm of the participant's T1-weighted space of the baseline; swell(p) = p + sum of rate *
/// exp(-|p - centre|^2 / (2 width^2)) * (p - centre).
struct Shape {
  struct Wave {
    Eigen::Vector3d direction;  ///< rad per mm
    Eigen::Vector3d amplitude_mm;
    double phase_rad = 0.0;
  };
  struct Swelling {
    Eigen::Vector3d centre_mm;  ///< in template space
    double width_mm = 0.0;
    double rate = 0.0;  ///< the volume at the centre is (1 + rate)^-3 of what it was
  };
  Eigen::Matrix4d affine = Eigen::Matrix4d::Identity();
  std::vector<Wave> waves;
  std::vector<Swelling> swellings;
};

Shape draw_shape(const SimulateParams& params, std::size_t participant);
/// `shape` with the volume in the middle of each hippocampus changed by `percent`.
Shape with_hippocampus_change(Shape shape, double percent);
Eigen::Vector3d template_from_participant(const Shape& shape, const Eigen::Vector3d& point_mm);

/// Share of the EPI signal that is lost at a point of template space, and the off-resonance in
/// units of its largest value: air in sinuses and ear canals (the orbitofrontal and lower temporal
/// cortex), weaker at the amygdala.
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

HeadMap make_head_map(const TemplateBrain& brain,
                      const Shape& shape,
                      const EpiView& view,
                      const SimulateParams& params);

/// The head's place in the anatomical scan of a session: the identity at the baseline.
Eigen::Matrix4d draw_anatomy_pose(const SimulateParams& params,
                                  std::size_t participant,
                                  std::size_t session);

/// The T1-weighted image of a session, with noise and an uneven receive coil. `baseline_from_world`
/// is its pose.
Volume make_t1w(const TemplateBrain& brain,
                const Shape& shape,
                const Eigen::Matrix4d& baseline_from_world,
                const SimulateParams& params,
                std::size_t participant,
                std::size_t session);

/// Labels of `brain` on `grid`, whose world is moved into the participant's by `t1w_from_world`, as
/// `view` shows them.
LabelMap make_labels(const TemplateBrain& brain,
                     const Shape& shape,
                     const EpiView& view,
                     const Grid& grid,
                     const Eigen::Matrix4d& t1w_from_world);

}  // namespace rewire::simulation
