#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/local_activity.h"

namespace rewire {

/// The local activity of one session's runs, in their order.
struct RunActivity {
  std::vector<LocalActivity> runs;
  std::vector<std::int64_t> kept_volumes;  ///< of each run, which weigh it
};

/// One weight above 0 per run; valid parts.
std::vector<Problem> validate(const RunActivity& activity, const std::string& where);
void add_content(Digester& digester, const RunActivity& activity);

struct JoinActivityParams {};

void fields(FieldVisitor& visitor, JoinActivityParams& params);

/// At least one run; the same atlas, regions and measures in all.
std::vector<Problem> check_join_activity(const RunActivity& activity,
                                         const JoinActivityParams& params);

/// The local activity of a session as the mean of its runs, each weighted by its kept volumes: raw
/// values, z, ratio and the brain's mean and standard deviation alike. Each run is standardised by
/// its own brain first, because the scanner's gain may differ from run to run; z of the session is
/// therefore not its value against its brain mean. Spectra and ranks are never taken across the gap
/// between two runs. A region that is missing in one run is missing, as in the joined series; voxel
/// counts and coverage are the smallest, tSNR the mean. Throws InputError for what
/// check_join_activity() reports.
LocalActivity join_activity(const RunActivity& activity, const JoinActivityParams& params);

inline constexpr Stage<LocalActivity, JoinActivityParams, RunActivity> join_activity_stage{
    "join_activity",
    1,
    "Average the local activity of a session's runs, weighted by their kept volumes",
    &join_activity,
    &check_join_activity,
    {}};

}  // namespace rewire
