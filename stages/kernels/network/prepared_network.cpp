#include "stages/kernels/network/prepared_network.h"

#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/local_efficiency.h"
#include "stages/kernels/network/shortest_paths.h"

namespace rewire {
namespace {

template <class T, class Make>
const T& once(std::optional<T>& value, const Make& make) {
  if (!value) value = make();
  return *value;
}

Partition find_partition(const QualityGraph& graph, const MetricSettings& settings) {
  if (settings.partition == PartitionChoice::best) {
    return best_partition(graph, settings.communities);
  }
  return consensus_partition(
      graph, community_runs(graph, settings.communities), settings.communities);
}

}  // namespace

PreparedNetwork::PreparedNetwork(Eigen::MatrixXd weights,
                                 const NetworkContext& context,
                                 const MetricSettings& settings)
    : weights_(std::move(weights)),
      context_(context),
      settings_(settings),
      network_(weights_.cwiseMax(0.0)) {}

const Eigen::MatrixXd& PreparedNetwork::negative_weights() const {
  return once(negative_weights_, [&]() -> Eigen::MatrixXd { return (-weights_).cwiseMax(0.0); });
}

const Eigen::MatrixXd& PreparedNetwork::hops() const {
  return once(hops_, [&] { return hop_distances(network_); });
}

const Eigen::MatrixXd& PreparedNetwork::lengths() const {
  return once(lengths_, [&] { return path_lengths(network_, settings_.lengths); });
}

const Partition& PreparedNetwork::partition() const {
  return once(partition_, [&] {
    const bool has_negative = weights_.size() > 0 && weights_.minCoeff() < 0.0;
    return find_partition(
        has_negative
            ? signed_modularity_graph(weights_, settings_.resolution, settings_.signed_modularity)
            : modularity_graph(network_, settings_.resolution),
        settings_);
  });
}

const Eigen::VectorXd& PreparedNetwork::binary_clustering() const {
  return once(binary_clustering_, [&] { return rewire::clustering(network_); });
}

const Eigen::VectorXd& PreparedNetwork::clustering() const {
  return once(clustering_, [&] { return clustering_weighted(network_); });
}

const Eigen::VectorXd& PreparedNetwork::local_efficiency() const {
  return once(local_efficiency_, [&] { return rewire::local_efficiency(network_); });
}

const Eigen::VectorXd& PreparedNetwork::weighted_local_efficiency() const {
  return once(weighted_local_efficiency_, [&] {
    return local_efficiency_weighted(network_, WeightedLocalEfficiency::modified);
  });
}

const CorePeriphery& PreparedNetwork::core() const {
  return once(core_, [&] { return core_periphery(network_); });
}

const SmallWorld& PreparedNetwork::small_world() const {
  return once(small_world_, [&] { return rewire::small_world(network_, settings_.small_world); });
}

}  // namespace rewire
