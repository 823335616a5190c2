#include <algorithm>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/mixed_settings.h"
#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/column_blocks.h"
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

constexpr std::uint64_t streams_per_followup = std::uint64_t{1} << 48U;

ArmModel followup_model(const ModelData& data, const PlanParams& plan) {
  const bool change = plan.model.model == TrialModel::change;
  ArmModel model = arm_model(data.arms, data.covariates, change ? MatrixXd() : data.baseline);
  if (plan.model.variance == ArmVariance::heteroscedastic && data.variances.size() == 0) {
    model.design.variance_groups = data.arms;
  }
  return model;
}

MatrixXd followup_values(const ModelData& data, const PlanParams& plan) {
  return plan.model.model == TrialModel::change ? MatrixXd(data.values - data.baseline)
                                                : data.values;
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
                         const PlanParams& plan) {
  const ArmModel model = followup_model(data, plan);
  const MatrixXd values = followup_values(data, plan);
  ContrastFits fits = data.variances.size() > 0
                          ? weighted_fits(data, values, model, plan.model)
                          : linear_contrasts(values, model.design, model.contrasts, confidence);
  return {.followup = plan.trial.followups[static_cast<std::size_t>(followup)],
          .data = std::move(data),
          .fits = std::move(fits),
          .places = places_of(model.meanings, table.arms.size())};
}

PermutedContrast followup_permutation(const ModelData& data,
                                      const TrialTable& table,
                                      int followup,
                                      std::size_t arm,
                                      const PlanParams& plan) {
  ArmModel model = followup_model(data, plan);
  const ContrastPlaces places = places_of(model.meanings, table.arms.size());
  const bool flips = flips_signs(plan);
  PermutedContrast permuted;
  permuted.values = followup_values(data, plan);
  permuted.contrast = model.contrasts.col(places.difference[arm]);
  permuted.exchangeability = {
      .symmetry = flips ? ErrorSymmetry::symmetric : ErrorSymmetry::exchangeable,
      .exchange = BlockExchange::within,
      .blocks = flips ? std::vector<int>{} : block_numbers(data),
      .participants = {}};
  permuted.kinds.resize(data.arms.size());
  std::iota(permuted.kinds.begin(), permuted.kinds.end(), 0);
  // Without a baseline of the endpoint's own, rows of one arm may be equal.
  if (model.design.own.empty()) permuted.kinds = row_kinds(model.design.shared);
  permuted.first_stream = static_cast<std::uint64_t>(followup) * streams_per_followup +
                          (static_cast<std::uint64_t>(arm) << 32U);
  permuted.design = std::move(model.design);
  return permuted;
}

std::vector<OmnibusLine> omnibus_of_followup(const VisitBlocks& data,
                                             Index endpoints,
                                             const TrialTable& table,
                                             int followup,
                                             const PlanParams& plan) {
  const ModelData some = data(0, std::min<Index>(endpoints, 1));
  const ArmModel model = followup_model(some, plan);
  const ContrastPlaces places = places_of(model.meanings, table.arms.size());
  const std::vector<Index> differences(places.difference.begin() + 1, places.difference.end());
  // The shuffles are those of the contrast of one arm; number 0 gives its stream to F.
  PermutedContrast permuted = followup_permutation(some, table, followup, 1, plan);
  permuted.first_stream = static_cast<std::uint64_t>(followup) * streams_per_followup;
  const Shuffles shuffles = make_shuffles(permuted.exchangeability,
                                          permuted.kinds,
                                          static_cast<std::size_t>(plan.inference.permutations),
                                          static_cast<std::uint64_t>(plan.inference.seed),
                                          permuted.first_stream);
  std::vector<OmnibusLine> lines(static_cast<std::size_t>(endpoints));
  for (OmnibusLine& line : lines) {
    line.followup = plan.trial.followups[static_cast<std::size_t>(followup)];
    line.f = line.numerator_degrees_of_freedom = line.degrees_of_freedom = nan;
    line.p = line.p_permutation = line.p_fwe = nan;
    line.reason = "some arm has too few participants with the endpoint, or it does not vary";
  }
  const ScoreBlocks blocks{
      .columns = endpoints,
      .width = columns_per_block(some.values.rows()),
      .scores = [&](Index first, Index count) {
        const ModelData block = data(first, count);
        const ArmModel own = followup_model(block, plan);
        auto scores = std::make_shared<const ShuffledScores>(followup_values(block, plan),
                                                             own.design,
                                                             own.contrasts(Eigen::all, differences),
                                                             ShuffledStatistic::f,
                                                             permuted.exchangeability);
        for (const ShuffledPattern& pattern : scores->patterns()) {
          for (const Index column : pattern.columns) {
            OmnibusLine& line = lines[static_cast<std::size_t>(first + column)];
            line.n = static_cast<int>(pattern.rows.size());
            line.numerator_degrees_of_freedom = static_cast<double>(differences.size());
            line.degrees_of_freedom = pattern.degrees_of_freedom;
            line.reason.clear();
          }
        }
        return scores;
      }};
  const PermutationInference tested =
      permutation_inference(blocks, shuffles, Tail::two_sided, std::nullopt);
  for (Index column = 0; column < endpoints; ++column) {
    OmnibusLine& line = lines[static_cast<std::size_t>(column)];
    if (!line.reason.empty()) continue;
    line.f = tested.statistic[column];
    line.p = f_upper_p(line.f, line.numerator_degrees_of_freedom, line.degrees_of_freedom);
    line.p_permutation = tested.p[column];
    line.p_fwe = tested.p_fwe[column];
  }
  return lines;
}

}  // namespace rewire
