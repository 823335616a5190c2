#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "stages/compare/planned/choose_endpoints.h"
#include "stages/compare/planned/model_data.h"
#include "stages/compare/planned/plan.h"
#include "stages/data/network_findings.h"
#include "stages/data/planned_comparison.h"
#include "stages/data/trial_inputs.h"
#include "stages/kernels/statistics/permutation_inference.h"

namespace rewire {

/// Of every interval.
inline constexpr double confidence = 0.95;

enum class UsePermutations { none, as_planned };
enum class ParticipantTerm { random, fixed };

/// How a fit differs from the plan.
struct FitChanges {
  std::optional<ExtraCovariate> extra{};
  /// Participants for whom it is true are left out; empty: nobody.
  std::function<bool(const TrialRow&)> leave_out{};
  /// as_planned: p_permutation and p_fwe by Freedman and Lane's permutation (or sign flips) of the
  /// residuals of the model without the contrast, within the plan's blocks; in a cross-over within
  /// participants, with a mean of each. None in a mixed model.
  UsePermutations permutations = UsePermutations::none;
  /// Of a cross-over: fixed uses what is within participants alone.
  ParticipantTerm participants = ParticipantTerm::random;
  /// Tested beside single endpoints by the same permutations; the endpoints must be its columns.
  std::optional<NetworkTests> networks{};
};

/// Whether exploratory families are tested by the planned model; otherwise by changes without
/// covariates (mixed models and weights have no permutations).
bool explores_by_model(const PlanParams& plan);

/// The permutations of one contrast over all endpoints.
struct ContrastTest {
  std::string arm;
  std::string followup;
  std::int64_t permutations = 0;
  bool exhaustive = false;
  PermutationInference tested;
  std::optional<TailRecord> tail{};
};

struct ModelFits {
  std::vector<PlannedEffect> effects;
  std::vector<ContrastTest> tests;  ///< follow-up by follow-up, arm by arm; empty without
};

/// The planned model of `endpoints` (columns of `families`, whose rows are those of the table of
/// `sample`): per endpoint, follow-up and arm one effect, in that order, with role, analysis and
/// adjusted p left to the caller.
///
/// ANCOVA: least squares of the follow-up on arm, the endpoint's own baseline, site and covariates;
/// change: the same of follow-up minus baseline without the baseline. Both fit each follow-up by
/// itself, all arms together; with weights by restricted maximum likelihood of one variance between
/// participants beside the squared standard error of each scan. MMRM: all follow-ups on arm x
/// visit, baseline x visit and covariates. Courses: all sessions on each arm's course over days.
/// Cross-over: all periods on treatment, period, the period's own baseline and covariates, with a
/// random participant. Adjusted means are at the mean of baseline and covariates over the rows of
/// the fit. Where the model cannot be fitted the reason says why. The effect size is Hedges' g that
/// belongs to the adjusted t and the two arms' sizes; in a cross-over d_z of the participants with
/// both treatments.
ModelFits fit_model(const TrialInputs& sample,
                    const std::vector<EndpointFamily>& families,
                    const std::vector<ChosenEndpoint>& endpoints,
                    const PlanParams& plan,
                    const FitChanges& changes);

/// Its effects.
std::vector<PlannedEffect> fit_endpoints(const TrialInputs& sample,
                                         const std::vector<EndpointFamily>& families,
                                         const std::vector<ChosenEndpoint>& endpoints,
                                         const PlanParams& plan,
                                         const FitChanges& changes = {});

}  // namespace rewire
