#include "stages/kernels/network/communities.h"

#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/kernels/network/components.h"
#include "stages/kernels/network/modularity.h"
#include "stages/kernels/network/multilayer.h"
#include "stages/kernels/network/partition_distance.h"
#include "tests/stages/kernels/network/reference_networks.h"

namespace rewire {
namespace {

using namespace testing;

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

constexpr CommunityMethod methods[] = {CommunityMethod::leiden, CommunityMethod::louvain};

TEST(Communities, FindTheCliquesOfARing) {
  const QualityGraph graph = modularity_graph(ring_of_cliques(6, 5), 1.0);
  for (const CommunityMethod method : methods) {
    const Partition partition = best_partition(graph, {.method = method});
    for (std::size_t node = 0; node < 30; ++node) {
      EXPECT_EQ(partition.communities[node], static_cast<int>(node / 5));
    }
    // 6 x 10 of 66 edges are within cliques; every clique has a sixth of the strength.
    EXPECT_NEAR(partition.quality, 60.0 / 66.0 - 1.0 / 6.0, 1e-14);
  }
}

TEST(Communities, ResolutionSetsTheirSize) {
  const auto count = [&](double resolution, CommunityMethod method) {
    std::vector<int> found =
        best_partition(modularity_graph(ring_of_cliques(6, 5), resolution), {.method = method})
            .communities;
    return number_communities(found);
  };
  for (const CommunityMethod method : methods) {
    EXPECT_EQ(count(0.01, method), 1);
    EXPECT_EQ(count(50.0, method), 30);
  }
}

TEST(Communities, MoreRestartsAreNeverWorse) {
  const QualityGraph graph = modularity_graph(Network(hashed_weights(60, 0.3)), 1.0);
  double last = -1.0;
  for (const int restarts : {1, 2, 5, 20, 60}) {
    const double reached = best_partition(graph, {.seed = 3, .restarts = restarts}).quality;
    EXPECT_GE(reached, last - 1e-12);
    last = reached;
  }
}

TEST(Communities, OfLeidenAreConnected) {
  const Network network(hashed_weights(150, 0.04));
  for (const Partition& run : community_runs(modularity_graph(network, 2.0), {})) {
    const int count = 1 + *std::max_element(run.communities.begin(), run.communities.end());
    for (int c = 0; c < count; ++c) {
      std::vector<int> members;
      for (int i = 0; i < 150; ++i) {
        if (run.communities[static_cast<std::size_t>(i)] == c) members.push_back(i);
      }
      EXPECT_EQ(component_count(Network(network.weights()(members, members))), 1);
    }
  }
}

TEST(Communities, WithoutEdgesEveryNodeIsAlone) {
  const Partition partition =
      best_partition(modularity_graph(Network(Eigen::MatrixXd::Zero(3, 3)), 1.0), {});
  EXPECT_EQ(partition.communities, (std::vector<int>{0, 1, 2}));
  EXPECT_TRUE(std::isnan(partition.quality));
  EXPECT_TRUE(best_partition(modularity_graph(Network(Eigen::MatrixXd(0, 0)), 1.0), {})
                  .communities.empty());
}

TEST(Communities, MergedNodesHaveTheSameQuality) {
  const QualityGraph graph = modularity_graph(Network(hashed_weights(40, 0.3)), 1.3);
  std::vector<int> fine(40);
  std::vector<int> coarse(40);
  for (int i = 0; i < 40; ++i) {
    fine[static_cast<std::size_t>(i)] = i % 10;
    coarse[static_cast<std::size_t>(i)] = i % 5;
  }
  const std::vector<int> merged{0, 1, 2, 3, 4, 0, 1, 2, 3, 4};
  EXPECT_NEAR(quality(merge(graph, fine, 10), merged), quality(graph, coarse), 1e-14);
}

TEST(Consensus, OfRunsThatAgreeIsThatPartition) {
  const QualityGraph graph = modularity_graph(ring_of_cliques(6, 5), 1.0);
  const CommunityOptions options{.restarts = 10};
  const auto runs = community_runs(graph, options);
  EXPECT_EQ(consensus_partition(graph, runs, options).communities,
            best_partition(graph, options).communities);
}

TEST(Consensus, IsTheSameForTheSameSeed) {
  const QualityGraph graph = modularity_graph(Network(hashed_weights(80, 0.2)), 1.0);
  const CommunityOptions options{.seed = 9, .restarts = 12};
  const auto runs = community_runs(graph, options);
  const Partition first = consensus_partition(graph, runs, options);
  EXPECT_EQ(first.communities, consensus_partition(graph, runs, options).communities);
  EXPECT_NEAR(first.quality, quality(graph, first.communities), 1e-15);
}

TEST(Agreement, IsTheShareOfPartitions) {
  const std::vector<std::vector<int>> partitions{{0, 0, 1}, {0, 1, 1}};
  Eigen::Matrix3d expected;
  expected << 1, 0.5, 0, 0.5, 1, 0.5, 0, 0.5, 1;
  EXPECT_EQ(agreement(partitions), expected);
}

TEST(PartitionDistance, AgreesWithScikitLearn) {
  const Eigen::MatrixXd rows = read_reference_matrix("graph/partitions.txt");
  for (const auto& row : rows.rowwise()) {
    const auto nodes = static_cast<Eigen::Index>(row[0]);
    const std::vector<int> a = to_labels(row.segment(4, nodes).transpose());
    const std::vector<int> b = to_labels(row.segment(124, nodes).transpose());
    const PartitionLikeness alike = compare_partitions(a, b);
    EXPECT_NEAR(alike.variation_of_information, row[1], 1e-10);
    EXPECT_NEAR(alike.normalised_mutual_information, row[2], 1e-10);
    EXPECT_NEAR(alike.adjusted_rand_index, row[3], 1e-10);
  }
}

TEST(PartitionDistance, RefusesPartitionsOfDifferentNodes) {
  EXPECT_THROW(compare_partitions(std::vector<int>{0}, std::vector<int>{0, 1}), InputError);
  EXPECT_THROW(compare_partitions({}, {}), InputError);
}

class Multilayer : public ::testing::Test {
 protected:
  const Eigen::MatrixXd nodal = read_reference_matrix("graph/multilayer_nodal.txt");
  const Eigen::MatrixXi communities = nodal.leftCols(4).cast<int>();
  std::vector<Eigen::MatrixXd> layers() const {
    const Eigen::MatrixXd stack = read_reference_matrix("graph/multilayer_layers.txt");
    std::vector<Eigen::MatrixXd> result;
    for (Eigen::Index l = 0; l < 4; ++l) result.emplace_back(stack.middleRows(9 * l, 9));
    return result;
  }
};

TEST_F(Multilayer, QualityIsTheSumOverPairsOfNodesAndLayers) {
  const Eigen::RowVectorXd expected = read_reference_matrix("graph/multilayer_quality.txt").row(0);
  const QualityGraph graph = multilayer_graph(layers(), expected[0], expected[1]);
  const std::vector<int> flat(communities.reshaped().begin(), communities.reshaped().end());
  EXPECT_NEAR(quality(graph, flat), expected[2], 1e-10);
}

TEST_F(Multilayer, MeasuresOverLayersAgree) {
  std::vector<int> systems(9);
  for (std::size_t i = 0; i < 9; ++i) systems[i] = static_cast<int>(i % 3);
  const Eigen::MatrixXd together = allegiance(communities);
  EXPECT_LT(distance_between(flexibility(communities), nodal.col(4)), 1e-10);
  EXPECT_LT(distance_between(promiscuity(communities), nodal.col(5)), 1e-10);
  EXPECT_LT(distance_between(recruitment(together, systems), nodal.col(6)), 1e-10);
  EXPECT_LT(distance_between(integration(together, systems), nodal.col(7)), 1e-10);
}

TEST_F(Multilayer, StrongCouplingKeepsEveryNodeInItsCommunity) {
  for (const Eigen::MatrixXi& run : multilayer_runs(layers(), 1.0, 1000.0, {.restarts = 3})) {
    EXPECT_TRUE(flexibility(run).isZero());
  }
  const auto loose = multilayer_runs(layers(), 1.0, 0.0, {.restarts = 3});
  EXPECT_TRUE((flexibility(loose.front()).array() == 1.0).all());
}

TEST_F(Multilayer, RefusesUnevenLayers) {
  std::vector<Eigen::MatrixXd> uneven = layers();
  uneven[1] = Eigen::MatrixXd::Ones(3, 3);
  EXPECT_THROW(multilayer_graph(uneven, 1.0, 1.0), InputError);
  EXPECT_THROW(multilayer_graph({}, 1.0, 1.0), InputError);
}

}  // namespace
}  // namespace rewire
