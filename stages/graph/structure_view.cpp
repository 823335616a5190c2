#include "stages/graph/structure_view.h"

#include <array>
#include <limits>

#include "stages/core/not_a_number.h"
#include "stages/kernels/network/shortest_paths.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr auto no_structure = std::numeric_limits<std::size_t>::max();

constexpr std::array<std::string_view, 4> pair_measures{
    "edge_density", "mean_weight", "path_length", "efficiency"};

double mean_of(const Eigen::VectorXd& values, const std::vector<Index>& nodes) {
  double sum = 0.0;
  double count = 0.0;
  for (const Index node : nodes) {
    if (!std::isfinite(values[node])) continue;
    sum += values[node];
    count += 1.0;
  }
  return count > 0.0 ? sum / count : nan;
}

/// Calls `visit(i, j)` for every pair of different nodes between two structures, once.
template <class Visit>
void for_each_pair(const StructurePlaces& places,
                   const StructurePlaces::Pair& pair,
                   const Visit& visit) {
  for (const Index i : places.structures[pair.first].members) {
    for (const Index j : places.structures[pair.second].members) {
      if (pair.first == pair.second ? i < j : i != j) visit(i, j);
    }
  }
}

void measure_pair(const PreparedNetwork& network,
                  const StructurePlaces& places,
                  const StructurePlaces::Pair& pair,
                  std::vector<double>& values) {
  double pairs = 0.0;
  double edges = 0.0;
  double weight = 0.0;
  double joined = 0.0;
  double length = 0.0;
  double inverse = 0.0;
  for_each_pair(places, pair, [&](Index i, Index j) {
    const double hops = network.hops()(i, j);
    pairs += 1.0;
    edges += network.weights()(i, j) != 0.0 ? 1.0 : 0.0;
    weight += network.weights()(i, j);
    inverse += 1.0 / hops;
    if (!std::isfinite(hops)) return;
    joined += 1.0;
    length += hops;
  });
  const auto mean = [](double sum, double count) { return count > 0.0 ? sum / count : nan; };
  // In the order of pair_measures.
  values.insert(
      values.end(),
      {mean(edges, pairs), mean(weight, pairs), mean(length, joined), mean(inverse, pairs)});
}

Eigen::VectorXd shares_of_paths(const PathCounts& paths,
                                const StructurePlaces& places,
                                const StructurePlaces::Pair& pair) {
  const Index nodes = paths.hops.rows();
  Eigen::VectorXd shares = Eigen::VectorXd::Zero(nodes);
  double joined = 0.0;
  for_each_pair(places, pair, [&](Index i, Index j) {
    const double hops = paths.hops(i, j);
    if (!std::isfinite(hops)) return;
    joined += 1.0;
    const double all = paths.counts(i, j);
    for (Index k = 0; k < nodes; ++k) {
      if (k == i || k == j || paths.hops(k, i) + paths.hops(k, j) != hops) continue;
      shares[k] += paths.counts(k, i) * paths.counts(k, j) / all;
    }
  });
  if (joined > 0.0) return shares / joined;
  return Eigen::VectorXd::Constant(nodes, nan);
}

/// Adds the structure when it has nodes; its number, or that of no structure.
std::size_t add_structure(StructurePlaces& places, RegionSet set) {
  if (set.members.empty()) return no_structure;
  places.structures.push_back(std::move(set));
  return places.structures.size() - 1;
}

}  // namespace

std::string StructurePlaces::name(const Pair& pair) const {
  return structures[pair.first].name + "--" + structures[pair.second].name;
}

StructurePlaces structure_places(const std::vector<RegionSignal>& regions,
                                 const std::vector<Index>& nodes) {
  std::vector<RegionSignal> present;
  present.reserve(nodes.size());
  for (const Index region : nodes) present.push_back(regions[static_cast<std::size_t>(region)]);
  StructurePlaces places;
  std::vector<std::size_t> whole;
  for (RegionSet& set : structure_sets(present)) {
    whole.push_back(add_structure(places, std::move(set)));
  }
  for (std::size_t a = 0; a < whole.size(); ++a) {
    for (std::size_t b = a; b < whole.size(); ++b) {
      if (whole[a] == no_structure || whole[b] == no_structure) continue;
      places.pairs.push_back({whole[a], whole[b], true});
    }
  }
  for (RegionSet& set : prefrontal_sets(present)) {
    const std::size_t area = add_structure(places, std::move(set));
    for (const std::size_t structure : {whole[0], whole[1]}) {
      if (area == no_structure || structure == no_structure) continue;
      places.pairs.push_back({structure, area, false});
    }
  }
  return places;
}

std::vector<StructureValue> structure_values(const StructurePlaces& places,
                                             const Selected& metrics) {
  std::vector<StructureValue> values;
  for (const auto& structure : places.structures) {
    for (const MetricDeclaration* metric : metrics) {
      if (metric->is_nodal()) values.push_back({std::string(metric->name), structure.name, metric});
    }
  }
  for (const auto& pair : places.pairs) {
    for (const std::string_view measure : pair_measures) {
      values.push_back({std::string(measure), places.name(pair), nullptr});
    }
  }
  return values;
}

void measure_structures(const PreparedNetwork& network,
                        const StructurePlaces& places,
                        const Selected& metrics,
                        Measurement& measurement) {
  std::vector<double> values;
  for (const auto& structure : places.structures) {
    std::size_t number = 0;
    for (const MetricDeclaration* metric : metrics) {
      if (!metric->is_nodal()) continue;
      values.push_back(mean_of(measurement.nodal[number++], structure.members));
    }
  }
  if (!places.pairs.empty()) {
    const PathCounts paths = shortest_path_counts(network.network());
    for (const auto& pair : places.pairs) {
      measure_pair(network, places, pair, values);
      if (!pair.has_path_shares) continue;
      measurement.path_shares.push_back(shares_of_paths(paths, places, pair));
    }
  }
  measurement.structures =
      Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Index>(values.size()));
}

}  // namespace rewire
