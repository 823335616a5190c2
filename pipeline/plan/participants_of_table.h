#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/plan/plan_file.h"
#include "stages/core/problem.h"
#include "stages/data/trial_table.h"

namespace rewire {

/// Participants of the plan's table x sessions of the plan and of its sessions' table. Nobody is
/// left out: a participant without an arm has the arm "" and a reason. A participant in two arms,
/// or with rows that differ otherwise, is a problem. In a crossover the arm of the table is the
/// sequence, and the treatment stands among the session's factors.
TrialTable table_of_files(const PlanFile& file,
                          const std::filesystem::path& directory,
                          std::vector<Problem>& problems);

}  // namespace rewire
