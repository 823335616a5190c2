#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stages/compare/network_params.h"
#include "stages/core/stage.h"
#include "stages/data/comparison.h"
#include "stages/data/trial_data.h"

namespace rewire {

enum class VarianceModel {
  pooled,  ///< one variance for both arms; df = n - 2
  welch    ///< one per arm; df by Welch and Satterthwaite
};

struct CompareParams {
  std::string baseline = "auto";       ///< auto: the table's first session
  std::string reference_arm = "auto";  ///< auto: see choose_reference_arm
  VarianceModel variance = VarianceModel::pooled;
  std::int64_t permutations = 10000;  ///< labellings, the observed one included
  std::int64_t seed = 20;
  std::string blocks = "none";  ///< factor within whose levels arm labels are exchanged
  std::int64_t minimum_participants = 3;
  double alpha = 0.05;
  TailMethod tail = TailMethod::permutations;
  NetworkParams network;
};

void fields(FieldVisitor& visitor, CompareParams& params);

/// The one arm whose name holds "placebo", "control" or "sham" in any case; when there is none or
/// more than one, the alphabetically first arm. Empty without arms.
std::string choose_reference_arm(const std::vector<std::string>& arms);

/// All that is wrong with the table, the families or the parameters; warnings that need no numbers.
std::vector<Problem> check_compare(const TrialData& trial, const CompareParams& params);

/// For every follow-up session against the baseline, for every endpoint:
/// - change: mean of follow-up minus baseline per arm, one-sample t, p by sign flipping, which
///   holds for changes that are independent and symmetric about zero under the null hypothesis;
/// - arm_by_time: mean change of a treatment arm minus that of the reference arm, two-sample t on
///   the changes, p by permuting arm labels among the participants of the two arms, which holds for
///   changes (and missing values) that are exchangeable between the arms under the null hypothesis.
/// An endpoint with missing values is tested on the participants that have both sessions; all
/// endpoints of a contrast share one set of labellings. p_fwe (max-|t|) and q_fdr
/// (Benjamini–Hochberg) are within family and contrast, over the endpoints that could be tested.
/// All labellings are gone through when there are no more than asked for. Confidence intervals are
/// 95 %: of the estimate from Student's t, of the effect size from the noncentral t; the effect
/// size is Hedges' g of the change by its pooled standard deviation (two arms) or d_z (one arm),
/// each with the exact small-sample factor. Of edges, the network tests that are asked for come
/// from permutations (sign flips) of the same number, seed and rule. Throws InputError with the
/// errors of check_compare.
Comparison compare(const TrialData& trial, const CompareParams& params);

extern const Stage<Comparison, CompareParams, TrialData> compare_stage;

}  // namespace rewire
