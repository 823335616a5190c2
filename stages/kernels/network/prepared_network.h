#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <vector>

#include "stages/kernels/network/communities.h"
#include "stages/kernels/network/edge_length.h"
#include "stages/kernels/network/modularity.h"
#include "stages/kernels/network/network.h"
#include "stages/kernels/network/organisation.h"
#include "stages/kernels/network/small_world.h"

namespace rewire {

enum class PartitionChoice { best, consensus };

struct MetricSettings {
  LengthRule lengths = LengthRule::inverse;
  CommunityOptions communities;
  PartitionChoice partition = PartitionChoice::best;
  SignedModularity signed_modularity = SignedModularity::asymmetric;
  double resolution = 1.0;
  SmallWorldOptions small_world;
};

/// What is known of the regions beside the graph.
struct NetworkContext {
  Eigen::MatrixXd fisher_z;  ///< of all pairs, before any edge was dropped; NaN where undefined
  std::vector<int> systems;  ///< known network per node from 0; -1 unknown
};

/// A graph with everything that more than one metric needs, each computed when first asked for. For
/// one thread at a time.
class PreparedNetwork {
 public:
  /// `weights`: symmetric, zero diagonal, of both signs. `context` and `settings` must outlive it.
  PreparedNetwork(Eigen::MatrixXd weights,
                  const NetworkContext& context,
                  const MetricSettings& settings);

  const Eigen::MatrixXd& weights() const { return weights_; }
  const Network& network() const { return network_; }  ///< the positive edges
  const Eigen::MatrixXd& negative_weights() const;     ///< sizes of the negative ones
  const NetworkContext& context() const { return context_; }
  const MetricSettings& settings() const { return settings_; }

  const Eigen::MatrixXd& hops() const;     ///< hop_distances()
  const Eigen::MatrixXd& lengths() const;  ///< path_lengths()
  /// On signed_modularity_graph() where there are negative weights, else on modularity_graph().
  const Partition& partition() const;
  const Eigen::VectorXd& binary_clustering() const;  ///< clustering()
  const Eigen::VectorXd& clustering() const;         ///< clustering_weighted()
  const Eigen::VectorXd& local_efficiency() const;
  const Eigen::VectorXd& weighted_local_efficiency() const;  ///< modified form
  const CorePeriphery& core() const;
  const SmallWorld& small_world() const;

 private:
  Eigen::MatrixXd weights_;
  const NetworkContext& context_;
  const MetricSettings& settings_;
  Network network_;
  mutable std::optional<Eigen::MatrixXd> negative_weights_;
  mutable std::optional<Eigen::MatrixXd> hops_;
  mutable std::optional<Eigen::MatrixXd> lengths_;
  mutable std::optional<Partition> partition_;
  mutable std::optional<Eigen::VectorXd> binary_clustering_;
  mutable std::optional<Eigen::VectorXd> clustering_;
  mutable std::optional<Eigen::VectorXd> local_efficiency_;
  mutable std::optional<Eigen::VectorXd> weighted_local_efficiency_;
  mutable std::optional<CorePeriphery> core_;
  mutable std::optional<SmallWorld> small_world_;
};

}  // namespace rewire
