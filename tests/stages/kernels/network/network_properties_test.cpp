#include <gtest/gtest.h>

#include <numeric>

#include "stages/core/random.h"
#include "stages/kernels/network/betweenness.h"
#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/communities.h"
#include "stages/kernels/network/degree.h"
#include "stages/kernels/network/distance_metrics.h"
#include "stages/kernels/network/local_efficiency.h"
#include "stages/kernels/network/modularity.h"
#include "stages/kernels/network/organisation.h"
#include "stages/kernels/network/participation.h"
#include "stages/kernels/network/shortest_paths.h"
#include "stages/kernels/network/spectral_centrality.h"
#include "tests/stages/kernels/network/reference_networks.h"

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

Eigen::VectorXd betweenness_by_weight(const Network& network) {
  return betweenness_weighted(network, path_lengths(network));
}
Eigen::VectorXd closeness_by_weight(const Network& network) {
  return closeness(path_lengths(network));
}
Eigen::VectorXd pagerank_of(const Network& network) { return pagerank(network); }

using NodalKernel = Eigen::VectorXd (*)(const Network&);
constexpr NodalKernel nodal_kernels[] = {degree,
                                         strength,
                                         clustering,
                                         clustering_weighted,
                                         local_efficiency,
                                         clustering_zhang,
                                         closeness_by_weight,
                                         subgraph_centrality,
                                         core_number,
                                         pagerank_of,
                                         betweenness,
                                         betweenness_by_weight};

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
  EXPECT_TRUE(betweenness_by_weight(scaled).isApprox(betweenness_by_weight(original), 1e-12));
  const Partition partition = best_partition(modularity_graph(original, 1.0), {});
  const Partition of_scaled = best_partition(modularity_graph(scaled, 1.0), {});
  EXPECT_EQ(of_scaled.communities, partition.communities);
  EXPECT_NEAR(of_scaled.quality, partition.quality, 1e-14);
  EXPECT_TRUE(participation(scaled.weights(), partition.communities)
                  .isApprox(participation(original.weights(), partition.communities), 1e-12));
}

TEST(Participation, IsEvenAcrossCommunitiesAndZeroWithin) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(5, 5);
  for (int j = 1; j < 5; ++j) weights(0, j) = weights(j, 0) = 0.3;
  const std::vector<int> communities{0, 0, 1, 2, 3};
  const Eigen::VectorXd p = participation(weights, communities);
  EXPECT_NEAR(p[0], 0.75, 1e-15);
  EXPECT_NEAR(p[1], 0.0, 1e-15);
  const Eigen::VectorXd all_one = participation(weights, std::vector<int>(5, 0));
  EXPECT_TRUE(all_one.isZero(1e-15));
}

TEST(WithinModuleZ, IsZeroAmongEquals) {
  const Eigen::MatrixXd complete =
      Eigen::MatrixXd::Ones(12, 12) - Eigen::MatrixXd::Identity(12, 12);
  std::vector<int> communities(12);
  for (std::size_t i = 0; i < 12; ++i) communities[i] = static_cast<int>(i / 4);
  EXPECT_TRUE(within_module_z(complete, communities).isZero());
}

TEST(Gateway, CountsNothingWhereACommunitySendsNothing) {
  // Communities 0-1 and 2-3 are joined by one edge; 4-5 is apart.
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(6, 6);
  for (const auto& [i, j] : std::vector<std::pair<int, int>>{{0, 1}, {2, 3}, {1, 2}, {4, 5}}) {
    weights(i, j) = weights(j, i) = 1.0;
  }
  const Eigen::VectorXd g = gateway(weights, std::vector<int>{0, 0, 1, 1, 2, 2});
  // Node 1 sends half of what its community sends to itself and all of what it sends to the next;
  // its community and the next have the largest strength, 3.
  EXPECT_NEAR(g[1], 1.0 - std::pow(1.0 - (0.5 + 1.0), 2) * 0.5, 1e-14);
  EXPECT_NEAR(g[4], 1.0 - std::pow(1.0 - 0.5 * 2.0 / 3.0, 2), 1e-14);
}

/// The kernels that are held to Boost's, on networks of several sizes and densities.
TEST(BoostOracle, PathsAndBetweennessAgree) {
  for (const Eigen::Index nodes : {2, 3, 17, 64, 65, 120}) {
    for (const double density : {0.01, 0.1, 0.5, 1.0}) {
      const Network network(testing::hashed_weights(nodes, density));
      for (const LengthRule rule :
           {LengthRule::inverse, LengthRule::one_minus, LengthRule::minus_log}) {
        Eigen::MatrixXd lengths = edge_lengths(network, rule);
        floyd_warshall(lengths);
        Eigen::MatrixXd expected = dijkstra_path_lengths(network, rule);
        EXPECT_TRUE(lengths.diagonal().isZero() && expected.diagonal().isZero());
        lengths.diagonal().setOnes();
        expected.diagonal().setOnes();
        EXPECT_TRUE(lengths.cwiseInverse().isApprox(expected.cwiseInverse(), 1e-12));
        lengths.diagonal().setZero();
        // Lengths of 1 - w are multiples of 1/1000: sums that are equal differ in their last
        // digits.
        if (rule == LengthRule::one_minus) continue;
        EXPECT_LT((betweenness_weighted(network, lengths, rule) -
                   boost_betweenness_weighted(network, rule))
                      .cwiseAbs()
                      .maxCoeff(),
                  1e-10);
      }
      EXPECT_LT((betweenness(network) - boost_betweenness(network)).cwiseAbs().maxCoeff(), 1e-10);
    }
  }
}

TEST(WeightedBetweenness, EqualWeightsCountAsHops) {
  const Network network((testing::hashed_weights(50, 0.2).array() > 0.0).cast<double>() * 0.3);
  EXPECT_TRUE(
      betweenness_weighted(network, path_lengths(network)).isApprox(betweenness(network), 1e-12));
}

}  // namespace
}  // namespace rewire
