#pragma once

#include <string>
#include <vector>

#include "stages/core/problem.h"
#include "stages/data/region_series.h"
#include "stages/data/trial_table.h"

namespace rewire {

/// "sub-01 ses-2".
std::string visit_name(const TrialRow& row);

std::vector<Problem> check_row_count(const TrialTable& table, std::size_t count);

/// Problems when atlas or region names differ from those of the first session.
std::vector<Problem> check_same_regions(const std::string& atlas,
                                        const std::vector<RegionSignal>& regions,
                                        const std::string& first_atlas,
                                        const std::vector<RegionSignal>& first_regions,
                                        const std::string& where);

}  // namespace rewire
