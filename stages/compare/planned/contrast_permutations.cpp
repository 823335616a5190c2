#include <algorithm>
#include <memory>
#include <span>

#include "stages/compare/edge_networks.h"
#include "stages/compare/planned/endpoint_fits.h"
#include "stages/kernels/statistics/column_blocks.h"

namespace rewire {

using Eigen::Index;

std::vector<int> block_numbers(const ModelData& data) {
  std::vector<int> blocks;
  std::vector<std::string> levels;
  for (const std::string& level : data.block_levels) {
    const auto known = std::find(levels.begin(), levels.end(), level);
    blocks.push_back(static_cast<int>(known - levels.begin()));
    if (known == levels.end()) levels.push_back(level);
  }
  return blocks;
}

namespace {

/// Where a contrast stands: its arm, and its follow-up (-1: all periods of a cross-over).
struct ContrastPlace {
  int followup = -1;
  std::size_t arm = 1;
};

std::vector<ContrastPlace> places_of(const TrialTable& table, const PlanParams& plan) {
  if (plan.trial.design == TrialDesign::crossover) return {{}};
  const bool by_followup =
      plan.model.model == TrialModel::ancova || plan.model.model == TrialModel::change;
  if (!by_followup || plan.model.weights == EndpointWeights::standard_errors) return {};
  std::vector<ContrastPlace> places;
  for (int v = 0; v < static_cast<int>(plan.trial.followups.size()); ++v) {
    for (std::size_t arm = 1; arm < table.arms.size(); ++arm) places.push_back({v, arm});
  }
  return places;
}

ContrastTest permute_place(
    const std::function<PermutedContrast(Index first, Index count)>& permuted,
    Index endpoints,
    const PlanParams& plan,
    const std::optional<NetworkTests>& networks) {
  const auto seed = static_cast<std::uint64_t>(plan.inference.seed);
  const PermutedContrast one = permuted(0, std::min<Index>(endpoints, 1));
  const Shuffles shuffles = make_shuffles(one.exchangeability,
                                          one.kinds,
                                          static_cast<std::size_t>(plan.inference.permutations),
                                          seed,
                                          one.first_stream);
  const ScoreBlocks blocks{.columns = endpoints,
                           .width = columns_per_block(one.values.rows()),
                           .scores = [&](Index first, Index count) {
                             const PermutedContrast some = permuted(first, count);
                             return std::make_shared<const ShuffledScores>(
                                 some.values,
                                 some.design,
                                 some.contrast,
                                 some.design.variance_groups.empty()
                                     ? ShuffledStatistic::t
                                     : ShuffledStatistic::variance_z,
                                 some.exchangeability);
                           }};
  ContrastTest test;
  test.permutations = static_cast<std::int64_t>(shuffles.count);
  test.exhaustive = shuffles.exhaustive;
  test.tested = permutation_inference(blocks, shuffles, Tail::two_sided, networks);
  if (plan.inference.tail == TailMethod::pareto && !shuffles.exhaustive) {
    test.tail =
        approximate_tail(test.tested.p_fwe, test.tested.statistic, test.tested.largest, seed);
  }
  return test;
}

}  // namespace

std::vector<ContrastTest> permute_contrasts(const TrialInputs& sample,
                                            const std::vector<EndpointFamily>& families,
                                            const std::vector<ChosenEndpoint>& endpoints,
                                            const PlanParams& plan,
                                            const FitChanges& changes,
                                            const ModelVisits& visits) {
  std::vector<ContrastTest> tests;
  const TrialTable& table = sample.trial.table;
  if (visits.followup_rows.empty() || endpoints.empty()) return tests;
  const auto count = static_cast<Index>(endpoints.size());
  for (const ContrastPlace& place : places_of(table, plan)) {
    const auto permuted = [&](Index first, Index some) {
      const ModelData data =
          gather_model_data(sample,
                            families,
                            std::span(endpoints).subspan(static_cast<std::size_t>(first),
                                                         static_cast<std::size_t>(some)),
                            plan,
                            changes.extra,
                            visits);
      return place.followup < 0
                 ? crossover_permutation(data, plan)
                 : followup_permutation(
                       of_followup(data, place.followup), table, place.followup, place.arm, plan);
    };
    // Without a visit of the follow-up there is nothing to permute.
    if (permuted(0, 1).values.rows() == 0) {
      tests.emplace_back();
    } else {
      tests.push_back(permute_place(permuted, count, plan, changes.networks));
    }
    tests.back().arm = table.arms[place.arm];
    tests.back().followup = place.followup < 0
                                ? "all periods"
                                : plan.trial.followups[static_cast<std::size_t>(place.followup)];
  }
  return tests;
}

}  // namespace rewire
