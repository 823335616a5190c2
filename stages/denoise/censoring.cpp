#include "stages/denoise/censoring.h"

#include <algorithm>
#include <string>

#include "stages/core/requirements.h"
#include "stages/denoise/regressors.h"

namespace rewire {
namespace {

using Flags = std::vector<std::uint8_t>;

/// 1 where the column `name` exceeds the limit.
Flags above(Eigen::Index volumes,
            const Confounds& confounds,
            const std::string& name,
            const std::optional<double>& limit) {
  Flags flags(static_cast<std::size_t>(volumes), 0);
  const auto index = confounds.find(name);
  if (!limit || !index) return flags;
  const Eigen::VectorXd column = regressor_column(confounds, *index);
  for (std::size_t t = 0; t < flags.size(); ++t) {
    if (column[static_cast<Eigen::Index>(t)] > *limit) flags[t] = 1;
  }
  return flags;
}

Flags before_steady_state(Eigen::Index volumes, const Confounds& confounds) {
  Flags flags(static_cast<std::size_t>(volumes), 0);
  for (std::size_t i = 0; i < confounds.names.size(); ++i) {
    if (!confounds.names[i].starts_with("non_steady_state_outlier")) continue;
    for (std::size_t t = 0; t < flags.size(); ++t) {
      const auto row = static_cast<Eigen::Index>(t);
      if (confounds.values(row, static_cast<Eigen::Index>(i)) > 0.5) flags[t] = 1;
    }
  }
  return flags;
}

/// Takes the flagged volumes out of `kept`; returns how many were still in it.
std::int64_t leave_out(const Flags& flags, Flags& kept) {
  std::int64_t count = 0;
  for (std::size_t t = 0; t < kept.size(); ++t) {
    if (flags[t] == 0 || kept[t] == 0) continue;
    kept[t] = 0;
    ++count;
  }
  return count;
}

/// The flags of volumes within reach of those of `first` or `second`.
Flags neighbours(const Flags& first, const Flags& second, const CensoringRules& rules) {
  Flags flags(first.size(), 0);
  const auto volumes = static_cast<std::int64_t>(first.size());
  for (std::int64_t t = 0; t < volumes; ++t) {
    const auto at = static_cast<std::size_t>(t);
    if (first[at] == 0 && second[at] == 0) continue;
    const std::int64_t from = std::max<std::int64_t>(0, t - rules.before);
    const std::int64_t to = std::min(volumes - 1, t + rules.after);
    std::fill(flags.begin() + from, flags.begin() + to + 1, std::uint8_t{1});
  }
  return flags;
}

Flags short_segments(const Flags& kept, std::int64_t minimum) {
  Flags flags(kept.size(), 0);
  for (auto begin = kept.begin(); begin != kept.end();) {
    const auto end = std::find_if(begin, kept.end(), [&](std::uint8_t k) { return k != *begin; });
    if (*begin != 0 && end - begin < minimum) {
      std::fill(flags.begin() + (begin - kept.begin()),
                flags.begin() + (end - kept.begin()),
                std::uint8_t{1});
    }
    begin = end;
  }
  return flags;
}

void check_column(Requirements& requirements,
                  const Confounds& confounds,
                  const std::string& name,
                  const std::optional<double>& limit) {
  if (!limit) return;
  const auto index = confounds.find(name);
  requirements.require(
      index.has_value(), "no confound " + name, "one, because volumes are to be censored by it");
  if (index) {
    requirements.require(regressor_column(confounds, *index).allFinite(),
                         name + " that is not finite after the first volume",
                         "numbers");
  }
}

}  // namespace

CensoringRules censoring_rules(const DenoiseParams& params, const Strategy& strategy) {
  const CensoringChoice& choice = strategy.censoring;
  const auto or_else = [](const auto& first, const auto& second) { return first ? first : second; };
  return {.framewise_displacement_limit_mm = or_else(params.framewise_displacement_limit_mm,
                                                     choice.framewise_displacement_limit_mm),
          .standardised_dvars_limit =
              or_else(params.standardised_dvars_limit, choice.standardised_dvars_limit),
          .before = params.censor_before,
          .after = params.censor_after,
          .minimum_segment =
              or_else(params.minimum_segment_volumes, choice.minimum_segment_volumes).value_or(1)};
}

Censoring censor_volumes(Eigen::Index volumes,
                         const Confounds& confounds,
                         const CensoringRules& rules,
                         const std::vector<std::uint8_t>& kept_before) {
  Censoring censoring;
  Flags& kept = censoring.kept;
  kept = kept_before;
  kept.resize(static_cast<std::size_t>(volumes), 1);
  CensoringCounts& counts = censoring.counts;
  counts.before_this_step = std::count(kept.begin(), kept.end(), std::uint8_t{0});
  counts.steady_state = leave_out(before_steady_state(volumes, confounds), kept);
  const Flags displaced =
      above(volumes, confounds, "framewise_displacement", rules.framewise_displacement_limit_mm);
  const Flags jumped = above(volumes, confounds, "std_dvars", rules.standardised_dvars_limit);
  counts.framewise_displacement = leave_out(displaced, kept);
  counts.standardised_dvars = leave_out(jumped, kept);
  counts.neighbours = leave_out(neighbours(displaced, jumped, rules), kept);
  counts.short_segments = leave_out(short_segments(kept, rules.minimum_segment), kept);
  return censoring;
}

std::vector<Problem> check_censoring(const Confounds& confounds, const CensoringRules& rules) {
  Requirements requirements("denoise", "censor by something else, or make the confounds again");
  check_column(
      requirements, confounds, "framewise_displacement", rules.framewise_displacement_limit_mm);
  check_column(requirements, confounds, "std_dvars", rules.standardised_dvars_limit);
  return requirements.take();
}

}  // namespace rewire
