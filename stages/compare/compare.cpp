#include "stages/compare/compare.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "stages/compare/contrasts.h"
#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/progress.h"

namespace rewire {
namespace {

constexpr std::array papers{
    Paper{"Nichols TE, Holmes AP",
          2002,
          "Nonparametric permutation tests for functional neuroimaging: a primer with examples",
          "10.1002/hbm.1058",
          "single threshold test (maximal statistic)"},
    Paper{"Phipson B, Smyth GK",
          2010,
          "Permutation P-values should never be zero: calculating exact P-values when permutations "
          "are randomly drawn",
          "10.2202/1544-6115.1585",
          "p = (b + 1) / (m + 1)"},
    Paper{"Benjamini Y, Hochberg Y",
          1995,
          "Controlling the false discovery rate: a practical and powerful approach to multiple "
          "testing",
          "10.1111/j.2517-6161.1995.tb02031.x",
          "procedure (1)"},
    Paper{"Hedges LV",
          1981,
          "Distribution theory for Glass's estimator of effect size and related estimators",
          "10.3102/10769986006002107",
          "exact small-sample factor"},
    Paper{"Cumming G, Finch S",
          2001,
          "A primer on the understanding, use, and calculation of confidence intervals that are "
          "based on central and noncentral distributions",
          "10.1177/0013164401614002",
          "interval of the effect size"},
    Paper{"Zalesky A, Fornito A, Bullmore ET",
          2010,
          "Network-based statistic: identifying differences in brain networks",
          "10.1016/j.neuroimage.2010.06.041",
          "components beyond a threshold"},
    Paper{"Baggio HC, Abos A, Segura B, Campabadal A, Garcia-Diaz A, et al.",
          2018,
          "Statistical inference in brain graphs using threshold-free network-based statistics",
          "10.1002/hbm.24007",
          "threshold-free network-based statistics"},
    Paper{"Winkler AM, Ridgway GR, Douaud G, Nichols TE, Smith SM",
          2016,
          "Faster permutation inference in brain imaging",
          "10.1016/j.neuroimage.2016.05.068",
          "generalised Pareto tail"}};

/// A warning when even the most extreme labelling could not give a p as small as alpha.
void warn_of_few_labellings(Comparison& comparison, const PlannedContrast& planned, double alpha) {
  if (!planned.contrast.exhaustive) return;
  const double smallest = smallest_p(planned);
  if (smallest <= alpha) return;
  comparison.warnings.push_back(
      {std::to_string(planned.contrast.permutations) + " labellings in all",
       "enough for p <= " + format_number(alpha),
       planned.contrast.name,
       "the smallest p that can occur is " + format_number(smallest),
       Severity::warning});
}

}  // namespace

void fields(FieldVisitor& visitor, CompareParams& params) {
  visitor.text("baseline", params.baseline, "Baseline session; auto takes the first.");
  visitor.text("reference_arm",
               params.reference_arm,
               "Arm that the others are compared with; auto takes the one named like placebo, "
               "control or sham, else the alphabetically first.");
  visitor.choice(
      "variance",
      params.variance,
      {"pooled", "welch"},
      "Whether the arms share one variance of change; with welch and small arms of unequal size, "
      "p come out too small where the smaller one varies more (a plan avoids that).");
  visitor.integer("permutations",
                  params.permutations,
                  Unit::none,
                  {1, 1e9},
                  "Labellings per contrast, the observed one included.");
  visitor.integer("seed", params.seed, Unit::none, {0, 9e15}, "Seed of the random labellings.");
  visitor.text("blocks",
               params.blocks,
               "Factor within whose levels arm labels are exchanged, such as site; or none.");
  visitor.integer("minimum_participants",
                  params.minimum_participants,
                  Unit::none,
                  {3, 1e6},
                  "Participants per arm with both sessions below which nothing is tested.");
  visitor.number("alpha",
                 params.alpha,
                 Unit::none,
                 {1e-9, 0.5},
                 "Level that p must be able to reach; otherwise there is a warning.");
  tail_field(visitor, params.tail);
  fields(visitor, params.network);
}

Comparison compare(const TrialData& trial, const CompareParams& params) {
  return compare_contrasts(trial, params, NetworkContrasts::all);
}

Comparison compare_contrasts(const TrialData& trial,
                             const CompareParams& params,
                             NetworkContrasts which) {
  Comparison comparison;
  comparison.warnings = check_compare(trial, params);
  throw_if_errors(comparison.warnings);
  const TrialRoles roles = trial_roles(trial.table, params);
  comparison.baseline = roles.baseline;
  comparison.followups = roles.followups;
  comparison.reference_arm = roles.reference_arm;
  comparison.permutations = params.permutations;
  comparison.seed = static_cast<std::uint64_t>(params.seed);
  comparison.flow = flow_table(trial, roles, params.minimum_participants);
  std::uint64_t first_stream = 0;
  for (PlannedContrast& planned : plan_contrasts(trial, roles, params.blocks)) {
    for (const EndpointFamily& family : trial.families) {
      const ProgressName progress("permutations of " + family.name + ", " + planned.contrast.name);
      FamilyEffects tested = contrast_effects(family, planned, params, first_stream);
      std::move(
          tested.effects.begin(), tested.effects.end(), std::back_inserter(comparison.effects));
      if (tested.tail) comparison.tails.push_back(std::move(*tested.tail));
    }
    if (which == NetworkContrasts::all || planned.contrast.kind == ContrastKind::change) {
      add_contrast_networks(comparison, trial, planned, params, first_stream);
    }
    warn_of_few_labellings(comparison, planned, params.alpha);
    comparison.contrasts.push_back(planned.contrast);
    first_stream += std::uint64_t{1} << 32U;
  }
  return comparison;
}

const Stage<Comparison, CompareParams, TrialData> compare_stage{
    "compare",
    3,
    "Test what changed per arm and what changed differently between arms",
    &compare,
    &check_compare,
    papers};

}  // namespace rewire
