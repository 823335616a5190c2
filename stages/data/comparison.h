#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"
#include "stages/data/network_findings.h"

namespace rewire {

/// One estimate of one contrast for one endpoint. Undefined numbers are NaN with a reason.
struct Effect {
  /// edge, structure_pair, nodal_metric, local_activity ...; FWE and FDR are within one
  std::string family;
  /// "Amygdala_L--Frontal_Sup_L", "amygdala--prefrontal", "global_efficiency"
  std::string endpoint;
  /// "ketamine: ses-followup - ses-baseline", "(ketamine - placebo) x (...)"
  std::string contrast;
  /// Participants with both sessions in the reference arm (0: not part of it)
  int n_reference = 0;
  int n_treatment = 0;
  double estimate = 0.0;  ///< in the endpoint's own unit (Fisher z for edges)
  double standard_error = 0.0;
  double t = 0.0;
  double degrees_of_freedom = 0.0;
  double ci_low = 0.0;  ///< 95 % confidence interval of the estimate
  double ci_high = 0.0;
  /// Hedges g of the change (two arms), or d_z with Hedges' factor (one)
  double effect_size = 0.0;
  double effect_size_ci_low = 0.0;
  double effect_size_ci_high = 0.0;
  double p = 0.0;      ///< two-sided permutation p, uncorrected
  double p_fwe = 0.0;  ///< max-|t| over the family
  double q_fdr = 0.0;  ///< Benjamini–Hochberg over the family
  std::string reason;  ///< why numbers are NaN
  /// Threshold-free network statistic of an edge, with the sign of t; NaN where it was not asked
  /// for
  double enhanced = std::numeric_limits<double>::quiet_NaN();
  double p_enhanced = std::numeric_limits<double>::quiet_NaN();
  double p_enhanced_fwe = std::numeric_limits<double>::quiet_NaN();
};

/// What one set of effects compares.
enum class ContrastKind {
  change,  ///< follow-up minus baseline within one arm
  /// That change in one arm minus that change in the reference arm; in a cross-over the treatment
  /// minus the reference treatment
  arm_by_time,
};

std::string_view to_text(ContrastKind kind);

struct Contrast {
  std::string name;  ///< Effect::contrast
  ContrastKind kind = ContrastKind::change;
  std::string arm;
  std::string followup;
  /// Participants with both sessions in the reference arm (0: not part of it)
  int n_reference = 0;
  int n_treatment = 0;
  std::int64_t permutations = 0;  ///< labellings that p rests on; the observed one is among them
  bool exhaustive = false;        ///< these are all the labellings there are, so that p is exact
};

/// One participant x session and whether it took part.
struct FlowRow {
  std::string participant;
  std::string session;
  std::string arm;
  std::string excluded_reason;  ///< empty: in
};

struct Comparison {
  std::string baseline;
  std::vector<std::string> followups;
  std::string reference_arm;
  std::int64_t permutations = 0;  ///< asked for, the observed labelling included
  std::uint64_t seed = 0;
  std::vector<Contrast> contrasts;
  std::vector<Effect> effects;  ///< contrast by contrast, family by family, endpoints in order
  std::vector<NetworkComponent> components;  ///< contrast by contrast, threshold by threshold
  std::vector<SetEffect> sets;               ///< contrast by contrast
  std::vector<TailRecord> tails;             ///< contrast by contrast, family by family
  std::vector<FlowRow> flow;
  std::vector<Problem> warnings;
};

std::vector<Problem> validate(const Comparison& comparison, const std::string& where);

void add_content(Digester& digester, const Comparison& comparison);

}  // namespace rewire
