#include <algorithm>
#include <cmath>

#include "stages/core/field_list.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/denoise/censoring.h"
#include "stages/denoise/cleaning_plan.h"
#include "stages/denoise/motion_filter.h"
#include "stages/denoise/regressors.h"
#include "stages/denoise/temporal_filter.h"

namespace rewire {
namespace {

void check_columns(Requirements& requirements,
                   const std::vector<Eigen::Index>& columns,
                   const std::vector<std::uint8_t>& kept,
                   const Confounds& confounds) {
  for (const Eigen::Index index : columns) {
    const Eigen::VectorXd column = regressor_column(confounds, index);
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
                        "choose a strategy without it (24P+WM+CSF) unless it was planned");
  }
}

void check_kept(Requirements& requirements,
                const std::vector<std::uint8_t>& kept,
                double repetition_time_s,
                const DenoiseParams& params) {
  const auto count = std::count(kept.begin(), kept.end(), std::uint8_t{1});
  requirements.require(count > 0,
                       "all " + std::to_string(kept.size()) + " volumes censored",
                       "volumes to estimate from",
                       "raise the limits or leave the run out");
  const double left_s = static_cast<double>(count) * repetition_time_s;
  requirements.require(
      count == 0 || left_s >= params.minimum_kept_s,
      format_number(left_s) + " s (" + std::to_string(count) + " volumes) left after censoring",
      "at least " + format_number(params.minimum_kept_s) + " s",
      "leave the run out, or lower minimum_kept");
  requirements.require(count == 0 || count >= 3 || params.filter != FilterKind::butterworth,
                       std::to_string(count) + " volumes left after censoring",
                       "three or more to fill the gaps for a Butterworth filter",
                       "raise the limits or leave the run out");
}

}  // namespace

std::vector<Problem> check_cleaning(Eigen::Index volumes,
                                    double repetition_time_s,
                                    const std::vector<std::uint8_t>& kept_before,
                                    const Confounds& table,
                                    const Strategy& strategy,
                                    const DenoiseParams& params) {
  Requirements requirements("denoise", "give the scan and the confounds of one run");
  requirements.add(broken_rules(params, "denoise"));
  std::vector<Problem> time_problems = check_temporal_filter(volumes, repetition_time_s, params);
  const bool time_fits = !has_errors(time_problems);
  requirements.add(std::move(time_problems));
  RegressorSelection selection = select_regressors(table, strategy, params.columns);
  requirements.add(std::move(selection.problems));
  const CensoringRules rules = censoring_rules(params, strategy);
  const bool as_it_is = params.motion_filter == MotionFilter::none;
  if (as_it_is) requirements.add(check_censoring(table, rules));
  const bool table_needed = !table.names.empty() || !params.columns.empty() ||
                            !strategy.columns.empty() || !strategy.components.masks.empty();
  const bool rows_fit = table.values.rows() == volumes;
  requirements.require(rows_fit || !table_needed,
                       std::to_string(table.values.rows()) + " confound rows",
                       std::to_string(volumes) + ", one per volume",
                       table.values.rows() < volumes
                           ? "give the confounds of all volumes: a table without the dummy volumes "
                             "goes with a scan without them"
                           : "give the confounds of this scan; when volumes were taken from its "
                             "start, take their rows from the table, too");
  const bool flags_fit =
      kept_before.empty() || kept_before.size() == static_cast<std::size_t>(volumes);
  requirements.require(flags_fit,
                       std::to_string(kept_before.size()) + " kept-volume flags",
                       std::to_string(volumes) + ", one per volume");
  if (!rows_fit || !flags_fit || !time_fits) return requirements.take();
  std::vector<Problem> motion_problems = check_motion_filter(table, repetition_time_s, params);
  const bool motion_fits = motion_problems.empty();
  requirements.add(std::move(motion_problems));
  if (motion_fits) {
    const Confounds confounds = filter_motion(table, repetition_time_s, params);
    if (!as_it_is) requirements.add(check_censoring(confounds, rules));
    const auto kept = censor_volumes(volumes, confounds, rules, kept_before).kept;
    check_columns(requirements, selection.columns, kept, confounds);
    check_kept(requirements, kept, repetition_time_s, params);
  }
  return requirements.take();
}

}  // namespace rewire
