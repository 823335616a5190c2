#pragma once

#include <string>
#include <vector>

#include "pipeline/bids/dataset.h"
#include "stages/core/problem.h"

namespace rewire {

/// Arms with the reference first: `reference` (which must exist), else the first that is called
/// placebo, control, sham, saline, vehicle, or starts like it; then natural order.
std::vector<std::string> order_arms(std::vector<std::string> arms,
                                    const std::string& reference,
                                    const std::string& where,
                                    std::vector<Problem>& problems);

}  // namespace rewire
