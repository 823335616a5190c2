#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/trial_table.h"

namespace rewire {

/// Endpoints that are corrected for multiplicity together.
struct EndpointFamily {
  /// edge, structure_pair, nodal_metric, local_activity ...
  std::string name;
  std::vector<std::string> endpoints;
  Eigen::MatrixXd values;  ///< table rows x endpoints; NaN where there is no number
};

/// What the comparison of a trial starts from.
struct TrialData {
  TrialTable table;
  std::vector<EndpointFamily> families;
};

std::vector<Problem> validate(const TrialData& trial, const std::string& where);

void add_content(Digester& digester, const TrialData& trial);

}  // namespace rewire
