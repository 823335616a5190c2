#include <gtest/gtest.h>

#include <numeric>

#include "stages/core/random.h"
#include "stages/kernels/network/betweenness.h"
#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/degree.h"
#include "stages/kernels/network/modularity.h"
#include "stages/kernels/network/participation.h"
#include "stages/kernels/network/shortest_paths.h"

namespace rewire {
namespace {

/// A third of the pairs have an edge of weight up to 1.
Eigen::MatrixXd random_weights(Eigen::Index nodes) {
  RandomStream random(11, 0);
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(nodes, nodes);
  for (Eigen::Index j = 0; j < nodes; ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      if (random.uniform() < 1.0 / 3.0) weights(i, j) = weights(j, i) = random.uniform();
    }
  }
  return weights;
}

/// `count` complete networks of `size` nodes, each joined to the next by one edge, in a ring.
Network ring_of_cliques(int count, int size) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(count * size, count * size);
  for (int c = 0; c < count; ++c) {
    weights.block(c * size, c * size, size, size).setOnes();
    const int from = c * size;
    const int to = (c + 1) % count * size + 1;
    weights(from, to) = weights(to, from) = 1.0;
  }
  return Network(weights);
}

using NodalKernel = Eigen::VectorXd (*)(const Network&);
constexpr NodalKernel nodal_kernels[] = {degree,
                                         strength,
                                         clustering,
                                         clustering_weighted,
                                         local_efficiency,
                                         betweenness,
                                         betweenness_weighted};

TEST(NetworkProperties, NewOrderOfTheNodesOnlyReordersTheMetrics) {
  const Eigen::MatrixXd weights = random_weights(40);
  std::vector<int> order(40);
  std::iota(order.begin(), order.end(), 0);
  RandomStream(5, 0).shuffle(order);
  const Network original(weights);
  const Network reordered(weights(order, order));
  for (const NodalKernel kernel : nodal_kernels) {
    EXPECT_TRUE(kernel(reordered).isApprox(kernel(original)(order), 1e-12));
  }
  EXPECT_NEAR(transitivity(reordered), transitivity(original), 1e-12);
  EXPECT_TRUE(hop_distances(reordered) == hop_distances(original)(order, order));
}

TEST(NetworkProperties, OnlyStrengthAndLengthsKnowTheScaleOfTheWeights) {
  const Network original(random_weights(40));
  const Network scaled(4.0 * original.weights());
  EXPECT_TRUE(strength(scaled).isApprox(4.0 * strength(original), 1e-14));
  EXPECT_TRUE(path_lengths(scaled).isApprox(path_lengths(original) / 4.0, 1e-14));
  EXPECT_TRUE(clustering_weighted(scaled).isApprox(clustering_weighted(original), 1e-12));
  EXPECT_TRUE(betweenness_weighted(scaled).isApprox(betweenness_weighted(original), 1e-12));
  const Partition partition = louvain(original, {});
  const Partition of_scaled = louvain(scaled, {});
  EXPECT_EQ(of_scaled.communities, partition.communities);
  EXPECT_NEAR(of_scaled.modularity, partition.modularity, 1e-14);
  EXPECT_TRUE(participation(scaled, partition.communities)
                  .isApprox(participation(original, partition.communities), 1e-12));
}

TEST(Louvain, FindsTheCliquesOfARing) {
  const Partition partition = louvain(ring_of_cliques(6, 5), {});
  for (std::size_t node = 0; node < 30; ++node) {
    EXPECT_EQ(partition.communities[node], static_cast<int>(node / 5));
  }
  // 6 x 10 of 66 edges are within cliques; every clique has a sixth of the strength.
  EXPECT_NEAR(partition.modularity, 60.0 / 66.0 - 1.0 / 6.0, 1e-14);
}

TEST(Louvain, ResolutionSetsTheSizeOfTheCommunities) {
  const Network network = ring_of_cliques(6, 5);
  const auto count = [&](double resolution) {
    const Partition found = louvain(network, {.resolution = resolution});
    return 1 + *std::max_element(found.communities.begin(), found.communities.end());
  };
  EXPECT_EQ(count(0.01), 1);
  EXPECT_EQ(count(50.0), 30);
}

TEST(Louvain, MoreRestartsAreNeverWorse) {
  const Network network(random_weights(60));
  double last = -1.0;
  for (const int restarts : {1, 2, 5, 20, 60}) {
    const double reached = louvain(network, {.seed = 3, .restarts = restarts}).modularity;
    EXPECT_GE(reached, last - 1e-12);
    last = reached;
  }
}

TEST(Louvain, WithoutEdgesEveryNodeIsAlone) {
  const Partition partition = louvain(Network(Eigen::MatrixXd::Zero(3, 3)), {});
  EXPECT_EQ(partition.communities, (std::vector<int>{0, 1, 2}));
  EXPECT_TRUE(std::isnan(partition.modularity));
  EXPECT_TRUE(louvain(Network(Eigen::MatrixXd(0, 0)), {}).communities.empty());
}

TEST(Participation, IsEvenAcrossCommunitiesAndZeroWithin) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(5, 5);
  for (int j = 1; j < 5; ++j) weights(0, j) = weights(j, 0) = 0.3;
  const std::vector<int> communities{0, 0, 1, 2, 3};
  const Eigen::VectorXd p = participation(Network(weights), communities);
  EXPECT_NEAR(p[0], 0.75, 1e-15);
  EXPECT_NEAR(p[1], 0.0, 1e-15);
  const Eigen::VectorXd all_one = participation(Network(weights), std::vector<int>(5, 0));
  EXPECT_TRUE(all_one.isZero(1e-15));
}

TEST(WithinModuleZ, IsZeroAmongEquals) {
  const Network ring = ring_of_cliques(3, 4);
  std::vector<int> communities(12);
  for (std::size_t i = 0; i < 12; ++i) communities[i] = static_cast<int>(i / 4);
  EXPECT_TRUE(within_module_z(ring, communities).isZero());
}

}  // namespace
}  // namespace rewire
