#include <algorithm>
#include <cstdint>
#include <numeric>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/permutation_inference.h"

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
                      MatrixXd::Constant(values.cols(), arms, nan),
                      0,
                      false};
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
    result.count = shuffles.count;
    result.exhaustive = shuffles.exhaustive;
  }
  return result;
}

}  // namespace

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

}  // namespace rewire
