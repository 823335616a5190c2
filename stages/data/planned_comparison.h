#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"
#include "stages/data/comparison.h"
#include "stages/data/trial_findings.h"

namespace rewire {

enum class EndpointRole { primary, secondary };

std::string_view to_text(EndpointRole role);

/// One arm against the reference arm, for one endpoint at one follow-up. Undefined numbers are NaN
/// with a reason.
struct PlannedEffect {
  EndpointRole role = EndpointRole::primary;
  /// "plan", or the name of the sensitivity analysis ("completers only")
  std::string analysis;
  std::string model;  ///< "ANCOVA", "change", "MMRM", and what was done otherwise than planned
  std::string family;
  std::string endpoint;
  std::string arm;
  std::string followup;
  int n_reference = 0;
  int n_treatment = 0;
  double mean_reference = 0.0;  ///< adjusted for baseline and covariates (least squares mean)
  double mean_treatment = 0.0;
  double estimate = 0.0;  ///< mean_treatment - mean_reference, in the endpoint's own unit
  double standard_error = 0.0;
  double t = 0.0;
  double degrees_of_freedom = 0.0;
  double ci_low = 0.0;  ///< 95 %, of the estimate
  double ci_high = 0.0;
  double effect_size = 0.0;  ///< Hedges g from t and group sizes
  double effect_size_ci_low = 0.0;
  double effect_size_ci_high = 0.0;
  /// Of an effect against none (JZS, from t, degrees of freedom and group sizes); above 0 for one.
  double log10_bayes_factor = 0.0;
  double p = 0.0;              ///< two-sided, from t
  double p_permutation = 0.0;  ///< two-sided, by permutation; NaN where it was not computed
  std::string permuted;  ///< what was permuted ("residuals", "arms, and refitted"), or why nothing
  double p_permutation_low = 0.0;  ///< 95 % Monte-Carlo interval of p_permutation
  double p_permutation_high = 0.0;
  double p_fwe = 0.0;       ///< by the largest |t| of the endpoints of its role; likewise
  double p_adjusted = 0.0;  ///< by the control of its role; NaN in sensitivity analyses
  std::string reason;       ///< why numbers are NaN
};

/// One line of an honesty check.
struct CheckLine {
  std::string check;     ///< "motion", "degrees of freedom", "QC-FC of change", "baseline balance"
  std::string quantity;  ///< what the numbers are of
  std::string arm;
  std::string session;
  int n = 0;
  double value = 0.0;  ///< NaN where there is none
  double deviation = 0.0;
  double low = 0.0;
  double high = 0.0;
  double p = 0.0;
  std::string note;  ///< how to read it, or why there is no number
};

/// Arm and session with how many are in, and out for each reason.
struct FlowCount {
  std::string arm;
  std::string session;
  std::string reason;  ///< empty: in
  int count = 0;
};

/// The answer of a trial that was analysed by a plan.
struct PlannedComparison {
  std::string title;
  std::string plan_digest;
  std::string plan_state;     ///< "locked ..., unchanged", "NOT LOCKED", "CHANGED since ...": loud
  bool plan_is_kept = false;  ///< locked and unchanged
  bool is_coded = false;      ///< arms are called A, B ...
  double alpha = 0.05;
  std::int64_t permutations = 0;  ///< asked for, the observed labelling included
  std::int64_t seed = 0;
  std::string reference_arm;
  std::string baseline;
  std::vector<std::string> followups;
  std::vector<PlannedEffect> effects;  ///< the plan's first, then the sensitivity analyses
  std::vector<CheckLine> checks;
  std::vector<FlowRow> flow;
  std::vector<FlowCount> flow_counts;
  std::string methods;     ///< one paragraph
  Comparison exploratory;  ///< without effects when the plan names no exploratory family
  TrialFindings findings;
  std::vector<std::string> notes;
  std::vector<Problem> warnings;
};

/// Every number finite or with a reason; p from 0 to 1; ordered intervals.
std::vector<Problem> validate(const PlannedComparison& result, const std::string& where);

void add_content(Digester& digester, const PlannedComparison& result);

}  // namespace rewire
