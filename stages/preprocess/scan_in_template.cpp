#include "stages/preprocess/scan_in_template.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "stages/core/error.h"
#include "stages/core/requirements.h"
#include "stages/kernels/registration/resample.h"
#include "stages/preprocess/resample_scan.h"
#include "stages/preprocess/template_target.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// Whole voxels of `fine` joined; the corner of the field of view stays where it is.
Grid joined(const Grid& fine, double spacing_mm) {
  Grid grid = fine;
  Eigen::Matrix4d fine_from_voxel = Eigen::Matrix4d::Identity();
  const std::array<double, 3> spacing = fine.spacing_mm();
  for (int axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    const int factor = std::max(1, static_cast<int>(std::lround(spacing_mm / spacing[a])));
    grid.dims[a] = (fine.dims[a] + factor - 1) / factor;
    fine_from_voxel(axis, axis) = factor;
    fine_from_voxel(axis, 3) = 0.5 * (factor - 1);
  }
  grid.world_from_voxel = fine.world_from_voxel * fine_from_voxel;
  return grid;
}

Mask brain_on(const Grid& grid, const ScanSpace& space) {
  const std::vector<std::int32_t> inside(space.brain.inside.begin(), space.brain.inside.end());
  const std::vector<std::int32_t> carried =
      resample_labels(lattice_of(space.brain.grid),
                      inside,
                      lattice_of(grid),
                      from_template(space.template_from_bold.inverse(), space.warp),
                      0);
  return {.grid = grid, .inside = std::vector<std::uint8_t>(carried.begin(), carried.end())};
}

}  // namespace

std::vector<Problem> validate(const TemplateScan& scan, const std::string& where) {
  std::vector<Problem> problems = validate(scan.bold, where);
  append(problems, validate(scan.brain, where));
  return problems;
}

void add_content(Digester& digester, const TemplateScan& scan) {
  digester.text(scan.space);
  add_content(digester, scan.bold);
  add_content(digester, scan.brain);
}

void fields(FieldVisitor& visitor, ScanInTemplateParams& params) {
  visitor.number("spacing",
                 params.spacing_mm,
                 Unit::millimetres,
                 {0.5, 8},
                 "Edge of a voxel of the scan in template space, as near as whole voxels of the "
                 "atlas come.");
}

std::vector<Problem> check_scan_in_template(const BoldRun& bold,
                                            const MotionEstimate& estimate,
                                            const Distortion& distortion,
                                            const ScanSpace& space,
                                            const Atlas& atlas,
                                            const ScanInTemplateParams&) {
  std::vector<Problem> problems = check_resample_scan(bold, estimate, distortion, {});
  append(problems, validate(atlas.label_map.grid, "atlas " + atlas.name));
  Requirements requirements("scan to " + atlas.space, "give what was found from this scan");
  requirements.require(same_grid(space.grid(), bold.grid),
                       "a brain mask of " + describe(space.grid()),
                       "the scan's grid of " + describe(bold.grid));
  append(problems, requirements.take());
  return problems;
}

TemplateScan scan_in_template(const BoldRun& bold,
                              const MotionEstimate& estimate,
                              const Distortion& distortion,
                              const ScanSpace& space,
                              const Atlas& atlas,
                              const ScanInTemplateParams& params) {
  throw_if_errors(check_scan_in_template(bold, estimate, distortion, space, atlas, params));
  const Grid grid = joined(atlas.label_map.grid, params.spacing_mm);
  const TargetSpace target = template_target(space, grid, atlas.space);
  return {.space = atlas.space,
          .bold = resample_to_target(bold, estimate, distortion, target, {}),
          .brain = brain_on(grid, space)};
}

const Stage<TemplateScan,
            ScanInTemplateParams,
            BoldRun,
            MotionEstimate,
            Distortion,
            ScanSpace,
            Atlas>
    scan_in_template_stage{.name = "scan_in_template",
                           .version = 2,
                           .summary = "Bring the scan to the atlas, in a single interpolation",
                           .run = &scan_in_template,
                           .check = &check_scan_in_template,
                           .papers = {}};

}  // namespace rewire
