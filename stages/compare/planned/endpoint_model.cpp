#include "stages/compare/planned/endpoint_model.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include "stages/compare/planned/plan_table.h"
#include "stages/kernels/statistics/effect_size.h"
#include "stages/kernels/statistics/linear_contrasts.h"
#include "stages/kernels/statistics/mixed_model.h"
#include "stages/kernels/statistics/permutation_inference.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double confidence = 0.95;

/// The numbers of some visits: visits x endpoints, and visits x covariates.
struct ModelData {
  std::vector<int> arms;
  std::vector<int> followups;
  std::vector<std::string> participants;
  std::vector<std::string> block_levels;  ///< of the plan's blocks; empty without
  MatrixXd values;
  MatrixXd baseline;
  MatrixXd covariates;

  /// Whether the visit enters the model of the endpoint.
  bool has(Index visit, Index endpoint) const {
    return std::isfinite(values(visit, endpoint)) && std::isfinite(baseline(visit, endpoint)) &&
           covariates.row(visit).allFinite();
  }
};

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

/// The places of an arm's mean, and of its difference from the reference arm, among contrasts.
struct ContrastPlaces {
  std::vector<Index> mean;
  std::vector<Index> difference;  ///< [0] is not used
};

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

/// p of the arms' contrasts by permutation: endpoints x arms (0 is not used).
struct PermutationP {
  MatrixXd uncorrected;
  MatrixXd familywise;
};

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
        if (std::isnan(effect.p_permutation)) effect.reason = "no permutation changes the contrast";
      }
      made.push_back(std::move(effect));
    }
    return made;
  }
};

/// Contrasts by what they mean.
ContrastPlaces places_of(const std::vector<ArmModel::Meaning>& meanings, std::size_t arms) {
  ContrastPlaces places{std::vector<Index>(arms, 0), std::vector<Index>(arms, 0)};
  for (std::size_t c = 0; c < meanings.size(); ++c) {
    auto& where = meanings[c].reference < 0 ? places.mean : places.difference;
    where[static_cast<std::size_t>(meanings[c].arm)] = static_cast<Index>(c);
  }
  return places;
}

/// One follow-up by least squares.
struct FollowupFit {
  ModelData data;
  ContrastFits fits;
  ContrastPlaces places;
  PermutationP permuted{};
};

/// The level of the plan's blocks of every visit; empty without blocks.
std::vector<int> blocks_of(const ModelData& data) {
  std::vector<int> blocks;
  std::vector<std::string> levels;
  for (const std::string& level : data.block_levels) {
    const auto known = std::find(levels.begin(), levels.end(), level);
    blocks.push_back(static_cast<int>(known - levels.begin()));
    if (known == levels.end()) levels.push_back(level);
  }
  return blocks;
}

PermutationP permute(const MatrixXd& values,
                     const ArmModel& model,
                     const ContrastPlaces& places,
                     const std::vector<int>& blocks,
                     const PlanParams& plan,
                     std::uint64_t first_stream) {
  const Exchangeability exchangeability{.symmetry = ErrorSymmetry::exchangeable,
                                        .exchange = BlockExchange::within,
                                        .blocks = blocks,
                                        .participants = {}};
  std::vector<int> kinds(static_cast<std::size_t>(values.rows()));
  std::iota(kinds.begin(), kinds.end(), 0);
  // Without a baseline of the endpoint's own, rows of one arm may be equal.
  if (model.design.own.empty()) kinds = row_kinds(model.design.shared);
  const ShuffledStatistic statistic =
      model.design.variance_groups.empty() ? ShuffledStatistic::t : ShuffledStatistic::variance_t;
  const auto arms = static_cast<Index>(places.difference.size());
  PermutationP result{MatrixXd::Constant(values.cols(), arms, nan),
                      MatrixXd::Constant(values.cols(), arms, nan)};
  for (Index arm = 1; arm < arms; ++arm) {
    const Shuffles shuffles =
        make_shuffles(exchangeability,
                      kinds,
                      static_cast<std::size_t>(plan.inference.permutations),
                      static_cast<std::uint64_t>(plan.inference.seed),
                      first_stream + (static_cast<std::uint64_t>(arm) << 32U));
    const ShuffledScores scores(
        values,
        model.design,
        model.contrasts.col(places.difference[static_cast<std::size_t>(arm)]),
        statistic,
        exchangeability);
    const PermutationInference tested =
        permutation_inference(scores, shuffles, Tail::two_sided, std::nullopt);
    result.uncorrected.col(arm) = tested.p;
    result.familywise.col(arm) = tested.p_fwe;
  }
  return result;
}

FollowupFit fit_followup(ModelData data,
                         std::size_t arms,
                         const PlanParams& plan,
                         UsePermutations permutations) {
  const bool change = plan.model.model == TrialModel::change;
  ArmModel model = arm_model(data.arms, data.covariates, change ? MatrixXd() : data.baseline);
  if (plan.model.variance == ArmVariance::heteroscedastic) {
    model.design.variance_groups = data.arms;
  }
  const MatrixXd values = change ? MatrixXd(data.values - data.baseline) : data.values;
  ContrastFits fits = linear_contrasts(values, model.design, model.contrasts, confidence);
  FollowupFit fit{std::move(data), std::move(fits), places_of(model.meanings, arms)};
  if (permutations == UsePermutations::as_planned && fit.data.values.rows() > 0) {
    constexpr std::uint64_t streams_per_followup = std::uint64_t{1} << 48U;
    const int followup = fit.data.followups.front();
    fit.permuted = permute(values,
                           model,
                           fit.places,
                           blocks_of(fit.data),
                           plan,
                           static_cast<std::uint64_t>(followup) * streams_per_followup);
  }
  return fit;
}

VisitCovariance covariance_of(const PlannedModel& model, std::size_t visits) {
  if (visits < 2) return VisitCovariance::independent;
  switch (model.covariance) {
    case PlannedCovariance::compound_symmetry:
      return VisitCovariance::compound_symmetric;
    case PlannedCovariance::ar1:
      return VisitCovariance::autoregressive;
    case PlannedCovariance::unstructured:
      break;
  }
  return VisitCovariance::unstructured;
}

/// Arm x visit cells, then covariates about their means; the baseline has a slope per visit.
LinearDesign repeated_design(const ModelData& data, std::size_t arms, std::size_t visits) {
  const Index rows = data.values.rows();
  const auto cells = static_cast<Index>(arms * visits);
  LinearDesign design;
  design.shared = MatrixXd::Zero(rows, cells + data.covariates.cols());
  MatrixXd of_visit = MatrixXd::Zero(rows, static_cast<Index>(visits));
  for (Index i = 0; i < rows; ++i) {
    const auto visit = static_cast<std::size_t>(data.followups[static_cast<std::size_t>(i)]);
    const auto arm = static_cast<std::size_t>(data.arms[static_cast<std::size_t>(i)]);
    design.shared(i, static_cast<Index>(visit * arms + arm)) = 1.0;
    of_visit(i, static_cast<Index>(visit)) = 1.0;
  }
  for (Index c = 0; c < data.covariates.cols(); ++c) {
    double sum = 0.0;
    int known = 0;
    for (const double value : data.covariates.col(c)) {
      if (std::isnan(value)) continue;
      sum += value;
      ++known;
    }
    design.shared.col(cells + c) = data.covariates.col(c).array() - sum / std::max(known, 1);
  }
  design.own.push_back({data.baseline, std::move(of_visit)});
  return design;
}

ContrastFits fit_repeated(const ModelData& data,
                          std::size_t arms,
                          std::size_t visits,
                          const PlannedModel& model) {
  const LinearDesign design = repeated_design(data, arms, visits);
  const auto per_visit = static_cast<Index>(2 * arms);
  MatrixXd contrasts = MatrixXd::Zero(design.regressors(), static_cast<Index>(visits) * per_visit);
  for (std::size_t visit = 0; visit < visits; ++visit) {
    for (std::size_t arm = 0; arm < arms; ++arm) {
      const auto cell = static_cast<Index>(visit * arms + arm);
      const auto reference = static_cast<Index>(visit * arms);
      const Index first = static_cast<Index>(visit) * per_visit;
      contrasts(cell, first + static_cast<Index>(arm)) = 1.0;
      contrasts(cell, first + static_cast<Index>(arms + arm)) += 1.0;
      contrasts(reference, first + static_cast<Index>(arms + arm)) -= 1.0;
    }
  }
  VisitRows rows{
      .participants = {}, .visits = data.followups, .visit_count = static_cast<Index>(visits)};
  int number = -1;
  for (std::size_t i = 0; i < data.participants.size(); ++i) {
    if (i == 0 || data.participants[i] != data.participants[i - 1]) ++number;
    rows.participants.push_back(number);
  }
  const DegreesOfFreedom method = model.degrees_of_freedom == PlannedDegrees::kenward_roger
                                      ? DegreesOfFreedom::kenward_roger
                                      : DegreesOfFreedom::satterthwaite;
  return mixed_contrasts(
      data.values, design, rows, covariance_of(model, visits), method, contrasts, confidence);
}

ContrastPlaces repeated_places(std::size_t arms, std::size_t visit) {
  ContrastPlaces places;
  for (std::size_t arm = 0; arm < arms; ++arm) {
    places.mean.push_back(static_cast<Index>(visit * 2 * arms + arm));
    places.difference.push_back(static_cast<Index>(visit * 2 * arms + arms + arm));
  }
  return places;
}

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
    const ContrastFits all = fit_repeated(data, arms, visits, plan.model);
    for (std::size_t v = 0; v < visits; ++v) fits.push_back({data, all, repeated_places(arms, v)});
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
