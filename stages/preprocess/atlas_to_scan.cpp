#include "stages/preprocess/atlas_to_scan.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "stages/core/error.h"
#include "stages/kernels/registration/label_volumes.h"
#include "stages/kernels/registration/resample.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

std::map<std::int32_t, double> count_labels(const std::vector<std::int32_t>& labels) {
  std::map<std::int32_t, double> counts;
  std::int32_t last = 0;
  double* count = &counts[0];
  for (const std::int32_t label : labels) {
    if (label != last) {
      last = label;
      count = &counts[label];
    }
    *count += 1.0;
  }
  return counts;
}

}  // namespace

void fields(FieldVisitor&, AtlasToScanParams&) {}

std::vector<Problem> check_atlas_to_scan(const Atlas& atlas,
                                         const ScanSpace& space,
                                         const AtlasToScanParams&) {
  std::vector<Problem> problems = validate(atlas.label_map.grid, "atlas " + atlas.name);
  append(problems, validate(space.grid(), "scan"));
  if (atlas.regions.empty()) {
    problems.push_back({.found = "an atlas without regions",
                        .expected = "at least one",
                        .where = "atlas " + atlas.name,
                        .remedy = "give a label table"});
  }
  return problems;
}

ScanAtlas atlas_to_scan(const Atlas& atlas,
                        const ScanSpace& space,
                        const AtlasToScanParams& params) {
  throw_if_errors(check_atlas_to_scan(atlas, space, params));
  const Grid& grid = space.grid();
  ScanAtlas result;
  result.atlas.name = atlas.name;
  result.atlas.space = atlas.space;
  result.atlas.regions = atlas.regions;
  result.atlas.label_map = {
      .grid = grid,
      .labels = resample_labels(lattice_of(atlas.label_map.grid),
                                atlas.label_map.labels,
                                lattice_of(grid),
                                to_template(space.template_from_bold, space.warp),
                                0)};
  const std::map<std::int32_t, double> volumes_mm3 =
      label_volumes_mm3(lattice_of(atlas.label_map.grid),
                        atlas.label_map.labels,
                        from_template(space.template_from_bold.inverse(), space.warp));
  const std::map<std::int32_t, double> after = count_labels(result.atlas.label_map.labels);
  bool met = false;
  for (const Region& region : atlas.regions) {
    const auto found = volumes_mm3.find(region.label);
    const double volume_mm3 = found == volumes_mm3.end() ? 0.0 : found->second;
    result.expected_voxels.push_back(volume_mm3 / grid.voxel_volume_mm3());
    met = met || after.contains(region.label);
  }
  if (!met) {
    throw InputError({.found = "no region of atlas " + atlas.name + " in the scan",
                      .expected = "regions that meet the scan",
                      .where = "scan of " + describe(grid),
                      .remedy = "look at the registration, and whether the atlas' space " +
                                atlas.space + " is the template's"});
  }
  return result;
}

const Stage<ScanAtlas, AtlasToScanParams, Atlas, ScanSpace> atlas_to_scan_stage{
    .name = "atlas_to_scan",
    .version = 2,
    .summary = "Carry the atlas to the scan in one nearest-label step",
    .run = &atlas_to_scan,
    .check = &check_atlas_to_scan,
    .papers = {}};

}  // namespace rewire
