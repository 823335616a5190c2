#include "stages/preprocess/measure_volumes.h"

#include <Eigen/LU>
#include <array>
#include <map>
#include <string>

#include "stages/core/error.h"
#include "stages/kernels/registration/label_volumes.h"
#include "stages/kernels/registration/resample.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr std::array papers{Paper{"Ashburner J, Friston KJ",
                                  2000,
                                  "Voxel-based morphometry: the methods",
                                  "10.1006/nimg.2000.0582",
                                  "volumes by the determinant of the Jacobian"}};

double sum_mm3(const Volume& probability) {
  double sum = 0.0;
  for (const float value : probability.values) sum += static_cast<double>(value);
  return sum * probability.grid.voxel_volume_mm3();
}

double volume_of(const std::map<std::int32_t, double>& volumes, std::int32_t label) {
  const auto found = volumes.find(label);
  return found == volumes.end() ? 0.0 : found->second;
}

}  // namespace

void fields(FieldVisitor&, VolumesParams&) {}

std::vector<Problem> check_volumes(const Anatomy& anatomy,
                                   const BrainTemplate& brain_template,
                                   const Atlas& atlas,
                                   const VolumesParams&) {
  std::vector<Problem> problems = validate(atlas.label_map.grid, "atlas " + atlas.name);
  append(problems, validate(brain_template.brain_mask.grid, "template"));
  if (anatomy.space != atlas.space) {
    problems.push_back({.found = "an atlas in " + atlas.space,
                        .expected = "one in the anatomy's space, " + anatomy.space,
                        .where = "volumes",
                        .remedy = "take a template and an atlas of one space"});
  }
  return problems;
}

RegionVolumes measure_volumes(const Anatomy& anatomy,
                              const BrainTemplate& brain_template,
                              const Atlas& atlas,
                              const VolumesParams& params) {
  throw_if_errors(check_volumes(anatomy, brain_template, atlas, params));
  const PointMap t1w_from_template =
      from_template(anatomy.template_from_t1w.inverse(), anatomy.warp);
  const std::vector<std::int32_t> carried =
      resample_labels(lattice_of(atlas.label_map.grid),
                      atlas.label_map.labels,
                      lattice_of(anatomy.head.grid),
                      to_template(anatomy.template_from_t1w, anatomy.warp),
                      0);
  const auto counted =
      label_volumes_mm3(lattice_of(anatomy.head.grid), carried, Eigen::Matrix4d::Identity().eval());
  const auto by_jacobian = label_volumes_mm3(
      lattice_of(atlas.label_map.grid), atlas.label_map.labels, t1w_from_template);
  const std::vector<std::int32_t> brain(brain_template.brain_mask.inside.begin(),
                                        brain_template.brain_mask.inside.end());
  RegionVolumes result;
  result.atlas = atlas.name;
  result.regions = atlas.regions;
  const auto count = static_cast<Eigen::Index>(atlas.regions.size());
  result.counted_mm3.resize(count);
  result.jacobian_mm3.resize(count);
  for (Eigen::Index r = 0; r < count; ++r) {
    const std::int32_t label = atlas.regions[static_cast<std::size_t>(r)].label;
    result.counted_mm3[r] = volume_of(counted, label);
    result.jacobian_mm3[r] = volume_of(by_jacobian, label);
  }
  result.intracranial_mm3 = volume_of(
      label_volumes_mm3(lattice_of(brain_template.brain_mask.grid), brain, t1w_from_template), 1);
  result.grey_mm3 = sum_mm3(anatomy.grey_probability);
  result.white_mm3 = sum_mm3(anatomy.white_probability);
  result.csf_mm3 = sum_mm3(anatomy.csf_probability);
  return result;
}

const Stage<RegionVolumes, VolumesParams, Anatomy, BrainTemplate, Atlas> volumes_stage{
    .name = "volumes",
    .version = 1,
    .summary = "Measure the volumes of the atlas' regions in the T1w",
    .run = &measure_volumes,
    .check = &check_volumes,
    .papers = papers};

}  // namespace rewire
