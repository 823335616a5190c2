#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "stages/compare/planned/choose_endpoints.h"
#include "stages/compare/planned/plan.h"
#include "stages/data/planned_comparison.h"
#include "stages/data/trial_inputs.h"

namespace rewire {

/// Of every interval.
inline constexpr double confidence = 0.95;

/// A covariate that the plan does not have.
struct ExtraCovariate {
  std::string name;
  Eigen::VectorXd values;  ///< per table row, used at the follow-up; NaN: the row is left out
};

enum class UsePermutations { none, as_planned };

/// How a fit differs from the plan.
struct FitChanges {
  std::optional<ExtraCovariate> extra{};
  /// Participants for whom it is true are left out; empty: nobody.
  std::function<bool(const TrialRow&)> leave_out{};
  /// as_planned: p_permutation and p_fwe by Freedman and Lane's permutation of the residuals of the
  /// model without the contrast, within the plan's blocks. None in a mixed model.
  UsePermutations permutations = UsePermutations::none;
};

/// Whether exploratory families are tested by the planned model; otherwise by changes without
/// covariates (a mixed model has no permutations).
bool explores_by_model(const PlanParams& plan);

/// The visits that enter a model: rows of the table, one per participant and follow-up.
struct ModelVisits {
  std::vector<std::size_t> baseline_rows;
  std::vector<std::size_t> followup_rows;
  std::vector<int> arms;       ///< place in the table's arms, 0 is the reference
  std::vector<int> followups;  ///< place in the plan's follow-ups
};

/// Every follow-up that is in, with its baseline, of participants in table order.
ModelVisits model_visits(const TrialTable& table,
                         const PlannedTrial& trial,
                         const FitChanges& changes);

/// The planned model of `endpoints` (columns of `families`, whose rows are those of the table of
/// `sample`): per endpoint, follow-up and arm one effect, in that order, with role, analysis and
/// adjusted p left to the caller.
///
/// ANCOVA: least squares of the follow-up on arm, the endpoint's own baseline, site and covariates;
/// change: the same of follow-up minus baseline without the baseline. Both fit each follow-up by
/// itself, all arms together. MMRM: all follow-ups on arm x visit, baseline x visit and covariates.
/// Adjusted means are at the mean of baseline and covariates over the rows of the fit. Where the
/// model cannot be fitted the reason says why. The effect size is Hedges' g that belongs to the
/// adjusted t and the two arms' sizes.
std::vector<PlannedEffect> fit_endpoints(const TrialInputs& sample,
                                         const std::vector<EndpointFamily>& families,
                                         const std::vector<ChosenEndpoint>& endpoints,
                                         const PlanParams& plan,
                                         const FitChanges& changes = {});

}  // namespace rewire
