#include <algorithm>

#include "stages/compare/edge_networks.h"
#include "stages/compare/planned/endpoint_fits.h"

namespace rewire {

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

ContrastTest permute_contrast(const Eigen::MatrixXd& values,
                              const LinearDesign& design,
                              const Eigen::VectorXd& contrast,
                              const PermutationSetting& setting,
                              const PlanParams& plan,
                              const std::optional<NetworkTests>& networks) {
  const auto seed = static_cast<std::uint64_t>(plan.inference.seed);
  const Shuffles shuffles = make_shuffles(setting.exchangeability,
                                          setting.kinds,
                                          static_cast<std::size_t>(plan.inference.permutations),
                                          seed,
                                          setting.first_stream);
  const ShuffledStatistic statistic =
      design.variance_groups.empty() ? ShuffledStatistic::t : ShuffledStatistic::variance_z;
  const ShuffledScores scores(values, design, contrast, statistic, setting.exchangeability);
  ContrastTest test;
  test.permutations = static_cast<std::int64_t>(shuffles.count);
  test.exhaustive = shuffles.exhaustive;
  test.tested = permutation_inference(scores, shuffles, Tail::two_sided, networks);
  if (plan.inference.tail == TailMethod::pareto && !shuffles.exhaustive) {
    test.tail =
        approximate_tail(test.tested.p_fwe, test.tested.statistic, test.tested.largest, seed);
  }
  return test;
}

}  // namespace rewire
