#include <cstdint>
#include <numeric>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/mixed_settings.h"

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
  const bool flips = plan.inference.errors == PlannedErrors::symmetric;
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

}  // namespace rewire
