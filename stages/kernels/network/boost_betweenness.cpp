#include <boost/graph/betweenness_centrality.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>

#include "stages/kernels/network/betweenness.h"
#include "stages/kernels/network/length_graph.h"

namespace rewire {
namespace {

/// What Brandes' algorithm keeps per node.
struct BrandesMaps {
  BrandesMaps(const Network& network, LengthRule rule)
      : nodes(static_cast<std::size_t>(network.size())),
        graph(length_graph(network, rule)),
        incoming(nodes),
        distance(nodes),
        dependency(nodes),
        path_count(nodes) {}

  std::size_t nodes;
  LengthGraph graph;
  std::vector<std::vector<boost::graph_traits<LengthGraph>::edge_descriptor>> incoming;
  std::vector<double> distance;
  std::vector<double> dependency;
  std::vector<double> path_count;
};

template <class... WeightMap>
Eigen::VectorXd brandes(const Network& network, BrandesMaps& maps, WeightMap... weight_map) {
  Eigen::VectorXd result = Eigen::VectorXd::Zero(network.size());
  if (network.size() < 3) return result;
  const auto index = boost::get(boost::vertex_index, maps.graph);
  const auto per_node = [&](auto iterator) {
    return boost::make_iterator_property_map(iterator, index);
  };
  boost::brandes_betweenness_centrality(maps.graph,
                                        per_node(result.data()),
                                        boost::dummy_property_map(),
                                        per_node(maps.incoming.begin()),
                                        per_node(maps.distance.begin()),
                                        per_node(maps.dependency.begin()),
                                        per_node(maps.path_count.begin()),
                                        index,
                                        weight_map...);
  // Every pair was taken in both directions.
  return result / static_cast<double>((network.size() - 1) * (network.size() - 2));
}

}  // namespace

Eigen::VectorXd boost_betweenness(const Network& network) {
  BrandesMaps maps(network, LengthRule::inverse);
  return brandes(network, maps);
}

Eigen::VectorXd boost_betweenness_weighted(const Network& network, LengthRule rule) {
  require_lengths(network, rule);
  BrandesMaps maps(network, rule);
  return brandes(network, maps, boost::get(&EdgeLength::value, maps.graph));
}

}  // namespace rewire
