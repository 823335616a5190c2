#include <gmock/gmock.h>

#include <tuple>

#include "stages/graph/graph_stage.h"
#include "tests/stages/graph/metric_lookup.h"
#include "tests/stages/graph/sample_connectome.h"

namespace rewire {
namespace {

using testing::connectome_of;
using testing::global;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::nodal;
using testing::random_connectome;
using ::testing::SizeIs;

TEST(EdgeChoice, UnreachableDensityIsComputedWithAllPositiveEdgesAndWarnedAbout) {
  Eigen::MatrixXd values = -Eigen::MatrixXd::Ones(10, 10);
  values.topLeftCorner(4, 4).setConstant(0.5);  // 6 of 45 pairs
  GraphParams params;
  params.densities = {0.1, 0.2};
  const GraphMetrics metrics = graph_metrics(connectome_of(values), params);
  ASSERT_THAT(metrics.warnings, SizeIs(1));
  EXPECT_EQ(metrics.warnings[0].severity, Severity::warning);
  EXPECT_THAT(to_text(metrics.warnings[0]), HasSubstr("6 positive edges"));
  EXPECT_THAT(to_text(metrics.warnings[0]), HasSubstr("9 for density 0.2"));
  EXPECT_DOUBLE_EQ(global(metrics, "reached_density").values[1], 6.0 / 45.0);
  EXPECT_EQ(global(metrics, "component_count").values[1], 7.0);
}

TEST(EdgeChoice, NetworkWithoutEdgesHasNoPathLengthAndNoModularity) {
  const GraphMetrics metrics = graph_metrics(connectome_of(-Eigen::MatrixXd::Ones(6, 6)), {});
  EXPECT_THAT(validate(metrics, "here"), IsEmpty());
  EXPECT_FALSE(metrics.warnings.empty());
  EXPECT_TRUE(global(metrics, "characteristic_path_length").values.array().isNaN().all());
  EXPECT_TRUE(global(metrics, "modularity").values.array().isNaN().all());
  EXPECT_TRUE(std::isnan(global(metrics, "modularity").area_under_curve));
  EXPECT_EQ(global(metrics, "global_efficiency").values[0], 0.0);
  EXPECT_EQ(global(metrics, "component_count").values[0], 6.0);
  for (const NodalMetric& metric : metrics.nodal) {
    if (metric.name == "global_brain_connectivity") continue;
    EXPECT_TRUE((metric.values.array() == 0.0).all()) << metric.name;
  }
}

TEST(EdgeChoice, EqualWeightsAreTakenInTheOrderOfTheRegions) {
  GraphParams params;
  params.densities = {0.2};
  const GraphMetrics metrics =
      graph_metrics(connectome_of(Eigen::MatrixXd::Constant(10, 10, 0.4)), params);
  // 9 of 45 edges: all of them the first region's.
  EXPECT_EQ(nodal(metrics, "degree").values(0, 0), 9.0);
  EXPECT_EQ(nodal(metrics, "betweenness").values(0, 0), 1.0);
  EXPECT_TRUE((nodal(metrics, "degree").values.bottomRows(9).array() == 1.0).all());
}

TEST(EdgeChoice, NegativeWeightsAreDroppedTakenAsTheirSizeOrKept) {
  Connectome connectome = random_connectome(30, 5);
  connectome.values.array() -= 0.4;
  connectome.values.diagonal().setOnes();
  GraphParams params;
  params.metrics = {"degrees", "modularity", "participation_negative"};
  params.densities = {0.3, 0.9};
  const auto with = [&](NegativeWeights policy) {
    params.negative_weights = policy;
    return graph_metrics(connectome, params);
  };
  const GraphMetrics dropped = with(NegativeWeights::drop);
  EXPECT_TRUE(nodal(dropped, "strength_negative").values.isZero());
  EXPECT_THAT(dropped.warnings, SizeIs(1));  // 90 % cannot be reached
  EXPECT_THAT(dropped.edges, HasSubstr("dropped"));
  const GraphMetrics sizes = with(NegativeWeights::absolute);
  EXPECT_TRUE(nodal(sizes, "strength_negative").values.isZero());
  EXPECT_THAT(sizes.warnings, IsEmpty());
  EXPECT_NEAR(global(sizes, "reached_density").values[1], 0.9, 0.002);
  const GraphMetrics kept = with(NegativeWeights::keep);
  EXPECT_THAT(kept.warnings, IsEmpty());
  EXPECT_THAT(kept.edges, HasSubstr("kept"));
  const Eigen::VectorXd both =
      nodal(kept, "strength").values.col(1) + nodal(kept, "strength_negative").values.col(1);
  EXPECT_TRUE(both.isApprox(nodal(sizes, "strength").values.col(1), 1e-12));
  EXPECT_GT(nodal(kept, "participation_negative").values.col(1).maxCoeff(), 0.0);
}

TEST(EdgeChoice, EveryChoiceOfEdgesHasItsLevels) {
  const Connectome connectome = random_connectome(40, 6);
  for (const auto& [choice, kind, levels] :
       {std::tuple{EdgeChoice::proportional, LevelKind::density, 6},
        std::tuple{EdgeChoice::absolute, LevelKind::threshold, 4},
        std::tuple{EdgeChoice::spanning_tree, LevelKind::density, 6},
        std::tuple{EdgeChoice::disparity, LevelKind::significance, 1},
        std::tuple{EdgeChoice::orthogonal_trees, LevelKind::whole, 1},
        std::tuple{EdgeChoice::all, LevelKind::whole, 1}}) {
    GraphParams params;
    params.edges = choice;
    const GraphMetrics metrics = graph_metrics(connectome, params);
    EXPECT_THAT(validate(metrics, "here"), IsEmpty());
    EXPECT_EQ(metrics.level_kind, kind);
    EXPECT_EQ(metrics.levels.size(), levels);
    const double components = global(metrics, "component_count").values[0];
    if (choice == EdgeChoice::spanning_tree) {
      EXPECT_EQ(components, 1.0);
    }
  }
}

}  // namespace
}  // namespace rewire
