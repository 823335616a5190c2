#pragma once

#include <string>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/files/session_hdf5.h"

namespace rewire {

struct SessionResultsParams {};

void fields(FieldVisitor& visitor, SessionResultsParams& params);

/// The results of one session side by side, for the file that holds them all.
SessionResults collect_results(const RegionSeries& series,
                               const Connectome& connectome,
                               const GraphMetrics& metrics,
                               const Confounds& confounds,
                               const LocalActivity& activity,
                               const SessionResultsParams& params);
std::vector<Problem> check_results(const RegionSeries& series,
                                   const Connectome& connectome,
                                   const GraphMetrics& metrics,
                                   const Confounds& confounds,
                                   const LocalActivity& activity,
                                   const SessionResultsParams& params);

/// The parts were validated where they were made.
std::vector<Problem> validate(const SessionResults& results, const std::string& where);
void add_content(Digester& digester, const SessionResults& results);

inline constexpr Stage<SessionResults,
                       SessionResultsParams,
                       RegionSeries,
                       Connectome,
                       GraphMetrics,
                       Confounds,
                       LocalActivity>
    session_results_stage{
        "session_results", 2, "All results in one file", &collect_results, &check_results, {}};

}  // namespace rewire
