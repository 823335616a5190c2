#pragma once

#include <vector>

#include "stages/compare/planned/plan.h"
#include "stages/data/planned_comparison.h"
#include "stages/data/trial_inputs.h"

namespace rewire {

/// Who is analysed by a plan.
struct Sample {
  /// Planned arms and sessions only; rows that are out have their one reason as missing_reason.
  TrialInputs inputs;
  std::vector<FlowRow> flow;      ///< every row of the whole table, in or out with one reason
  std::vector<FlowCount> counts;  ///< by arm (reference first), session and reason
};

/// Each participant x session is in, or out with one reason, the first of: no arm; an arm or a
/// session that the plan does not have; no data; an exclusion rule (motion, minutes, coverage,
/// tSNR, registration; unknown where there is a rule counts as beyond it); no endpoint with a
/// number; no value of a covariate; no baseline, or no follow-up, to go with it; not every planned
/// session where only completers are analysed. A reason reads "kind: particulars".
Sample draw_sample(const TrialInputs& inputs, const PlanParams& plan);

/// The same people without those that miss a planned session.
Sample completers_of(const Sample& sample, const PlanParams& plan);

/// Arms become A, B ... in an order that the digest of the plan draws, in inputs and plan alike;
/// the first in that order becomes the reference arm, so that signs tell nothing.
void code_arms(TrialInputs& inputs, PlanParams& plan);

}  // namespace rewire
