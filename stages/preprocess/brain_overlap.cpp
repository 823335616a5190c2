#include "stages/preprocess/brain_overlap.h"

#include <Eigen/LU>
#include <array>

#include "stages/core/error.h"
#include "stages/kernels/registration/mask_agreement.h"
#include "stages/kernels/registration/resample.h"
#include "stages/preprocess/shrunk.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr double template_spacing_mm = 2.0;

constexpr std::array papers{Paper{"Dice LR",
                                  1945,
                                  "Measures of the amount of ecologic association between species",
                                  "10.2307/1932409",
                                  "overlap of brain masks"}};

/// The voxels of `target` of which about half or more is inside.
std::vector<std::uint8_t> carried(const Mask& mask, const Grid& target, const PointMap& map) {
  const std::vector<float> share =
      resample_share(lattice_of(mask.grid), mask.inside, lattice_of(target), map, 2);
  std::vector<std::uint8_t> inside(share.size());
  for (std::size_t i = 0; i < share.size(); ++i) inside[i] = share[i] > 0.49F ? 1 : 0;
  return inside;
}

MaskOverlap agreement(const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b) {
  const MaskAgreement found = mask_agreement(a, b);
  return {.dice = found.dice, .correlation = found.correlation, .overlap = found.overlap};
}

}  // namespace

void fields(FieldVisitor& /*visitor*/, BrainOverlapParams& /*params*/) {}

std::vector<Problem> check_brain_overlap(const Mask& brain,
                                         const ScanSpace& space,
                                         const Anatomy& anatomy,
                                         const BrainTemplate& brain_template,
                                         const BrainOverlapParams& /*params*/) {
  std::vector<Problem> problems = validate(anatomy.brain, "anatomy");
  append(problems, validate(brain_template.brain_mask, "template " + brain_template.name));
  if (!same_grid(brain.grid, space.grid())) {
    problems.push_back({.found = "a brain mask of " + describe(brain.grid),
                        .expected = "the scan's grid of " + describe(space.grid()),
                        .where = "overlap of brains",
                        .remedy = "give a mask of this scan"});
  }
  return problems;
}

BrainOverlap brain_overlap(const Mask& brain,
                           const ScanSpace& space,
                           const Anatomy& anatomy,
                           const BrainTemplate& brain_template,
                           const BrainOverlapParams& params) {
  throw_if_errors(check_brain_overlap(brain, space, anatomy, brain_template, params));
  const Mask standard = shrunk(brain_template.brain_mask, template_spacing_mm);
  const Eigen::Matrix4d bold_from_template = space.template_from_bold.inverse();
  return {
      .anatomy = agreement(brain.inside, carried(anatomy.brain, brain.grid, space.t1w_from_bold)),
      .brain_template =
          agreement(carried(brain, standard.grid, from_template(bold_from_template, space.warp)),
                    standard.inside)};
}

const Stage<BrainOverlap, BrainOverlapParams, Mask, ScanSpace, Anatomy, BrainTemplate>
    brain_overlap_stage{.name = "brain_overlap",
                        .version = 1,
                        .summary = "Compare the scan's brain with its anatomy's and the template's",
                        .run = &brain_overlap,
                        .check = &check_brain_overlap,
                        .papers = papers};

}  // namespace rewire
