#include "stages/preprocess/bold_anatomy.h"

#include <algorithm>
#include <array>

#include "stages/core/error.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/resample.h"
#include "stages/preprocess/normalize.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr std::array papers{
    Paper{"Reuter M, Schmansky NJ, Rosas HD, Fischl B",
          2012,
          "Within-subject template estimation for unbiased longitudinal image analysis",
          "10.1016/j.neuroimage.2012.02.084",
          "within-subject template halfway between the sessions"}};

Volume carried(const Volume& probability, const Grid& grid, const Eigen::Matrix4d& from_grid) {
  return {.grid = grid,
          .values = resample_linear(view_of(probability), lattice_of(grid), from_grid, 0.0F)};
}

/// To a sum of 1 inside the brain, 0 outside.
void normalize(Anatomy& anatomy) {
  const std::array<Volume*, 3> tissues{
      &anatomy.grey_probability, &anatomy.white_probability, &anatomy.csf_probability};
  for (std::size_t v = 0; v < anatomy.brain.inside.size(); ++v) {
    float sum = 0.0F;
    for (const Volume* tissue : tissues) sum += tissue->values[v];
    const float scale = anatomy.brain.inside[v] != 0 && sum > 0.0F ? 1.0F / sum : 0.0F;
    for (Volume* tissue : tissues) tissue->values[v] = std::min(1.0F, scale * tissue->values[v]);
  }
}

Mask mostly_grey(const Volume& probability) {
  Mask mask{.grid = probability.grid, .inside = MaskValues(probability.values.size(), 0)};
  for (std::size_t v = 0; v < mask.inside.size(); ++v) {
    mask.inside[v] = probability.values[v] > 0.5F ? 1 : 0;
  }
  return mask;
}

}  // namespace

void fields(FieldVisitor&, BoldAnatomyParams&) {}

std::vector<Problem> check_bold_anatomy(const Volume& mean,
                                        const ScanSpace& space,
                                        const Anatomy& standard,
                                        const BrainTemplate& brain_template,
                                        const BoldAnatomyParams&) {
  std::vector<Problem> problems = validate(mean.grid, "common image");
  append(problems, validate(brain_template.brain.grid, "template"));
  append(problems, validate(standard.brain.grid, "template's anatomy"));
  if (!same_grid(mean.grid, space.grid())) {
    problems.push_back({.found = "a registration of " + describe(space.grid()),
                        .expected = "the common image's grid of " + describe(mean.grid),
                        .where = "common image",
                        .remedy = "give the registration of this image"});
  }
  return problems;
}

Anatomy bold_anatomy(const Volume& mean,
                     const ScanSpace& space,
                     const Anatomy& standard,
                     const BrainTemplate& brain_template,
                     const BoldAnatomyParams& params) {
  throw_if_errors(check_bold_anatomy(mean, space, standard, brain_template, params));
  const auto tissue = [&](const Volume& probability) {
    return carried(probability, mean.grid, space.t1w_from_bold);
  };
  Anatomy anatomy;
  anatomy.source = AnatomySource::common_bold;
  anatomy.space = standard.space;
  anatomy.head = mean;
  anatomy.brain = space.brain;
  anatomy.white_matter = space.white_matter;
  anatomy.csf = space.csf;
  anatomy.grey_probability = tissue(standard.grey_probability);
  anatomy.white_probability = tissue(standard.white_probability);
  anatomy.csf_probability = tissue(standard.csf_probability);
  normalize(anatomy);
  anatomy.grey_matter = mostly_grey(anatomy.grey_probability);
  anatomy.template_from_t1w = space.template_from_bold;
  anatomy.template_correlation =
      template_correlation(mean, brain_template, anatomy.template_from_t1w, {});
  anatomy.template_coverage =
      template_coverage(mean.grid, brain_template, anatomy.template_from_t1w);
  anatomy.template_brain_dice = space.brain_dice;
  return anatomy;
}

const Stage<Anatomy, BoldAnatomyParams, Volume, ScanSpace, Anatomy, BrainTemplate>
    bold_anatomy_stage{
        .name = "bold_anatomy",
        .version = 2,
        .summary = "Take the common image of several sessions' scans as the anatomy without a T1w",
        .run = &bold_anatomy,
        .check = &check_bold_anatomy,
        .papers = papers};

}  // namespace rewire
