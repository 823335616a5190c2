#include "stages/graph/multilayer_stage.h"

#include "stages/core/error.h"
#include "stages/core/field_check.h"
#include "stages/core/not_a_number.h"
#include "stages/core/requirements.h"
#include "stages/kernels/network/multilayer.h"
#include "stages/kernels/network/partition_distance.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

std::vector<Index> present_everywhere(const std::vector<NetworkLayer>& layers) {
  std::vector<Index> present;
  for (std::size_t i = 0; i < layers.front().connectome.regions.size(); ++i) {
    const bool everywhere = std::all_of(layers.begin(), layers.end(), [&](const NetworkLayer& l) {
      return l.connectome.regions[i].missing_reason.empty();
    });
    if (everywhere) present.push_back(static_cast<Index>(i));
  }
  return present;
}

std::vector<int> systems_of(const std::vector<RegionSignal>& regions,
                            const std::vector<Index>& present) {
  std::vector<std::string> names;
  std::vector<int> systems;
  for (const Index region : present) {
    const std::string& name = regions[static_cast<std::size_t>(region)].region.network;
    const auto found = std::find(names.begin(), names.end(), name);
    systems.push_back(name.empty() ? -1 : static_cast<int>(found - names.begin()));
    if (!name.empty() && found == names.end()) names.push_back(name);
  }
  return systems;
}

VectorXd spread(const VectorXd& values, const std::vector<Index>& present, std::size_t regions) {
  VectorXd result = VectorXd::Constant(static_cast<Index>(regions), nan);
  result(present) = values;
  return result;
}

void measure_runs(const std::vector<Eigen::MatrixXi>& runs,
                  const std::vector<Index>& present,
                  MultilayerCommunities& result) {
  const auto nodes = static_cast<Index>(present.size());
  const std::vector<int> systems = systems_of(result.regions, present);
  VectorXd flexible = VectorXd::Zero(nodes);
  VectorXd promiscuous = flexible;
  Eigen::MatrixXd together = Eigen::MatrixXd::Zero(nodes, nodes);
  for (const Eigen::MatrixXi& run : runs) {
    flexible += flexibility(run);
    promiscuous += promiscuity(run);
    together += allegiance(run);
  }
  const auto count = static_cast<double>(runs.size());
  together /= count;
  result.flexibility = spread(flexible / count, present, result.regions.size());
  result.promiscuity = spread(promiscuous / count, present, result.regions.size());
  // Means over runs of recruitment and integration are those of the mean allegiance.
  result.recruitment = spread(recruitment(together, systems), present, result.regions.size());
  result.integration = spread(integration(together, systems), present, result.regions.size());
  const auto regions = static_cast<Index>(result.regions.size());
  result.allegiance = Eigen::MatrixXd::Constant(regions, regions, nan);
  result.allegiance(present, present) = together;
}

void compare_layers(const Eigen::MatrixXi& best, MultilayerCommunities& result) {
  const Index steps = best.cols() - 1;
  result.variation_of_information.resize(steps);
  result.normalised_mutual_information.resize(steps);
  result.adjusted_rand_index.resize(steps);
  const auto layer = [&](Index l) {
    return std::span<const int>(best.col(l).data(), static_cast<std::size_t>(best.rows()));
  };
  for (Index l = 0; l < steps; ++l) {
    const PartitionLikeness alike = compare_partitions(layer(l), layer(l + 1));
    result.variation_of_information[l] = alike.variation_of_information;
    result.normalised_mutual_information[l] = alike.normalised_mutual_information;
    result.adjusted_rand_index[l] = alike.adjusted_rand_index;
  }
}

}  // namespace

void fields(FieldVisitor& visitor, MultilayerParams& params) {
  visitor.number("resolution",
                 params.resolution,
                 Unit::none,
                 {0.01, 100.0},
                 "Resolution of the modularity in every layer (gamma).");
  visitor.number("coupling",
                 params.coupling,
                 Unit::none,
                 {0.0, 1e6},
                 "Weight that joins a region to itself in the next layer (omega).");
  visitor.number("window",
                 params.window_s,
                 Unit::seconds,
                 {1.0, 1e6},
                 "Length of a window; at least the slowest period of the series.");
  visitor.number(
      "step", params.step_s, Unit::seconds, {0.01, 1e6}, "From the start of a window to the next.");
  visitor.choice("community_search",
                 params.community_search,
                 {"leiden", "louvain"},
                 "Method that searches for communities.");
  visitor.integer("restarts",
                  params.restarts,
                  Unit::none,
                  {1, 100000},
                  "Searches that measures are averaged over.");
  visitor.integer("seed",
                  params.seed,
                  Unit::none,
                  {0, 9007199254740992},
                  "Seed of the random orders in which communities are searched.");
}

std::vector<Problem> check_multilayer(const std::vector<NetworkLayer>& layers,
                                      const MultilayerParams& params) {
  Requirements requirements("multilayer", "give the same regions in every layer");
  requirements.require(layers.size() > 1,
                       std::to_string(layers.size()) + (layers.size() == 1 ? " layer" : " layers"),
                       "at least two");
  for (const NetworkLayer& layer : layers) {
    const auto& regions = layer.connectome.regions;
    const auto& first = layers.front().connectome.regions;
    const bool same =
        std::equal(regions.begin(),
                   regions.end(),
                   first.begin(),
                   first.end(),
                   [](const auto& a, const auto& b) { return a.region.name == b.region.name; });
    requirements.require(same && layer.connectome.atlas == layers.front().connectome.atlas &&
                             layer.connectome.values.rows() == static_cast<Index>(regions.size()),
                         "other regions in " + layer.name,
                         "those of " + layers.front().name);
  }
  if (!layers.empty()) {
    requirements.require(!present_everywhere(layers).empty(),
                         "no region that has a series in every layer",
                         "at least one");
  }
  requirements.add(check_fields(params, "multilayer"));
  return requirements.take();
}

MultilayerCommunities multilayer_communities(const std::vector<NetworkLayer>& layers,
                                             const MultilayerParams& params) {
  throw_if_errors(check_multilayer(layers, params));
  const std::vector<Index> present = present_everywhere(layers);
  MultilayerCommunities result;
  result.atlas = layers.front().connectome.atlas;
  result.regions = layers.front().connectome.regions;
  result.searches = static_cast<int>(params.restarts);
  std::vector<Eigen::MatrixXd> weights;
  for (const NetworkLayer& layer : layers) {
    result.layers.push_back(layer.name);
    weights.emplace_back(layer.connectome.values(present, present));
    weights.back().diagonal().setZero();
    if (weights.back().allFinite()) continue;
    throw InputError(Problem{"values that are not finite in " + layer.name,
                             "numbers between all regions that have a series",
                             "multilayer",
                             "make the matrix again"});
  }
  std::vector<double> qualities;
  const std::vector<Eigen::MatrixXi> runs =
      multilayer_runs(weights,
                      params.resolution,
                      params.coupling,
                      {.method = static_cast<CommunityMethod>(params.community_search),
                       .seed = static_cast<std::uint64_t>(params.seed),
                       .restarts = params.restarts},
                      &qualities);
  std::size_t best = 0;
  for (std::size_t k = 1; k < runs.size(); ++k) {
    if (qualities[k] > qualities[best]) best = k;
  }
  result.quality = qualities[best];
  result.communities = Eigen::MatrixXi::Constant(static_cast<Index>(result.regions.size()),
                                                 static_cast<Index>(layers.size()),
                                                 MultilayerCommunities::outside);
  result.communities(present, Eigen::all) = runs[best];
  measure_runs(runs, present, result);
  compare_layers(runs[best], result);
  return result;
}

}  // namespace rewire
