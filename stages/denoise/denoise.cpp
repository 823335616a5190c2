#include "stages/denoise/denoise.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/denoise/cleaning_plan.h"
#include "stages/denoise/nuisance.h"

namespace rewire {
namespace {

std::vector<Problem> warnings_of(const std::vector<Problem>& problems) {
  std::vector<Problem> warnings;
  std::copy_if(
      problems.begin(), problems.end(), std::back_inserter(warnings), [](const Problem& problem) {
        return problem.severity == Severity::warning;
      });
  return warnings;
}

void add_rules(FieldVisitor& visitor, const DenoiseParams& params) {
  if (params.low_cut_hz && params.high_cut_hz) {
    visitor.rule(*params.low_cut_hz < *params.high_cut_hz,
                 "low_cut " + format_number(*params.low_cut_hz) + " Hz and high_cut " +
                     format_number(*params.high_cut_hz) + " Hz",
                 "a low cut-off below the high one",
                 "exchange them, or give none for the one that is not wanted");
  }
  for (const std::string& pattern : params.columns) {
    visitor.rule(is_expression(pattern),
                 "'" + pattern + "' in columns",
                 "a confound's name or a regular expression",
                 "write special characters as \\.");
  }
}

}  // namespace

void fields(FieldVisitor& visitor, DenoiseParams& params) {
  visitor.choice("nuisance",
                 params.nuisance,
                 {"none", "6P", "24P", "24P+WM+CSF", "36P"},
                 "Set of confounds that is regressed out; 36P contains the global signal.");
  visitor.texts("columns",
                params.columns,
                "Further confounds to regress out: names, or regular expressions of whole names.");
  visitor.optional_integer("detrend_order",
                           params.detrend_order,
                           "auto",
                           Unit::none,
                           {0, 20},
                           "Highest Legendre polynomial that is removed; auto is 1 with a low "
                           "cut-off, else 1 plus one for every 150 s.");
  visitor.optional_number("low_cut",
                          params.low_cut_hz,
                          "none",
                          Unit::hertz,
                          {1e-6, 10},
                          "Frequencies of the run below this are removed.");
  visitor.optional_number("high_cut",
                          params.high_cut_hz,
                          "none",
                          Unit::hertz,
                          {1e-6, 10},
                          "Frequencies of the run above this are removed.");
  visitor.optional_number("framewise_displacement_limit",
                          params.framewise_displacement_limit_mm,
                          "none",
                          Unit::millimetres,
                          {0, 100},
                          "Volumes with a larger framewise displacement are censored.");
  visitor.integer("minimum_degrees_of_freedom",
                  params.minimum_degrees_of_freedom,
                  Unit::none,
                  {1, 100000},
                  "A run with fewer degrees of freedom left is refused.");
  add_rules(visitor, params);
}

std::vector<Problem> check_denoise(const MaskedBold& bold,
                                   const Confounds& confounds,
                                   const DenoiseParams& params) {
  std::vector<Problem> problems;
  if (bold.values.rows() == 0) {
    problems.push_back({.found = "no voxel in the mask",
                        .expected = "at least one",
                        .where = "denoise",
                        .remedy = "check that mask and scan belong together"});
  }
  append(problems,
         check_cleaning(bold.values.cols(), bold.repetition_time_s, {}, confounds, params));
  return problems;
}

std::vector<Problem> check_denoise_series(const RegionSeries& series,
                                          const Confounds& confounds,
                                          const DenoiseParams& params) {
  return check_cleaning(
      series.values.rows(), series.repetition_time_s, series.kept, confounds, params);
}

Denoised denoise(const MaskedBold& bold, const Confounds& confounds, const DenoiseParams& params) {
  const std::vector<Problem> problems = check_denoise(bold, confounds, params);
  throw_if_errors(problems);
  CleaningPlan plan =
      plan_cleaning(bold.values.cols(), bold.repetition_time_s, {}, confounds, params);
  Denoised denoised;
  denoised.bold.mask = bold.mask;
  denoised.bold.repetition_time_s = bold.repetition_time_s;
  denoised.bold.values.resize(bold.values.rows(), bold.values.cols());
  const Eigen::Index broken = project_voxels(plan.projector, bold.values, denoised.bold.values);
  if (broken > 0) {
    throw InputError({.found = std::to_string(broken) + " of " +
                               std::to_string(bold.values.rows()) +
                               " voxels with values that are not finite",
                      .expected = "finite values inside the mask",
                      .where = "denoise",
                      .remedy = "check the scan and its mask"});
  }
  denoised.report = std::move(plan.report);
  denoised.report.warnings = warnings_of(problems);
  return denoised;
}

DenoisedSeries denoise_series(const RegionSeries& series,
                              const Confounds& confounds,
                              const DenoiseParams& params) {
  const std::vector<Problem> problems = check_denoise_series(series, confounds, params);
  throw_if_errors(problems);
  CleaningPlan plan =
      plan_cleaning(series.values.rows(), series.repetition_time_s, series.kept, confounds, params);
  DenoisedSeries denoised{.series = series, .report = std::move(plan.report)};
  denoised.series.values = project_columns(plan.projector, series.values);
  for (Eigen::Index j = 0; j < series.values.cols(); ++j) {
    if (!denoised.series.values.col(j).allFinite()) {
      denoised.series.values.col(j).setConstant(std::numeric_limits<double>::quiet_NaN());
      RegionSignal& signal = denoised.series.regions[static_cast<std::size_t>(j)];
      if (signal.missing_reason.empty()) signal.missing_reason = "series is not finite";
    }
  }
  denoised.series.kept = denoised.report.kept;
  denoised.series.degrees_of_freedom =
      static_cast<double>(denoised.report.degrees_of_freedom.after);
  denoised.report.warnings = warnings_of(problems);
  return denoised;
}

}  // namespace rewire
