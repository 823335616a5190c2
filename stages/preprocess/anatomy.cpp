#include "stages/preprocess/anatomy.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "stages/core/error.h"
#include "stages/core/field_list.h"
#include "stages/core/number_text.h"
#include "stages/kernels/registration/coarse_search.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/mutual_information.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/sample_points.h"
#include "stages/kernels/registration/smooth.h"
#include "stages/kernels/registration/threshold.h"
#include "stages/preprocess/tissue.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// Around the template's brain, so that its edge takes part.
constexpr double margin_mm = 6.0;
constexpr double search_smoothing_mm = 8.0;
constexpr double template_spacing_mm = 2.0;

constexpr std::array papers{
    Paper{"Mattes D, Haynor DR, Vesselle H, Lewellen TK, Eubank W",
          2003,
          "PET-CT image registration in the chest using free-form deformations",
          "10.1109/TMI.2003.809072",
          "mutual information"},
    Paper{"Dempster AP, Laird NM, Rubin DB",
          1977,
          "Maximum likelihood from incomplete data via the EM algorithm",
          "10.1111/j.2517-6161.1977.tb01600.x",
          "finite mixtures"}};

constexpr std::array<RegistrationLevel, 2> rigid_levels{RegistrationLevel{.smoothing_mm = 8.0,
                                                                          .spacing_mm = 6.0,
                                                                          .first_step_mm = 2.0,
                                                                          .last_step_mm = 0.1,
                                                                          .most_iterations = 60},
                                                        RegistrationLevel{.smoothing_mm = 4.0,
                                                                          .spacing_mm = 5.0,
                                                                          .first_step_mm = 1.0,
                                                                          .last_step_mm = 0.05,
                                                                          .most_iterations = 60}};
constexpr std::array<RegistrationLevel, 2> affine_levels{RegistrationLevel{.smoothing_mm = 6.0,
                                                                           .spacing_mm = 5.0,
                                                                           .first_step_mm = 2.0,
                                                                           .last_step_mm = 0.05,
                                                                           .most_iterations = 150},
                                                         RegistrationLevel{.smoothing_mm = 3.0,
                                                                           .spacing_mm = 4.0,
                                                                           .first_step_mm = 1.0,
                                                                           .last_step_mm = 0.02,
                                                                           .most_iterations = 200}};

Volume shrunk(const Volume& volume, double spacing_mm) {
  ShrunkImage small =
      shrink(view_of(volume), factors_for(volume.grid.world_from_voxel, spacing_mm));
  return {.grid = grid_of(small.lattice), .values = std::move(small.values)};
}

Mask shrunk(const Mask& mask, double spacing_mm) {
  const Volume share = shrunk(
      Volume{mask.grid, std::vector<float>(mask.inside.begin(), mask.inside.end())}, spacing_mm);
  Mask result{.grid = share.grid, .inside = MaskValues(share.values.size(), 0)};
  for (std::size_t i = 0; i < share.values.size(); ++i) result.inside[i] = share.values[i] > 0.5F;
  return result;
}

/// The template at the resolution of the registration.
struct Target {
  Volume image;
  Mask brain;
  Mask region;  ///< the brain and what is close to it
};

Target target_of(const BrainTemplate& brain_template) {
  Target target{
      .image = shrunk(brain_template.has_head() ? brain_template.head : brain_template.brain,
                      template_spacing_mm),
      .brain = shrunk(brain_template.brain_mask, template_spacing_mm),
      .region = {}};
  target.region = {.grid = target.brain.grid,
                   .inside = dilate(lattice_of(target.brain.grid), target.brain.inside, margin_mm)};
  return target;
}

/// Middle of what is brighter than Otsu's threshold.
Eigen::Vector3d foreground_centre(const Volume& volume) {
  const float threshold = otsu_threshold(volume.values).value_or(0.0F);
  MaskValues bright(volume.values.size());
  for (std::size_t i = 0; i < bright.size(); ++i) bright[i] = volume.values[i] > threshold;
  return mask_centre(view_of(volume), bright);
}

Eigen::Matrix4d t1w_from_template(const Volume& t1w, const Target& target) {
  const std::vector<float> smooth_t1w = smooth(view_of(t1w), search_smoothing_mm);
  const std::vector<float> smooth_target = smooth(view_of(target.image), search_smoothing_mm);
  Eigen::Matrix4d start = Eigen::Matrix4d::Identity();
  start.topRightCorner<3, 1>() =
      foreground_centre(t1w) - mask_centre(view_of(target.image), target.brain.inside);
  Eigen::Matrix4d found =
      search_alignment(view_of(target.image.grid, smooth_target),
                       target.region.inside,
                       view_of(t1w.grid, smooth_t1w),
                       {.starts = {start}, .reach_mm = {24.0, 48.0, 96.0}, .sizing = Sizing::free});
  const Eigen::Matrix3d linear = found.topLeftCorner<3, 3>();
  if (std::abs(std::cbrt(linear.determinant()) - 1.0) < 0.05) {
    // Rigid steps would keep the size that the search found; it is only rough.
    const Eigen::Vector3d centre = mask_centre(view_of(target.image), target.brain.inside);
    const Eigen::Vector3d moved = linear * centre + found.topRightCorner<3, 1>();
    found.topLeftCorner<3, 3>() = linear / std::cbrt(linear.determinant());
    found.topRightCorner<3, 1>() = moved - found.topLeftCorner<3, 3>() * centre;
    found = register_mutual_information(view_of(target.image),
                                        target.region.inside,
                                        view_of(t1w),
                                        found,
                                        TransformFamily::rigid,
                                        rigid_levels);
  }
  return register_mutual_information(view_of(target.image),
                                     target.region.inside,
                                     view_of(t1w),
                                     found,
                                     TransformFamily::affine,
                                     affine_levels);
}

double correlation(const Volume& a, const std::vector<float>& b, const Mask& region) {
  double n = 0.0, sa = 0.0, sb = 0.0, saa = 0.0, sbb = 0.0, sab = 0.0;
  for (const std::size_t i : region.indices()) {
    const auto x = static_cast<double>(a.values[i]);
    const auto y = static_cast<double>(b[i]);
    n += 1.0;
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  const double spread = (saa - sa * sa / n) * (sbb - sb * sb / n);
  return spread > 0.0 ? (sab - sa * sb / n) / std::sqrt(spread) : 0.0;
}

void judge(Anatomy& anatomy, const AnatomyParams& params) {
  const Problem problem{
      .found = "a correlation of " + format_fixed(anatomy.template_correlation, 3) +
               " between T1w and template",
      .expected = "at least " + format_fixed(params.correlation_warning, 2) + " (failed below " +
                  format_fixed(params.correlation_limit, 2) + ")",
      .where = "T1w to " + anatomy.space,
      .remedy = "look at the T1w over the template: contrast, field of view, orientation",
      .severity = Severity::warning};
  if (anatomy.template_correlation < params.correlation_limit) {
    Problem failed = problem;
    failed.severity = Severity::error;
    throw NumericalError(failed);
  }
  if (anatomy.template_correlation < params.correlation_warning)
    anatomy.warnings.push_back(problem);
}

void add_tissue(Anatomy& anatomy) {
  TissueMasks tissue = find_tissue(anatomy.head, anatomy.brain);
  anatomy.white_matter = std::move(tissue.white_matter);
  anatomy.csf = std::move(tissue.csf);
  for (const auto& [mask, name] : {std::pair{&anatomy.white_matter, "white matter"},
                                   std::pair{&anatomy.csf, "cerebrospinal fluid"}}) {
    if (mask->count() > 0) continue;
    anatomy.warnings.push_back({.found = std::string("no sure ") + name,
                                .expected = "three tissues of different intensity",
                                .where = "T1w",
                                .remedy = "its mean signal cannot be a confound",
                                .severity = Severity::warning});
  }
}

}  // namespace

void fields(FieldVisitor& visitor, AnatomyParams& params) {
  visitor.number("working_spacing",
                 params.working_spacing_mm,
                 Unit::millimetres,
                 {0.5, 4},
                 "The T1w is averaged over whole voxels up to this size.");
  visitor.number("correlation_warning",
                 params.correlation_warning,
                 Unit::none,
                 {-1, 1},
                 "A correlation of T1w and template below this is a warning.");
  visitor.number("correlation_limit",
                 params.correlation_limit,
                 Unit::none,
                 {-1, 1},
                 "A correlation of T1w and template below this is a failed registration.");
  visitor.rule(params.correlation_limit <= params.correlation_warning,
               "correlation_limit " + format_number(params.correlation_limit) +
                   " above correlation_warning " + format_number(params.correlation_warning),
               "the warning before the failure",
               "lower correlation_limit or raise correlation_warning");
}

std::vector<Problem> check_anatomy(const Volume& t1w,
                                   const BrainTemplate& brain_template,
                                   const AnatomyParams& params) {
  std::vector<Problem> problems = validate(t1w.grid, "T1w");
  append(problems, check_template_anatomy(brain_template, params));
  return problems;
}

Anatomy find_anatomy(const Volume& t1w,
                     const BrainTemplate& brain_template,
                     const AnatomyParams& params) {
  throw_if_errors(check_anatomy(t1w, brain_template, params));
  Anatomy anatomy;
  anatomy.source = AnatomySource::own_t1w;
  anatomy.space = brain_template.name;
  anatomy.head = shrunk(t1w, params.working_spacing_mm);
  if (!otsu_threshold(anatomy.head.values)) {
    throw NumericalError({.found = "a T1w of one intensity throughout",
                          .expected = "a head",
                          .where = "T1w",
                          .remedy = "look at the image; leave it out to use the template alone"});
  }
  const Target target = target_of(brain_template);
  const Eigen::Matrix4d found = t1w_from_template(anatomy.head, target);
  anatomy.template_from_t1w = found.inverse();
  const Volume brain_at_target = shrunk(brain_template.brain, template_spacing_mm);
  std::vector<float> carried =
      resample_linear(view_of(anatomy.head), lattice_of(target.image.grid), found, 0.0F);
  anatomy.template_correlation =
      correlation(brain_template.has_head() ? target.image : brain_at_target,
                  carried,
                  brain_template.has_head() ? target.region : target.brain);
  judge(anatomy, params);
  const std::vector<float> share = resample_share(lattice_of(brain_template.brain_mask.grid),
                                                  brain_template.brain_mask.inside,
                                                  lattice_of(anatomy.head.grid),
                                                  anatomy.template_from_t1w,
                                                  2);
  anatomy.brain = {.grid = anatomy.head.grid, .inside = MaskValues(share.size(), 0)};
  for (std::size_t i = 0; i < share.size(); ++i) anatomy.brain.inside[i] = share[i] > 0.49F;
  add_tissue(anatomy);
  return anatomy;
}

const Stage<Anatomy, AnatomyParams, Volume, BrainTemplate> anatomy_stage{
    .name = "anatomy",
    .version = 1,
    .summary = "Register the T1w to the template and find the brain and its tissues",
    .run = &find_anatomy,
    .check = &check_anatomy,
    .papers = papers};

std::vector<Problem> check_template_anatomy(const BrainTemplate& brain_template,
                                            const AnatomyParams& params) {
  std::vector<Problem> problems = validate(brain_template.brain.grid, "template");
  append(problems, broken_rules(params, "anatomy"));
  return problems;
}

Anatomy template_anatomy(const BrainTemplate& brain_template, const AnatomyParams& params) {
  throw_if_errors(check_template_anatomy(brain_template, params));
  Anatomy anatomy;
  anatomy.source = AnatomySource::brain_template;
  anatomy.space = brain_template.name;
  anatomy.head = shrunk(brain_template.has_head() ? brain_template.head : brain_template.brain,
                        params.working_spacing_mm);
  anatomy.brain = shrunk(brain_template.brain_mask, params.working_spacing_mm);
  anatomy.template_correlation = 1.0;
  add_tissue(anatomy);
  return anatomy;
}

const Stage<Anatomy, AnatomyParams, BrainTemplate> template_anatomy_stage{
    .name = "template_anatomy",
    .version = 1,
    .summary = "Take the template as the anatomy of a participant without T1w",
    .run = &template_anatomy,
    .check = &check_template_anatomy,
    .papers = papers};

}  // namespace rewire
