#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/atlas.h"
#include "stages/data/endpoint_values.h"
#include "stages/data/trial_table.h"

namespace rewire {

/// Endpoints that are corrected for multiplicity together.
struct EndpointFamily {
  /// edge, structure_pair, nodal_metric, local_activity ...
  std::string name;
  std::vector<std::string> endpoints;
  EndpointValues values;  ///< table rows x endpoints; NaN where there is no number
  /// Of the values, as each scan's own length and autocorrelation leave them; empty: not known
  EndpointValues standard_errors{};
};

/// What the comparison of a trial starts from.
struct TrialData {
  TrialTable table;
  std::vector<EndpointFamily> families;
  /// Whose pairs are the endpoints of the family "edge", upper triangle row by row; empty: unknown
  std::vector<Region> regions{};
};

std::vector<Problem> validate(const TrialData& trial, const std::string& where);

void add_content(Digester& digester, const TrialData& trial);

}  // namespace rewire
