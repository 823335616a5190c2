#pragma once

#include <optional>
#include <span>

#include "stages/data/local_activity.h"
#include "stages/data/trial_table.h"
#include "stages/files/tsv.h"

namespace rewire {

/// Local activity per measure, region, arm and session over the participants that have a number:
/// n, mean and standard deviation (n - 1; n/a for one) as measured (raw) and standardised over each
/// brain (z, ratio). One optional value per row of `table`; sessions whose regions or measures
/// differ from the first are left out. Without any value a table without columns.
Table activity_table(const TrialTable& table,
                     std::span<const std::optional<LocalActivity>> sessions);

}  // namespace rewire
