#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/components.h"
#include "stages/kernels/network/degree.h"
#include "stages/kernels/network/shortest_paths.h"
#include "stages/kernels/network/threshold.h"

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

TEST(AnalyticNetworks, RefusesNegativeWeights) {
  EXPECT_THROW(Network(Eigen::MatrixXd::Constant(2, 2, -1.0)), InputError);
}

TEST(ProportionalThreshold, BreaksTiesByPositionAndDropsNegativeWeights) {
  const Thresholded tied = proportional_threshold(Eigen::MatrixXd::Ones(4, 4), 0.5);
  EXPECT_EQ(tied.kept_edges, 3U);
  EXPECT_EQ(degree(Network(tied.weights)), Eigen::Vector4d(3, 1, 1, 1));
  Eigen::MatrixXd mixed = -Eigen::MatrixXd::Ones(3, 3);
  mixed(0, 1) = 0.2;
  const Thresholded few = proportional_threshold(mixed, 1.0);
  EXPECT_EQ(few.requested_edges, 3U);
  EXPECT_EQ(few.kept_edges, 1U);
}

}  // namespace
}  // namespace rewire
