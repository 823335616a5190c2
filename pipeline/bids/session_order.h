#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/bids/dataset.h"
#include "stages/core/problem.h"

namespace rewire {

/// The column of the sessions tables that counts days; "" when there is none.
std::string days_column(const Dataset& dataset);

/// The time that a label names: "24h" is 1, "day7" and "1week" are 7; a month counts 30, a year
/// 365 days.
std::optional<double> days_in_label(std::string_view label);

/// The sessions of the dataset, baseline first, by the rule of make_trial_table. A `baseline` that
/// does not exist is a problem (error).
std::vector<std::string> session_order(const Dataset& dataset,
                                       const std::string& baseline,
                                       std::vector<Problem>& problems);

}  // namespace rewire
