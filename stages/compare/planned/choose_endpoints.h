#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <vector>

#include "stages/compare/planned/plan.h"
#include "stages/core/problem.h"
#include "stages/data/trial_data.h"

namespace rewire {

/// One endpoint of the families: a column of one of them.
struct ChosenEndpoint {
  std::size_t family = 0;
  Eigen::Index column = 0;

  bool operator==(const ChosenEndpoint&) const = default;
};

struct ChosenEndpoints {
  std::vector<ChosenEndpoint> primary;    ///< in the plan's order
  std::vector<ChosenEndpoint> secondary;  ///< likewise, without those that are primary
  std::vector<std::size_t> exploratory;   ///< families
};

/// Finds what the plan names among the families. Everything that is not there, is named twice, or
/// is a whole family among the primary endpoints becomes a problem with the nearest name; the two
/// regions of an edge, and the two structures of a pair, may stand in either order.
ChosenEndpoints choose_endpoints(const std::vector<EndpointFamily>& families,
                                 const PlannedEndpoints& endpoints,
                                 std::vector<Problem>& problems);

}  // namespace rewire
