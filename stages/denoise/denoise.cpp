#include "stages/denoise/denoise.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "stages/core/error.h"
#include "stages/denoise/cleaning_plan.h"
#include "stages/denoise/percent_change.h"

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

}  // namespace

std::vector<Problem> check_denoise(const MaskedBold& bold,
                                   const Confounds& confounds,
                                   const Strategy& strategy,
                                   const DenoiseParams& params) {
  std::vector<Problem> problems;
  if (bold.values.rows() == 0) {
    problems.push_back({.found = "no voxel in the mask",
                        .expected = "at least one",
                        .where = "denoise",
                        .remedy = "check that mask and scan belong together"});
  }
  append(
      problems,
      check_cleaning(bold.values.cols(), bold.repetition_time_s, {}, confounds, strategy, params));
  return problems;
}

std::vector<Problem> check_denoise_series(const RegionSeries& series,
                                          const Confounds& confounds,
                                          const Strategy& strategy,
                                          const DenoiseParams& params) {
  return check_cleaning(
      series.values.rows(), series.repetition_time_s, series.kept, confounds, strategy, params);
}

Denoised denoise(const MaskedBold& bold,
                 const Confounds& confounds,
                 const Strategy& strategy,
                 const DenoiseParams& params) {
  const std::vector<Problem> problems = check_denoise(bold, confounds, strategy, params);
  throw_if_errors(problems);
  CleaningPlan plan =
      plan_cleaning(bold.values.cols(), bold.repetition_time_s, {}, confounds, strategy, params);
  Denoised denoised;
  denoised.bold.mask = bold.mask;
  denoised.bold.repetition_time_s = bold.repetition_time_s;
  denoised.bold.dummy_volumes = bold.dummy_volumes;
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
  if (params.scale == SignalScale::percent) {
    scale_to_percent(bold.values, plan.projector.kept, denoised.bold.values);
  }
  denoised.report = std::move(plan.report);
  denoised.report.warnings = warnings_of(problems);
  return denoised;
}

DenoisedSeries denoise_series(const RegionSeries& series,
                              const Confounds& confounds,
                              const Strategy& strategy,
                              const DenoiseParams& params) {
  const std::vector<Problem> problems = check_denoise_series(series, confounds, strategy, params);
  throw_if_errors(problems);
  CleaningPlan plan = plan_cleaning(
      series.values.rows(), series.repetition_time_s, series.kept, confounds, strategy, params);
  DenoisedSeries denoised{.series = series, .report = std::move(plan.report)};
  denoised.series.values = project_columns(plan.projector, series.values);
  for (Eigen::Index j = 0; j < series.values.cols(); ++j) {
    if (!denoised.series.values.col(j).allFinite()) {
      denoised.series.values.col(j).setConstant(std::numeric_limits<double>::quiet_NaN());
      RegionSignal& signal = denoised.series.regions[static_cast<std::size_t>(j)];
      if (signal.missing_reason.empty()) signal.missing_reason = "series is not finite";
    }
  }
  if (params.scale == SignalScale::percent) {
    scale_to_percent(series.values, plan.projector.kept, denoised.series);
  }
  denoised.series.kept = denoised.report.kept;
  denoised.series.degrees_of_freedom =
      static_cast<double>(denoised.report.degrees_of_freedom.after);
  denoised.series.nuisance_degrees_of_freedom = nuisance_beyond_filter(denoised.report);
  denoised.report.warnings = warnings_of(problems);
  return denoised;
}

}  // namespace rewire
