#pragma once

#include <string>
#include <vector>

#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/sample.h"

namespace rewire {

/// Mean framewise displacement, degrees of freedom and minutes by arm and session, and their change
/// in each arm minus that in the reference arm (Welch's t). Where nothing is known a line says so.
std::vector<CheckLine> quality_by_arm(const TrialInputs& sample, const PlannedTrial& trial);

/// QC-FC of change: the correlation over participants of each edge's change with the change of mean
/// framewise displacement, its median |r| against a permutation null, and its dependence on the
/// edges' distance; per follow-up. A line says where it cannot be computed.
std::vector<CheckLine> motion_connectivity_of_change(const TrialInputs& sample,
                                                     const PlanParams& plan);

/// Baseline of covariates, factors, scores and primary endpoints by arm: mean, deviation and the
/// standardised difference from the reference arm (pooled deviation). No test: arms that were drawn
/// by lot differ by chance, whatever p says.
std::vector<CheckLine> baseline_balance(const TrialInputs& sample,
                                        const PlanParams& plan,
                                        const std::vector<ChosenEndpoint>& primary);

/// The primary effects again without each participant, and without each site: the range of the
/// estimates, and the largest p with whom it was found.
std::vector<CheckLine> leave_one_out(const TrialInputs& sample,
                                     const PlanParams& plan,
                                     const std::vector<ChosenEndpoint>& primary);

/// Follow-up minus baseline of the mean framewise displacement per table row (NaN elsewhere); in a
/// cross-over that of the session itself.
Eigen::VectorXd displacement_change(const TrialInputs& sample, const PlannedTrial& trial);

}  // namespace rewire
