#include <gtest/gtest.h>

#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/communities.h"
#include "stages/kernels/network/degree.h"
#include "stages/kernels/network/modularity.h"
#include "stages/kernels/network/participation.h"
#include "tests/stages/kernels/network/reference_networks.h"

namespace rewire {
namespace {

using namespace testing;

class SignedNetwork : public ::testing::TestWithParam<const char*> {
 protected:
  const std::string name = std::string("graph/") + GetParam();
  const Eigen::MatrixXd weights = read_reference_matrix(name + "_weights.txt");
  const std::vector<int> labels = to_labels(reference_column(name + "_community.txt", "label"));

  void expect(const Eigen::VectorXd& values, const std::string& file, const std::string& column) {
    EXPECT_LT(distance_between(values, reference_column(name + file, column)), 1e-10) << column;
  }
};

TEST_P(SignedNetwork, MeasuresAgree) {
  expect(strength(Network(weights.cwiseMax(0.0))), "_nodal.txt", "strength");
  expect(negative_strength(weights), "_nodal.txt", "strength_negative");
  expect(signed_strength(weights), "_nodal.txt", "strength_signed");
  expect(clustering_signed(weights), "_nodal.txt", "clustering_signed");
  const Eigen::MatrixXd positive = weights.cwiseMax(0.0);
  const Eigen::MatrixXd negative = (-weights).cwiseMax(0.0);
  expect(participation(positive, labels), "_community.txt", "participation");
  expect(participation(negative, labels), "_community.txt", "participation_negative");
  expect(diversity(positive, labels), "_community.txt", "diversity");
  expect(diversity(negative, labels), "_community.txt", "diversity_negative");
  expect(gateway(positive, labels), "_community.txt", "gateway");
  expect(gateway(negative, labels), "_community.txt", "gateway_negative");
}

TEST_P(SignedNetwork, ModularitiesAgree) {
  const Eigen::MatrixXd rows = read_reference_matrix(name + "_modularity.txt");
  for (const auto& row : rows.rowwise()) {
    const auto q = [&](SignedModularity form) {
      return quality(signed_modularity_graph(weights, row[0], form), labels);
    };
    EXPECT_NEAR(q(SignedModularity::asymmetric), row[1], 1e-10);
    EXPECT_NEAR(q(SignedModularity::symmetric), row[2], 1e-10);
  }
}

INSTANTIATE_TEST_SUITE_P(Oracles,
                         SignedNetwork,
                         ::testing::Values("signed40", "signed40_sparse"),
                         [](const auto& network_case) { return std::string(network_case.param); });

TEST(SignedModularity, WithoutNegativeWeightsIsTheUsualOne) {
  const Network network(hashed_weights(30, 0.4));
  const std::vector<int> labels = best_partition(modularity_graph(network, 1.0), {}).communities;
  for (const auto form : {SignedModularity::asymmetric, SignedModularity::symmetric}) {
    EXPECT_NEAR(quality(signed_modularity_graph(network.weights(), 1.0, form), labels),
                modularity(network, labels, 1.0),
                1e-12);
  }
}

TEST(SignedModularity, SearchSetsApartWhatNegativeWeightsDivide) {
  // Two groups: 0.5 within, -0.5 between.
  Eigen::MatrixXd weights = Eigen::MatrixXd::Constant(12, 12, -0.5);
  weights.topLeftCorner(5, 5).setConstant(0.5);
  weights.bottomRightCorner(7, 7).setConstant(0.5);
  const QualityGraph graph = signed_modularity_graph(weights, 1.0, SignedModularity::asymmetric);
  for (const CommunityMethod method : {CommunityMethod::leiden, CommunityMethod::louvain}) {
    const Partition found = best_partition(graph, {.method = method});
    for (std::size_t i = 0; i < 12; ++i) EXPECT_EQ(found.communities[i], i < 5 ? 0 : 1);
  }
}

TEST(SignedModularity, OnlyNegativeWeightsLeaveEveryNodeAlone) {
  const QualityGraph graph = signed_modularity_graph(
      Eigen::MatrixXd::Constant(5, 5, -0.3), 1.0, SignedModularity::asymmetric);
  EXPECT_EQ(best_partition(graph, {}).communities, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(MeanConnectivity, LeavesOutTheDiagonalAndUndefinedPairs) {
  Eigen::Matrix3d z;
  z << INFINITY, 0.4, NAN, 0.4, INFINITY, -0.2, NAN, -0.2, INFINITY;
  EXPECT_TRUE(mean_connectivity(z).isApprox(Eigen::Vector3d(0.4, 0.1, -0.2), 1e-15));
  EXPECT_TRUE(std::isnan(mean_connectivity(Eigen::MatrixXd::Constant(1, 1, INFINITY))[0]));
  const Eigen::MatrixXd positive = part_of_sign(z, 1.0);
  const Eigen::MatrixXd negative = part_of_sign(z, -1.0);
  EXPECT_GE(mean_connectivity(positive).minCoeff(), 0.0);
  EXPECT_LT(mean_connectivity(negative).minCoeff(), 0.0);
  EXPECT_TRUE((mean_connectivity(positive) + mean_connectivity(negative))
                  .isApprox(mean_connectivity(z), 1e-15));
}

}  // namespace
}  // namespace rewire
