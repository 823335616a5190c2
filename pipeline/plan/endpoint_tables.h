#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/plan/plan_file.h"
#include "stages/core/problem.h"
#include "stages/data/trial_data.h"

namespace rewire {

/// A table with participant_id, session_id and one column of numbers per endpoint as the family
/// `name`: "<name>@<column>" ("volume@Hippocampus_L"). Rows of nobody in `table` are a warning;
/// rows that come twice, and texts, are errors.
EndpointFamily endpoint_table(const std::string& name,
                              const std::filesystem::path& path,
                              const TrialTable& table,
                              std::vector<Problem>& problems);

/// Where a trial comes from tables only, rows without a number get that as their reason.
void excuse_rows_without_numbers(const DataParams& data, TrialData& trial);

}  // namespace rewire
