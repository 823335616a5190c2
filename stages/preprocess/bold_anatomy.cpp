#include "stages/preprocess/bold_anatomy.h"

#include <algorithm>
#include <array>
#include <utility>

#include "stages/core/error.h"
#include "stages/kernels/registration/resample.h"
#include "stages/preprocess/coregister.h"
#include "stages/preprocess/mask_brain.h"
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

}  // namespace

std::vector<Problem> check_bold_anatomy(const Volume& mean,
                                        const BrainTemplate& brain_template,
                                        const AnatomyParams& params) {
  std::vector<Problem> problems = validate(mean.grid, "common image");
  append(problems, check_template_anatomy(brain_template, params));
  return problems;
}

Anatomy bold_anatomy(const Volume& mean,
                     const BrainTemplate& brain_template,
                     const AnatomyParams& params) {
  throw_if_errors(check_bold_anatomy(mean, brain_template, params));
  const Anatomy standard = template_anatomy(brain_template, params);
  ScanSpace space = coregister(mean, mask_brain(mean, {}), standard, {});
  const auto tissue = [&](const Volume& probability) {
    return carried(probability, mean.grid, space.t1w_from_bold);
  };
  Anatomy anatomy;
  anatomy.source = AnatomySource::common_bold;
  anatomy.space = brain_template.name;
  anatomy.head = mean;
  anatomy.brain = space.brain;
  anatomy.white_matter = std::move(space.white_matter);
  anatomy.csf = std::move(space.csf);
  anatomy.grey_probability = tissue(standard.grey_probability);
  anatomy.white_probability = tissue(standard.white_probability);
  anatomy.csf_probability = tissue(standard.csf_probability);
  normalize(anatomy);
  anatomy.grey_matter = {.grid = mean.grid, .inside = {}};
  for (const float share : anatomy.grey_probability.values) {
    anatomy.grey_matter.inside.push_back(share > 0.5F ? 1 : 0);
  }
  anatomy.template_from_t1w = space.template_from_bold;
  anatomy.template_correlation = space.brain_dice;
  anatomy.warnings = std::move(space.warnings);
  return anatomy;
}

const Stage<Anatomy, AnatomyParams, Volume, BrainTemplate> bold_anatomy_stage{
    .name = "bold_anatomy",
    .version = 1,
    .summary = "Take the common image of several sessions' scans as the anatomy without a T1w",
    .run = &bold_anatomy,
    .check = &check_bold_anatomy,
    .papers = papers};

}  // namespace rewire
