#include "tests/stages/kernels/network/reference_networks.h"

#include <gtest/gtest.h>

#include "stages/kernels/network/communities.h"
#include "stages/kernels/network/modularity.h"
#include "stages/kernels/network/organisation.h"
#include "stages/kernels/network/participation.h"

namespace rewire {
namespace {

using namespace testing;

constexpr double tolerance = 1e-10;

class ReferenceNetwork : public ::testing::TestWithParam<const char*> {
 protected:
  const std::string name = std::string("graph/") + GetParam();
  const Eigen::MatrixXd nodal = read_reference_matrix(name + "_nodal.txt");
  const NetworkContext context{};
  const MetricSettings settings{};
  const PreparedNetwork prepared{read_weights(), context, settings};

  Eigen::MatrixXd read_weights() const {
    if (name == "graph/hashed400") return hashed_weights(400, 0.1);
    return weights_of_edges(name + "_edges.txt", nodal.rows());
  }
};

TEST_P(ReferenceNetwork, NodalMetricsAgree) {
  const auto columns = reference_columns(name + "_nodal.txt");
  ASSERT_EQ(static_cast<Eigen::Index>(columns.size()), nodal.cols());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto& compute = std::get<NodalFunction>(metric_named(columns[c]).compute);
    EXPECT_LT(distance_between(compute(prepared), nodal.col(static_cast<Eigen::Index>(c))),
              tolerance)
        << columns[c];
  }
}

TEST_P(ReferenceNetwork, GlobalMetricsAgree) {
  const Eigen::RowVectorXd expected = read_reference_matrix(name + "_global.txt").row(0);
  const auto columns = reference_columns(name + "_global.txt");
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto& compute = std::get<GlobalFunction>(metric_named(columns[c]).compute);
    EXPECT_LT(distance_between(Eigen::VectorXd::Constant(1, compute(prepared)),
                               expected.segment<1>(static_cast<Eigen::Index>(c))),
              tolerance)
        << columns[c];
  }
}

TEST_P(ReferenceNetwork, RichClubsAgree) {
  const std::string file = name + "_rich_club.txt";
  EXPECT_LT(distance_between(rich_club(prepared.network()), reference_column(file, "rich_club")),
            tolerance);
  EXPECT_LT(distance_between(rich_club_weighted(prepared.network()),
                             reference_column(file, "rich_club_weighted")),
            tolerance);
}

TEST_P(ReferenceNetwork, RolesInGivenCommunitiesAgree) {
  const std::string file = name + "_community.txt";
  const std::vector<int> labels = to_labels(reference_column(file, "label"));
  const Eigen::MatrixXd& weights = prepared.network().weights();
  const auto expect = [&](const Eigen::VectorXd& values, const std::string& column) {
    EXPECT_LT(distance_between(values, reference_column(file, column)), tolerance) << column;
  };
  expect(participation(weights, labels), "participation");
  expect(within_module_z(weights, labels), "within_module_z");
  expect(diversity(weights, labels), "diversity");
  expect(gateway(weights, labels), "gateway");
  const Eigen::RowVectorXd q = read_reference_matrix(name + "_modularity.txt").row(0);
  EXPECT_NEAR(modularity(prepared.network(), labels, 1.0), q[0], tolerance);
  EXPECT_NEAR(modularity(prepared.network(), labels, 1.5), q[1], tolerance);
}

TEST_P(ReferenceNetwork, SearchesAreNotWorseThanTheBestOfHundredRunsOfNetworkXAndIgraph) {
  const double best = read_reference_matrix(name + "_modularity.txt")(0, 0);
  const QualityGraph graph = modularity_graph(prepared.network(), 1.0);
  for (const CommunityMethod method : {CommunityMethod::leiden, CommunityMethod::louvain}) {
    // At most as many restarts as the others had runs, and no more than it takes.
    Partition found;
    for (const int restarts : {5, 20, 100}) {
      found = best_partition(graph, {.method = method, .seed = 1, .restarts = restarts});
      if (found.quality >= best - 1e-12) break;
    }
    EXPECT_GE(found.quality, best - 1e-12);
    EXPECT_NEAR(found.quality, modularity(prepared.network(), found.communities, 1.0), 1e-12);
  }
  const CommunityOptions again{.restarts = 2};
  EXPECT_EQ(best_partition(graph, again).quality, best_partition(graph, again).quality);
}

INSTANTIATE_TEST_SUITE_P(Oracles,
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
                                           "modules200",
                                           "hashed400"),
                         [](const auto& network_case) { return std::string(network_case.param); });

}  // namespace
}  // namespace rewire
