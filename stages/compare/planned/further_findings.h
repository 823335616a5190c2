#pragma once

#include "stages/compare/planned/choose_endpoints.h"
#include "stages/compare/planned/plan.h"
#include "stages/compare/planned/sample.h"
#include "stages/data/planned_comparison.h"
#include "stages/data/trial_findings.h"

namespace rewire {

/// Partial correlations, over participants, of each endpoint's change with the change of each
/// score, its percentage change and response (improvement by the planned percentage): of all arms,
/// given arm, and of each arm; given the plan's site and participant covariates.
std::vector<AssociationLine> score_associations(const TrialInputs& sample,
                                                const PlanParams& plan,
                                                const std::vector<ChosenEndpoint>& endpoints);

/// Slopes of follow-up on baseline by arm, and their differences from that of the reference arm.
std::vector<AssociationLine> baseline_moderation(const TrialInputs& sample,
                                                 const PlanParams& plan,
                                                 const std::vector<ChosenEndpoint>& endpoints);

/// Nested cross-validation of every planned outcome and learner. Predictors from baseline are of
/// everybody with a baseline that is sound, whether the follow-up is there or not.
void predict_outcomes(const TrialInputs& sample, const PlanParams& plan, TrialFindings& findings);

/// ICC and minimal detectable change over the reference arm's sessions.
std::vector<ReliabilityLine> reference_reliability(const TrialInputs& sample,
                                                   const PlanParams& plan,
                                                   const std::vector<ChosenEndpoint>& endpoints);

/// The size of a next trial, from the reference arm's changes.
std::vector<PowerLine> next_trial(const TrialInputs& sample,
                                  const PlanParams& plan,
                                  const std::vector<ChosenEndpoint>& endpoints);

/// Changes of each participant outside the reference arm against those of that arm; `maps` (of the
/// endpoints of one family) may be null.
std::vector<PersonLine> personal_changes(const TrialInputs& sample,
                                         const PlanParams& plan,
                                         const std::vector<ChosenEndpoint>& endpoints,
                                         PersonalMaps* maps);

/// With three arms or more, one variance and a model of each follow-up by itself: whether the arms
/// differ at all, of primary endpoints, of secondary ones and of each explored family.
std::vector<OmnibusLine> omnibus_tests(const TrialInputs& sample,
                                       const PlanParams& plan,
                                       const ChosenEndpoints& chosen);

/// All of these that the plan asks for.
TrialFindings further_findings(const TrialInputs& sample,
                               const PlanParams& plan,
                               const ChosenEndpoints& chosen);

/// Takes each site's effects on mean and variance out of all families (and alternatives), keeping
/// arm x session, participant covariates and participants' own means, and says how much of the
/// variance lay between sites before and after. Nothing changes where the plan does not ask for it.
std::vector<CheckLine> harmonise_sites(TrialInputs& sample, const PlanParams& plan);

}  // namespace rewire
