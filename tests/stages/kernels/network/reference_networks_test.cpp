#include <gtest/gtest.h>

#include "stages/kernels/network/betweenness.h"
#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/components.h"
#include "stages/kernels/network/degree.h"
#include "stages/kernels/network/modularity.h"
#include "stages/kernels/network/participation.h"
#include "stages/kernels/network/shortest_paths.h"
#include "stages/kernels/network/threshold.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

using testing::read_reference_matrix;

constexpr double tolerance = 1e-10;

enum NodalColumn {
  degree_column,
  strength_column,
  clustering_column,
  clustering_weighted_column,
  local_efficiency_column,
  betweenness_column,
  betweenness_weighted_column,
  community_column,
  participation_column,
  within_module_z_column,
};
enum GlobalColumn {
  path_length_column,
  path_length_weighted_column,
  efficiency_column,
  efficiency_weighted_column,
  transitivity_column,
  components_column,
  density_column,
  modularity_column,
  modularity_fine_column,
};

class ReferenceNetwork : public ::testing::TestWithParam<const char*> {
 protected:
  const std::string name = std::string("graph/") + GetParam();
  const Eigen::MatrixXd nodal = read_reference_matrix(name + "_nodal.txt");
  const Eigen::RowVectorXd global = read_reference_matrix(name + "_global.txt").row(0);
  const Network network = read_network();

  Network read_network() const {
    const Eigen::MatrixXd edges = read_reference_matrix(name + "_edges.txt");
    Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(nodal.rows(), nodal.rows());
    for (const auto& edge : edges.rowwise()) {
      const auto i = static_cast<Eigen::Index>(edge[0]);
      const auto j = static_cast<Eigen::Index>(edge[1]);
      weights(i, j) = weights(j, i) = edge[2];
    }
    return Network(weights);
  }

  std::vector<int> communities() const {
    const Eigen::VectorXi labels = nodal.col(community_column).cast<int>();
    return {labels.begin(), labels.end()};
  }

  void expect_nodal(const Eigen::VectorXd& values, NodalColumn column) const {
    EXPECT_LT((values - nodal.col(column)).cwiseAbs().maxCoeff(), tolerance) << "column " << column;
  }
};

TEST_P(ReferenceNetwork, NodalMetricsAgree) {
  expect_nodal(degree(network), degree_column);
  expect_nodal(strength(network), strength_column);
  expect_nodal(clustering(network), clustering_column);
  expect_nodal(clustering_weighted(network), clustering_weighted_column);
  expect_nodal(local_efficiency(network), local_efficiency_column);
  expect_nodal(betweenness(network), betweenness_column);
  expect_nodal(betweenness_weighted(network), betweenness_weighted_column);
  expect_nodal(participation(network, communities()), participation_column);
  expect_nodal(within_module_z(network, communities()), within_module_z_column);
}

TEST_P(ReferenceNetwork, GlobalMetricsAgree) {
  const Eigen::MatrixXd hops = hop_distances(network);
  const Eigen::MatrixXd lengths = path_lengths(network);
  EXPECT_NEAR(characteristic_path_length(hops), global[path_length_column], tolerance);
  EXPECT_NEAR(characteristic_path_length(lengths), global[path_length_weighted_column], tolerance);
  EXPECT_NEAR(global_efficiency(hops), global[efficiency_column], tolerance);
  EXPECT_NEAR(global_efficiency(lengths), global[efficiency_weighted_column], tolerance);
  EXPECT_NEAR(transitivity(network), global[transitivity_column], tolerance);
  EXPECT_EQ(component_count(network), global[components_column]);
  EXPECT_NEAR(network.density(), global[density_column], tolerance);
  EXPECT_NEAR(modularity(network, communities(), 1.0), global[modularity_column], tolerance);
  EXPECT_NEAR(modularity(network, communities(), 1.5), global[modularity_fine_column], tolerance);
}

TEST_P(ReferenceNetwork, LouvainIsNotWorseThanTheBestOfTwentyRuns) {
  const Partition partition = louvain(network, {});
  EXPECT_GE(partition.modularity, global[modularity_column] - 1e-12);
  EXPECT_EQ(partition.modularity, modularity(network, partition.communities, 1.0));
}

INSTANTIATE_TEST_SUITE_P(NetworkX,
                         ReferenceNetwork,
                         ::testing::Values("pair",
                                           "star",
                                           "complete",
                                           "lattice",
                                           "disconnected",
                                           "karate",
                                           "karate_weighted",
                                           "random50",
                                           "modules100",
                                           "modules200"),
                         [](const auto& network_case) { return std::string(network_case.param); });

TEST(ReferenceThreshold, KeepsTheSameEdges) {
  const Eigen::MatrixXd matrix = read_reference_matrix("graph/threshold_matrix.txt");
  const Eigen::MatrixXd kept = read_reference_matrix("graph/threshold_kept.txt");
  for (const double density : {0.05, 0.1, 0.15, 0.3, 0.5, 1.0}) {
    Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(matrix.rows(), matrix.cols());
    for (const auto& edge : kept.rowwise()) {
      if (edge[0] != density) continue;
      const auto i = static_cast<Eigen::Index>(edge[1]);
      const auto j = static_cast<Eigen::Index>(edge[2]);
      expected(i, j) = expected(j, i) = edge[3];
    }
    EXPECT_EQ(proportional_threshold(matrix, density).weights, expected) << density;
  }
}

}  // namespace
}  // namespace rewire
