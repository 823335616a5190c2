#include <algorithm>
#include <cmath>

#include "stages/core/field_list.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/denoise/cleaning_plan.h"
#include "stages/denoise/nuisance.h"

namespace rewire {
namespace {

void check_band(Requirements& requirements,
                Eigen::Index volumes,
                double repetition_time_s,
                const DenoiseParams& params) {
  const double nyquist_hz = 0.5 / repetition_time_s;
  const double lowest_hz = 1.0 / (static_cast<double>(volumes) * repetition_time_s);
  const auto hertz = [](double value) { return format_number(value) + " Hz"; };
  const double low_hz = params.low_cut_hz.value_or(0.0);
  const double high_hz = params.high_cut_hz.value_or(nyquist_hz);
  requirements.require(
      low_hz < nyquist_hz,
      "low_cut " + hertz(low_hz),
      "below the Nyquist frequency " + hertz(nyquist_hz),
      "lower low_cut, or check the repetition time of " + format_number(repetition_time_s) + " s");
  requirements.require(high_hz <= nyquist_hz * (1.0 + 1e-9),
                       "high_cut " + hertz(high_hz),
                       "at most the Nyquist frequency " + hertz(nyquist_hz),
                       "give high_cut = none to keep all fast frequencies, or lower it");
  requirements.require(high_hz >= lowest_hz * (1.0 - 1e-9),
                       "high_cut " + hertz(high_hz),
                       "at least the run's lowest frequency " + hertz(lowest_hz),
                       "raise high_cut, or leave the short run out");
  requirements.prefer(!params.low_cut_hz || low_hz > lowest_hz,
                      "low_cut " + hertz(low_hz) + " that takes nothing away",
                      "a cut-off above the run's lowest frequency " + hertz(lowest_hz),
                      "give low_cut = none for so short a run, so that trends are removed by "
                      "polynomials");
}

void check_columns(Requirements& requirements,
                   const std::vector<Eigen::Index>& columns,
                   const std::vector<std::uint8_t>& kept,
                   const Confounds& confounds) {
  for (const Eigen::Index index : columns) {
    const Eigen::VectorXd column = nuisance_column(confounds, index);
    std::vector<std::string> rows;
    for (Eigen::Index t = 0; t < column.size(); ++t) {
      if (kept[static_cast<std::size_t>(t)] != 0 && !std::isfinite(column[t])) {
        rows.push_back(std::to_string(t + 1));
      }
    }
    const std::string& name = confounds.names[static_cast<std::size_t>(index)];
    requirements.require(rows.empty(),
                         "no finite value of " + name + " in row " + enumerate(rows),
                         "numbers (n/a only in the first row of a difference)",
                         "mend the table or leave the column out");
    requirements.prefer(name.find("global_signal") == std::string::npos,
                        name + " among the regressors",
                        "that global signal regression is wanted; it shifts correlations down",
                        "choose a set without it (24P+WM+CSF) unless it was planned");
  }
}

void check_censoring(Requirements& requirements,
                     const std::vector<std::uint8_t>& kept,
                     const Confounds& confounds,
                     const DenoiseParams& params) {
  if (params.framewise_displacement_limit_mm) {
    const auto displacement = confounds.find("framewise_displacement");
    requirements.require(displacement.has_value(),
                         "no confound framewise_displacement",
                         "one, because volumes are to be censored by it",
                         "give a table that has it, or framewise_displacement_limit = none");
    if (displacement) {
      const Eigen::VectorXd column = nuisance_column(confounds, *displacement);
      requirements.require(column.allFinite(),
                           "framewise_displacement that is not finite after the first volume",
                           "numbers",
                           "mend the confounds table");
    }
  }
  requirements.require(std::find(kept.begin(), kept.end(), std::uint8_t{1}) != kept.end(),
                       "all " + std::to_string(kept.size()) + " volumes censored",
                       "volumes to estimate from",
                       "raise framewise_displacement_limit or leave the run out");
}

}  // namespace

std::vector<Problem> check_cleaning(Eigen::Index volumes,
                                    double repetition_time_s,
                                    const std::vector<std::uint8_t>& kept_before,
                                    const Confounds& confounds,
                                    const DenoiseParams& params) {
  Requirements requirements("denoise", "give the scan and the confounds of one run");
  requirements.add(broken_rules(params, "denoise"));
  const bool time_known = std::isfinite(repetition_time_s) && repetition_time_s > 0.0;
  requirements.require(volumes >= 2, std::to_string(volumes) + " volumes", "two or more");
  requirements.require(time_known,
                       "a repetition time of " + format_number(repetition_time_s) + " s",
                       "more than 0",
                       "give RepetitionTime in the scan's JSON sidecar");
  if (time_known && volumes >= 2) check_band(requirements, volumes, repetition_time_s, params);
  NuisanceSelection selection = select_nuisance(confounds, params);
  requirements.add(std::move(selection.problems));
  const bool table_needed = !confounds.names.empty() || params.nuisance != NuisanceModel::none ||
                            !params.columns.empty() || params.framewise_displacement_limit_mm;
  const bool rows_fit = confounds.values.rows() == volumes;
  requirements.require(rows_fit || !table_needed,
                       std::to_string(confounds.values.rows()) + " confound rows",
                       std::to_string(volumes) + ", one per volume",
                       confounds.values.rows() < volumes
                           ? "give the confounds of all volumes: a table without the dummy volumes "
                             "goes with a scan without them"
                           : "give the confounds of this scan; when volumes were taken from its "
                             "start, take their rows from the table, too");
  const bool flags_fit =
      kept_before.empty() || kept_before.size() == static_cast<std::size_t>(volumes);
  requirements.require(flags_fit,
                       std::to_string(kept_before.size()) + " kept-volume flags",
                       std::to_string(volumes) + ", one per volume");
  if (rows_fit && flags_fit) {
    const auto kept =
        kept_volumes(volumes, confounds, params.framewise_displacement_limit_mm, kept_before);
    check_columns(requirements, selection.columns, kept, confounds);
    check_censoring(requirements, kept, confounds, params);
  }
  return requirements.take();
}

}  // namespace rewire
