#include "stages/compare/planned/endpoint_model.h"

#include <algorithm>
#include <cmath>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/effect_size.h"
#include "stages/kernels/statistics/familywise.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

ModelData gather(const TrialInputs& sample,
                 const std::vector<EndpointFamily>& families,
                 const std::vector<ChosenEndpoint>& endpoints,
                 const PlanParams& plan,
                 const FitChanges& changes,
                 const ModelVisits& visits) {
  const TrialTable& table = sample.trial.table;
  const auto rows = static_cast<Index>(visits.followup_rows.size());
  const auto count = static_cast<Index>(endpoints.size());
  ModelData data{.arms = visits.arms,
                 .followups = visits.followups,
                 .participants = {},
                 .block_levels = {},
                 .values = MatrixXd(rows, count),
                 .baseline = MatrixXd(rows, count),
                 .covariates = covariate_columns(table, plan.trial, visits.followup_rows).values};
  for (Index i = 0; i < rows; ++i) {
    const std::size_t before = visits.baseline_rows[static_cast<std::size_t>(i)];
    const std::size_t after = visits.followup_rows[static_cast<std::size_t>(i)];
    data.participants.push_back(table.rows[after].participant);
    if (plan.inference.blocks != "none") {
      const auto& factors = table.rows[after].factors;
      const auto level = factors.find(plan.inference.blocks);
      data.block_levels.push_back(level == factors.end() ? "" : level->second);
    }
    for (Index e = 0; e < count; ++e) {
      const ChosenEndpoint& chosen = endpoints[static_cast<std::size_t>(e)];
      const MatrixXd& values = families[chosen.family].values;
      data.values(i, e) = values(static_cast<Index>(after), chosen.column);
      data.baseline(i, e) = values(static_cast<Index>(before), chosen.column);
    }
  }
  if (changes.extra) {
    data.covariates.conservativeResize(rows, data.covariates.cols() + 1);
    for (Index i = 0; i < rows; ++i) {
      data.covariates(i, data.covariates.cols() - 1) =
          changes.extra
              ->values[static_cast<Index>(visits.followup_rows[static_cast<std::size_t>(i)])];
    }
  }
  return data;
}

/// The visits of one follow-up.
ModelData of_followup(const ModelData& all, int followup) {
  std::vector<Index> rows;
  ModelData data;
  for (std::size_t i = 0; i < all.followups.size(); ++i) {
    if (all.followups[i] != followup) continue;
    rows.push_back(static_cast<Index>(i));
    data.arms.push_back(all.arms[i]);
    data.followups.push_back(followup);
    data.participants.push_back(all.participants[i]);
    if (!all.block_levels.empty()) data.block_levels.push_back(all.block_levels[i]);
  }
  data.values = all.values(rows, Eigen::all);
  data.baseline = all.baseline(rows, Eigen::all);
  data.covariates = all.covariates(rows, Eigen::all);
  return data;
}

std::string reason_of(FitState state) {
  switch (state) {
    case FitState::fitted:
      return "";
    case FitState::too_few_rows:
      return "too few participants for the model";
    case FitState::no_variance:
      return "the endpoint does not vary between participants";
    case FitState::not_estimable:
      return "the participants present do not determine the contrast";
    case FitState::not_converged:
      return "the covariance of the visits is not determined by the data";
  }
  return "";
}

PlannedEffect undefined_effect() {
  PlannedEffect effect;
  for (double* number : {&effect.mean_reference,
                         &effect.mean_treatment,
                         &effect.estimate,
                         &effect.standard_error,
                         &effect.t,
                         &effect.degrees_of_freedom,
                         &effect.ci_low,
                         &effect.ci_high,
                         &effect.effect_size,
                         &effect.effect_size_ci_low,
                         &effect.effect_size_ci_high,
                         &effect.p,
                         &effect.p_permutation,
                         &effect.p_permutation_low,
                         &effect.p_permutation_high,
                         &effect.p_fwe,
                         &effect.p_adjusted}) {
    *number = nan;
  }
  return effect;
}

void take_numbers(PlannedEffect& effect,
                  const ContrastFits& fits,
                  const ContrastPlaces& places,
                  Index endpoint,
                  std::size_t arm) {
  const Index difference = places.difference[arm];
  effect.reason = reason_of(fits.state(endpoint, difference));
  if (!effect.reason.empty()) return;
  effect.mean_reference = fits.estimate(endpoint, places.mean[0]);
  effect.mean_treatment = fits.estimate(endpoint, places.mean[arm]);
  effect.estimate = fits.estimate(endpoint, difference);
  effect.standard_error = fits.standard_error(endpoint, difference);
  effect.t = fits.t(endpoint, difference);
  effect.degrees_of_freedom = fits.degrees_of_freedom(endpoint, difference);
  effect.ci_low = fits.ci_low(endpoint, difference);
  effect.ci_high = fits.ci_high(endpoint, difference);
  effect.p = fits.p(endpoint, difference);
  const EffectSize size =
      hedges_effect_size(effect.t, effect.n_treatment, effect.n_reference, confidence);
  effect.effect_size = size.value;
  effect.effect_size_ci_low = size.low;
  effect.effect_size_ci_high = size.high;
}

/// The interval of the p that all permutations would give; that p itself where they were all done.
void take_monte_carlo(PlannedEffect& effect, const PermutationP& permuted) {
  effect.p_permutation_low = effect.p_permutation_high = effect.p_permutation;
  if (permuted.exhaustive || std::isnan(effect.p_permutation)) return;
  const auto count = static_cast<double>(permuted.count);
  const MonteCarloInterval interval =
      monte_carlo_interval(std::round(effect.p_permutation * count), count, confidence);
  effect.p_permutation_low = interval.low;
  effect.p_permutation_high = interval.high;
}

/// What is common to the effects of one follow-up.
struct EffectWriter {
  const TrialTable& table;
  const std::vector<EndpointFamily>& families;
  const std::vector<ChosenEndpoint>& endpoints;
  const PlanParams& plan;

  std::vector<PlannedEffect> effects(const ModelData& data,
                                     int followup,
                                     Index endpoint,
                                     const ContrastFits& fits,
                                     const ContrastPlaces& places,
                                     const PermutationP& permuted) const {
    std::vector<int> present(table.arms.size(), 0);
    for (Index i = 0; i < data.values.rows(); ++i) {
      if (data.followups[static_cast<std::size_t>(i)] == followup && data.has(i, endpoint)) {
        ++present[static_cast<std::size_t>(data.arms[static_cast<std::size_t>(i)])];
      }
    }
    std::vector<PlannedEffect> made;
    for (std::size_t arm = 1; arm < table.arms.size(); ++arm) {
      PlannedEffect effect = undefined_effect();
      const ChosenEndpoint& chosen = endpoints[static_cast<std::size_t>(endpoint)];
      effect.model = to_text(plan.model.model);
      effect.family = families[chosen.family].name;
      effect.endpoint = families[chosen.family].endpoints[static_cast<std::size_t>(chosen.column)];
      effect.arm = table.arms[arm];
      effect.followup = plan.trial.followups[static_cast<std::size_t>(followup)];
      effect.n_reference = present[0];
      effect.n_treatment = present[arm];
      const auto minimum = plan.inference.minimum_participants;
      for (const auto& [n, name] :
           {std::pair(present[arm], table.arms[arm]), std::pair(present[0], table.arms[0])}) {
        if (n >= minimum || !effect.reason.empty()) continue;
        effect.reason = std::to_string(n) + " participants of arm " + name + ", " +
                        std::to_string(minimum) + " needed";
      }
      if (effect.reason.empty()) take_numbers(effect, fits, places, endpoint, arm);
      if (effect.reason.empty() && permuted.uncorrected.size() > 0) {
        effect.p_permutation = permuted.uncorrected(endpoint, static_cast<Index>(arm));
        effect.p_fwe = permuted.familywise(endpoint, static_cast<Index>(arm));
        take_monte_carlo(effect, permuted);
        if (std::isnan(effect.p_permutation)) effect.reason = "no permutation changes the contrast";
      }
      made.push_back(std::move(effect));
    }
    return made;
  }
};

}  // namespace

bool explores_by_model(const PlanParams& plan) { return plan.model.model != TrialModel::mmrm; }

ModelVisits model_visits(const TrialTable& table,
                         const PlannedTrial& trial,
                         const FitChanges& changes) {
  ModelVisits visits;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const TrialRow& baseline = table.rows[row];
    if (baseline.session != trial.baseline || !baseline.missing_reason.empty()) continue;
    if (changes.leave_out && changes.leave_out(baseline)) continue;
    const auto arm = std::find(table.arms.begin(), table.arms.end(), baseline.arm);
    for (std::size_t f = 0; f < trial.followups.size(); ++f) {
      const auto followup = row_of(table, baseline.participant, trial.followups[f]);
      if (!followup || !table.rows[*followup].missing_reason.empty()) continue;
      visits.baseline_rows.push_back(row);
      visits.followup_rows.push_back(*followup);
      visits.arms.push_back(static_cast<int>(arm - table.arms.begin()));
      visits.followups.push_back(static_cast<int>(f));
    }
  }
  return visits;
}

std::vector<PlannedEffect> fit_endpoints(const TrialInputs& sample,
                                         const std::vector<EndpointFamily>& families,
                                         const std::vector<ChosenEndpoint>& endpoints,
                                         const PlanParams& plan,
                                         const FitChanges& changes) {
  const TrialTable& table = sample.trial.table;
  const std::size_t arms = table.arms.size();
  const std::size_t visits = plan.trial.followups.size();
  const ModelData data =
      gather(sample, families, endpoints, plan, changes, model_visits(table, plan.trial, changes));
  const EffectWriter writer{table, families, endpoints, plan};
  std::vector<FollowupFit> fits;
  if (plan.model.model == TrialModel::mmrm) {
    fits = fit_repeated(data, arms, visits, plan.model);
  } else {
    for (std::size_t v = 0; v < visits; ++v) {
      fits.push_back(
          fit_followup(of_followup(data, static_cast<int>(v)), arms, plan, changes.permutations));
    }
  }
  std::vector<PlannedEffect> effects;
  for (std::size_t e = 0; e < endpoints.size(); ++e) {
    for (std::size_t v = 0; v < visits; ++v) {
      const FollowupFit& fit = fits[v];
      auto made = writer.effects(
          fit.data, static_cast<int>(v), static_cast<Index>(e), fit.fits, fit.places, fit.permuted);
      effects.insert(effects.end(), made.begin(), made.end());
    }
  }
  return effects;
}

}  // namespace rewire
