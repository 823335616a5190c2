#include "stages/preprocess/anatomy.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "stages/core/error.h"
#include "stages/core/field_list.h"
#include "stages/core/number_text.h"
#include "stages/kernels/registration/bias_field.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/threshold.h"
#include "stages/preprocess/normalize.h"
#include "stages/preprocess/shrunk.h"
#include "stages/preprocess/tissue.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// A scan is brought to the template itself by an affine only, which needs no more.
constexpr double template_spacing_mm = 2.0;

constexpr std::array papers{
    Paper{"Mattes D, Haynor DR, Vesselle H, Lewellen TK, Eubank W",
          2003,
          "PET-CT image registration in the chest using free-form deformations",
          "10.1109/TMI.2003.809072",
          "mutual information"},
    Paper{"Avants BB, Epstein CL, Grossman M, Gee JC",
          2008,
          "Symmetric diffeomorphic image registration with cross-correlation: evaluating automated "
          "labeling of elderly and neurodegenerative brain",
          "10.1016/j.media.2007.06.004",
          "local cross-correlation, both images halfway"},
    Paper{"Arsigny V, Commowick O, Pennec X, Ayache N",
          2006,
          "A log-Euclidean framework for statistics on diffeomorphisms",
          "10.1007/11866565_113",
          "scaling and squaring of a stationary velocity field"},
    Paper{"Lorenzi M, Ayache N, Frisoni GB, Pennec X",
          2013,
          "LCC-Demons: a robust and accurate symmetric diffeomorphic registration algorithm",
          "10.1016/j.neuroimage.2013.04.114",
          "local correlation with stationary velocity fields"},
    Paper{"Tustison NJ, Avants BB, Cook PA, Zheng Y, Egan A, Yushkevich PA, Gee JC",
          2010,
          "N4ITK: improved N3 bias correction",
          "10.1109/TMI.2010.2046908",
          "histogram sharpening and B-spline approximation"},
    Paper{"Zhang Y, Brady M, Smith S",
          2001,
          "Segmentation of brain MR images through a hidden Markov random field model and the "
          "expectation-maximization algorithm",
          "10.1109/42.906424",
          "hidden Markov random field"}};

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

Mask carried_brain(const BrainTemplate& brain_template, const Anatomy& anatomy) {
  const std::vector<float> share =
      resample_share(lattice_of(brain_template.brain_mask.grid),
                     brain_template.brain_mask.inside,
                     lattice_of(anatomy.head.grid),
                     to_template(anatomy.template_from_t1w, anatomy.warp),
                     2);
  Mask brain{.grid = anatomy.head.grid, .inside = MaskValues(share.size(), 0)};
  for (std::size_t i = 0; i < share.size(); ++i) brain.inside[i] = share[i] > 0.49F;
  return brain;
}

void judge_coverage(Anatomy& anatomy, const AnatomyParams& params) {
  Problem problem{.found = format_fixed(100.0 * anatomy.template_coverage, 1) +
                           " % of the template's brain within the T1w's field of view",
                  .expected = "at least " + format_fixed(100.0 * params.coverage_warning, 0) +
                              " % (failed below " + format_fixed(100.0 * params.coverage_limit, 0) +
                              " %)",
                  .where = "T1w to " + anatomy.space,
                  .remedy = "look at the T1w: what lies outside has no measured anatomy",
                  .severity = Severity::warning};
  if (anatomy.template_coverage < params.coverage_limit) {
    problem.severity = Severity::error;
    throw NumericalError(problem);
  }
  if (anatomy.template_coverage < params.coverage_warning) anatomy.warnings.push_back(problem);
}

void judge_warp(Anatomy& anatomy, const AnatomyParams& params) {
  const Warp& warp = anatomy.warp;
  if (!(warp.brain_strained_share > params.strain_warning)) return;
  anatomy.warnings.push_back(
      {.found = "a warp that makes " + format_fixed(100.0 * warp.brain_strained_share, 1) +
                " % of the brain less than half or more than twice as large (" +
                format_fixed(warp.brain_jacobian_least, 2) + " to " +
                format_fixed(warp.brain_jacobian_largest, 2) + " times)",
       .expected = "at most " + format_fixed(100.0 * params.strain_warning, 0) + " %",
       .where = "T1w to " + anatomy.space,
       .remedy = "look at the T1w over the template: lesions, artefacts, a brain unlike it",
       .severity = Severity::warning});
}

/// The brain is where the affine puts the template's.
void even_out(Anatomy& anatomy, const BrainTemplate& brain_template) {
  const Mask brain = carried_brain(brain_template, anatomy);
  const std::vector<float> field = estimate_bias(view_of(anatomy.head), brain.inside, {});
  for (std::size_t i = 0; i < field.size(); ++i) anatomy.head.values[i] /= field[i];
}

}  // namespace

void fields(FieldVisitor& visitor, AnatomyParams& params) {
  visitor.choice("normalization",
                 params.normalization,
                 {"affine", "diffeomorphic"},
                 "How the T1w is brought to the template: by an affine alone, or by a smooth "
                 "invertible warp after it. Without a T1w the scan itself goes to the template by "
                 "an affine.");
  visitor.choice("bias_correction",
                 params.bias_correction,
                 {"none", "n4"},
                 "Whether slow changes of brightness across the T1w are evened out.");
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
  visitor.number("coverage_warning",
                 params.coverage_warning,
                 Unit::none,
                 {0, 1},
                 "Less of the template's brain than this within the T1w's field of view is a "
                 "warning.");
  visitor.number("coverage_limit",
                 params.coverage_limit,
                 Unit::none,
                 {0, 1},
                 "Less of the template's brain than this within the T1w's field of view is an "
                 "error.");
  visitor.number("strain_warning",
                 params.strain_warning,
                 Unit::none,
                 {0, 1},
                 "A warp that makes more than this share of the brain less than half or more than "
                 "twice as large, beyond the affine, is a warning.");
  visitor.rule(params.correlation_limit <= params.correlation_warning,
               "correlation_limit " + format_number(params.correlation_limit) +
                   " above correlation_warning " + format_number(params.correlation_warning),
               "the warning before the failure",
               "lower correlation_limit or raise correlation_warning");
  visitor.rule(params.coverage_limit <= params.coverage_warning,
               "coverage_limit " + format_number(params.coverage_limit) +
                   " above coverage_warning " + format_number(params.coverage_warning),
               "the warning before the failure",
               "lower coverage_limit or raise coverage_warning");
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
  anatomy.template_from_t1w = affine_to_template(anatomy.head, brain_template);
  anatomy.template_coverage =
      template_coverage(anatomy.head.grid, brain_template, anatomy.template_from_t1w);
  judge_coverage(anatomy, params);
  const auto correlate = [&] {
    return template_correlation(
        anatomy.head, brain_template, anatomy.template_from_t1w, anatomy.warp);
  };
  anatomy.template_correlation = correlate();
  // A warp could make anything look alike: the affine has to be right without it.
  judge(anatomy, params);
  if (params.bias_correction == BiasCorrection::n4) even_out(anatomy, brain_template);
  if (params.normalization == Normalization::diffeomorphic) {
    anatomy.warp = warp_to_template(anatomy.head,
                                    brain_template,
                                    anatomy.template_from_t1w,
                                    diffeomorphic_settings(anatomy.head.grid));
    anatomy.template_correlation = correlate();
    judge_warp(anatomy, params);
  }
  anatomy.brain = carried_brain(brain_template, anatomy);
  find_tissue(anatomy);
  return anatomy;
}

const Stage<Anatomy, AnatomyParams, Volume, BrainTemplate> anatomy_stage{
    .name = "anatomy",
    .version = 5,
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
  const double spacing_mm = std::max(params.working_spacing_mm, template_spacing_mm);
  anatomy.head =
      shrunk(brain_template.has_head() ? brain_template.head : brain_template.brain, spacing_mm);
  anatomy.brain = shrunk(brain_template.brain_mask, spacing_mm);
  anatomy.template_correlation = 1.0;
  find_tissue(anatomy);
  return anatomy;
}

const Stage<Anatomy, AnatomyParams, BrainTemplate> template_anatomy_stage{
    .name = "template_anatomy",
    .version = 2,
    .summary = "Take the template as the anatomy of a participant without T1w",
    .run = &template_anatomy,
    .check = &check_template_anatomy,
    .papers = papers};

}  // namespace rewire
