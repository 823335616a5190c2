#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stages/compare/network_params.h"
#include "stages/core/problem.h"
#include "stages/data/comparison.h"
#include "stages/data/trial_data.h"
#include "stages/kernels/statistics/permutation_inference.h"

namespace rewire {

/// Which set every edge of the trial's regions belongs to, -1: none; the sets' names in the order
/// of their numbers, "amygdala--prefrontal".
struct EdgeSetPlan {
  std::vector<int> of_edge;
  std::vector<std::string> names;
};
EdgeSetPlan edge_sets(const std::vector<Region>& regions, EdgeSets sets);

/// The tests that are asked for of the family "edge"; nothing when none is.
std::optional<NetworkTests> edge_network_tests(const TrialData& trial, const NetworkParams& params);

/// Network tests of a trial without edges, or without regions that are tagged so.
std::vector<Problem> check_networks(const TrialData& trial,
                                    const NetworkParams& params,
                                    const std::string& where);

/// Components and sets of `tested`, whose columns are the trial's edges, are added to the
/// comparison, and threshold-free statistics to the effects of that contrast and the family "edge".
void add_networks(Comparison& comparison,
                  const TrialData& trial,
                  const NetworkParams& params,
                  const PermutationInference& tested,
                  const std::string& contrast);

/// p_fwe by the tail of `largest` (one per permutation, NaN-free), in place of `p_fwe`, of observed
/// statistics |t| (or z, F) in the units of `largest`; unchanged where the fit is not good enough.
TailRecord approximate_tail(Eigen::VectorXd& p_fwe,
                            const Eigen::Ref<const Eigen::VectorXd>& observed,
                            const Eigen::Ref<const Eigen::VectorXd>& largest,
                            std::uint64_t seed);

}  // namespace rewire
