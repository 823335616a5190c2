#pragma once

#include <string>
#include <vector>

#include "pipeline/bids/dataset.h"
#include "pipeline/bids/filter.h"
#include "pipeline/bids/scan_search.h"
#include "stages/core/problem.h"

namespace rewire {

/// What a filter could name.
struct KnownLabels {
  std::vector<std::string> participants;
  std::vector<std::string> sessions;
  SeenLabels labels;
};

/// Labels in the filter that the dataset does not have, each with the nearest one that it has.
std::vector<Problem> check_filter(const Filter& filter,
                                  const KnownLabels& known,
                                  const std::string& where);

/// A dataset without a scan that can be analysed.
std::vector<Problem> check_any_scan(const Dataset& dataset);

/// participants.tsv against directories, both ways; sessions without scans; participants with
/// sessions beside participants without.
std::vector<Problem> check_dataset(const Dataset& dataset, bool table_exists);

}  // namespace rewire
