#include <cstdint>
#include <numeric>
#include <optional>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/mixed_settings.h"
#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/distributions.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// Contrasts by what they mean.
ContrastPlaces places_of(const std::vector<ArmModel::Meaning>& meanings, std::size_t arms) {
  ContrastPlaces places{std::vector<Index>(arms, 0), std::vector<Index>(arms, 0)};
  for (std::size_t c = 0; c < meanings.size(); ++c) {
    auto& where = meanings[c].reference < 0 ? places.mean : places.difference;
    where[static_cast<std::size_t>(meanings[c].arm)] = static_cast<Index>(c);
  }
  return places;
}

PermutationSetting setting_of(const ModelData& data,
                              const LinearDesign& design,
                              const PlanParams& plan,
                              int followup,
                              std::size_t arm) {
  constexpr std::uint64_t streams_per_followup = std::uint64_t{1} << 48U;
  PermutationSetting setting;
  const bool flips = flips_signs(plan);
  setting.exchangeability = {
      .symmetry = flips ? ErrorSymmetry::symmetric : ErrorSymmetry::exchangeable,
      .exchange = BlockExchange::within,
      .blocks = flips ? std::vector<int>{} : block_numbers(data),
      .participants = {}};
  setting.kinds.resize(data.arms.size());
  std::iota(setting.kinds.begin(), setting.kinds.end(), 0);
  // Without a baseline of the endpoint's own, rows of one arm may be equal.
  if (design.own.empty()) setting.kinds = row_kinds(design.shared);
  setting.first_stream = static_cast<std::uint64_t>(followup) * streams_per_followup +
                         (static_cast<std::uint64_t>(arm) << 32U);
  return setting;
}

/// Each participant once, with the variance of its own scan beside one between participants.
ContrastFits weighted_fits(const ModelData& data,
                           const MatrixXd& values,
                           const ArmModel& model,
                           const PlannedModel& plan) {
  VisitRows rows{.participants = data.participants,
                 .visits = std::vector<int>(data.participants.size(), 0),
                 .visit_count = 1,
                 .known_variances = data.variances};
  return mixed_contrasts(values,
                         model.design,
                         rows,
                         VisitCovariance::independent,
                         planned_degrees(plan),
                         model.contrasts,
                         confidence);
}

}  // namespace

FollowupFit fit_followup(ModelData data,
                         const TrialTable& table,
                         int followup,
                         const PlanParams& plan,
                         const FitChanges& changes) {
  const bool change = plan.model.model == TrialModel::change;
  const bool weighted = data.variances.size() > 0;
  ArmModel model = arm_model(data.arms, data.covariates, change ? MatrixXd() : data.baseline);
  if (plan.model.variance == ArmVariance::heteroscedastic && !weighted) {
    model.design.variance_groups = data.arms;
  }
  const MatrixXd values = change ? MatrixXd(data.values - data.baseline) : data.values;
  ContrastFits fits = weighted
                          ? weighted_fits(data, values, model, plan.model)
                          : linear_contrasts(values, model.design, model.contrasts, confidence);
  const std::size_t arms = table.arms.size();
  FollowupFit fit{.followup = plan.trial.followups[static_cast<std::size_t>(followup)],
                  .data = std::move(data),
                  .fits = std::move(fits),
                  .places = places_of(model.meanings, arms)};
  const bool permutes = changes.permutations == UsePermutations::as_planned && !weighted &&
                        fit.data.values.rows() > 0;
  for (std::size_t arm = 1; permutes && arm < arms; ++arm) {
    ContrastTest& test = fit.tests.emplace_back(
        permute_contrast(values,
                         model.design,
                         model.contrasts.col(fit.places.difference[arm]),
                         setting_of(fit.data, model.design, plan, followup, arm),
                         plan,
                         changes.networks));
    test.arm = table.arms[arm];
    test.followup = fit.followup;
  }
  return fit;
}

std::vector<OmnibusLine> omnibus_of_followup(const ModelData& data,
                                             const TrialTable& table,
                                             int followup,
                                             const PlanParams& plan) {
  const bool change = plan.model.model == TrialModel::change;
  const ArmModel model = arm_model(data.arms, data.covariates, change ? MatrixXd() : data.baseline);
  const MatrixXd values = change ? MatrixXd(data.values - data.baseline) : data.values;
  const ContrastPlaces places = places_of(model.meanings, table.arms.size());
  const std::vector<Index> differences(places.difference.begin() + 1, places.difference.end());
  const PermutationSetting setting = setting_of(data, model.design, plan, followup, 0);
  const ShuffledScores scores(values,
                              model.design,
                              model.contrasts(Eigen::all, differences),
                              ShuffledStatistic::f,
                              setting.exchangeability);
  const Shuffles shuffles = make_shuffles(setting.exchangeability,
                                          setting.kinds,
                                          static_cast<std::size_t>(plan.inference.permutations),
                                          static_cast<std::uint64_t>(plan.inference.seed),
                                          setting.first_stream);
  const PermutationInference tested =
      permutation_inference(scores, shuffles, Tail::two_sided, std::nullopt);
  std::vector<OmnibusLine> lines(static_cast<std::size_t>(values.cols()));
  for (OmnibusLine& line : lines) {
    line.followup = plan.trial.followups[static_cast<std::size_t>(followup)];
    line.f = line.numerator_degrees_of_freedom = line.degrees_of_freedom = nan;
    line.p = line.p_permutation = line.p_fwe = nan;
    line.reason = "some arm has too few participants with the endpoint, or it does not vary";
  }
  for (const ShuffledPattern& pattern : scores.patterns()) {
    for (const Index column : pattern.columns) {
      OmnibusLine& line = lines[static_cast<std::size_t>(column)];
      line.n = static_cast<int>(pattern.rows.size());
      line.f = tested.statistic[column];
      line.numerator_degrees_of_freedom = static_cast<double>(differences.size());
      line.degrees_of_freedom = pattern.degrees_of_freedom;
      line.p = f_upper_p(line.f, line.numerator_degrees_of_freedom, line.degrees_of_freedom);
      line.p_permutation = tested.p[column];
      line.p_fwe = tested.p_fwe[column];
      line.reason.clear();
    }
  }
  return lines;
}

}  // namespace rewire
