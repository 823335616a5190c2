#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/components.h"
#include "stages/kernels/network/degree.h"
#include "stages/kernels/network/distance_metrics.h"
#include "stages/kernels/network/local_efficiency.h"
#include "stages/kernels/network/organisation.h"
#include "stages/kernels/network/shortest_paths.h"
#include "stages/kernels/network/spectral_centrality.h"

namespace rewire {
namespace {

Network complete(Eigen::Index n) { return Network(Eigen::MatrixXd::Constant(n, n, 0.5)); }

TEST(AnalyticNetworks, CompleteNetworkHasEveryTriangleAndPathsOfOneEdge) {
  const Network network = complete(70);
  EXPECT_TRUE(clustering(network).isOnes(1e-12));
  EXPECT_TRUE(clustering_weighted(network).isOnes(1e-12));
  EXPECT_NEAR(transitivity(network), 1.0, 1e-12);
  EXPECT_TRUE(local_efficiency(network).isOnes(1e-12));
  EXPECT_NEAR(global_efficiency(hop_distances(network)), 1.0, 1e-12);
  EXPECT_NEAR(characteristic_path_length(path_lengths(network)), 2.0, 1e-12);
  EXPECT_NEAR(strength(network)[3], 34.5, 1e-12);
  EXPECT_EQ(component_count(network), 1);
}

TEST(AnalyticNetworks, TwoEdgesAndAnIsolatedNode) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(4, 4);
  weights(0, 1) = weights(1, 0) = 0.5;
  weights(1, 2) = weights(2, 1) = 0.25;
  const Network network(weights);
  EXPECT_EQ(degree(network), Eigen::Vector4d(1, 2, 1, 0));
  EXPECT_EQ(component_count(network), 2);
  EXPECT_NEAR(characteristic_path_length(hop_distances(network)), 4.0 / 3.0, 1e-12);
  EXPECT_NEAR(path_lengths(network)(0, 2), 6.0, 1e-12);
  EXPECT_NEAR(global_efficiency(hop_distances(network)), 5.0 / 12.0, 1e-12);
  EXPECT_TRUE(clustering(network).isZero());
}

TEST(AnalyticNetworks, NoEdgesAndOneNodeHaveStatedValues) {
  const Network one(Eigen::MatrixXd::Zero(1, 1));
  EXPECT_EQ(global_efficiency(hop_distances(one)), 0.0);
  EXPECT_TRUE(std::isnan(characteristic_path_length(path_lengths(one))));
  EXPECT_EQ(component_count(Network(Eigen::MatrixXd(0, 0))), 0);
}

TEST(AnalyticNetworks, RegularNetworksHaveNoOrderOfDegrees) {
  const Network network = complete(6);
  EXPECT_TRUE(std::isnan(assortativity(network)));
  EXPECT_TRUE(std::isnan(assortativity_weighted(network)));
  EXPECT_TRUE(std::isnan(hierarchy(network)));
  EXPECT_EQ(core_periphery(network).coreness, 0.0);
  // The Laplacian of a complete network has one eigenvalue beside 0.
  EXPECT_NEAR(synchronisability(network), 1.0, 1e-12);
  EXPECT_TRUE(eigenvector_centrality(network).isApproxToConstant(1.0 / std::sqrt(6.0), 1e-12));
  EXPECT_TRUE(pagerank(network).isApproxToConstant(1.0 / 6.0, 1e-12));
}

TEST(AnalyticNetworks, StarIsDisassortativeAndHasOneHub) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(6, 6);
  weights.row(0).tail(5).setOnes();
  weights.col(0).tail(5).setOnes();
  const Network network(weights);
  EXPECT_NEAR(assortativity(network), -1.0, 1e-12);
  EXPECT_EQ(radius(hop_distances(network)), 1.0);
  EXPECT_EQ(diameter(hop_distances(network)), 2.0);
  EXPECT_NEAR(eigenvector_centrality(network)[0], std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(synchronisability(network), 1.0 / 6.0, 1e-12);
  EXPECT_TRUE(core_number(network).isOnes());
}

TEST(AnalyticNetworks, EqualComponentsShareTheLargestEigenvalue) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(4, 4);
  weights(0, 1) = weights(1, 0) = weights(2, 3) = weights(3, 2) = 0.5;
  EXPECT_TRUE(eigenvector_centrality(Network(weights)).array().isNaN().all());
  weights(2, 3) = weights(3, 2) = 0.4;
  const Eigen::VectorXd v = eigenvector_centrality(Network(weights));
  EXPECT_NEAR(v[0], std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(v[2], 0.0, 1e-12);
  EXPECT_EQ(synchronisability(Network(weights)), 0.0);
}

TEST(AnalyticNetworks, SegregationComparesPairsWithinAndBetween) {
  Eigen::Matrix4d z;
  z << 0, 0.8, 0.2, -0.3, 0.8, 0, 0.1, 0.3, 0.2, 0.1, 0, 0.4, -0.3, 0.3, 0.4, 0;
  // Within: 0.8, 0.4; between: 0.2, 0 (negative), 0.1, 0.3.
  EXPECT_NEAR(system_segregation(z, std::vector<int>{0, 0, 1, 1}), (0.6 - 0.15) / 0.6, 1e-14);
  EXPECT_NEAR(system_segregation(z, std::vector<int>{0, 0, 1, -1}), (0.8 - 0.15) / 0.8, 1e-14);
  EXPECT_TRUE(std::isnan(system_segregation(z, std::vector<int>{0, 0, 0, 0})));
}

TEST(AnalyticNetworks, RefusesNegativeWeights) {
  EXPECT_THROW(Network(Eigen::MatrixXd::Constant(2, 2, -1.0)), InputError);
}

}  // namespace
}  // namespace rewire
