#include "stages/graph/graph_stage.h"

#include <gmock/gmock.h>

#include <numeric>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/kernels/network/metric_table.h"
#include "tests/stages/graph/metric_lookup.h"
#include "tests/stages/graph/sample_connectome.h"

namespace rewire {
namespace {

using testing::connectome_of;
using testing::content_of;
using testing::global;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::leave_out;
using testing::nodal;
using testing::random_connectome;
using ::testing::SizeIs;

TEST(GraphStage, GivesEveryMetricOfTheTableAtEveryDensity) {
  GraphParams params;
  params.metrics = {"all"};
  params.references = 2;
  Connectome connectome = random_connectome(30, 1);
  for (std::size_t i = 0; i < 30; ++i) connectome.regions[i].region.network = i < 12 ? "A" : "B";
  const GraphMetrics metrics = graph_metrics(connectome, params);
  EXPECT_THAT(validate(metrics, "here"), IsEmpty());
  EXPECT_THAT(metrics.warnings, IsEmpty());
  EXPECT_EQ(metrics.nodal.size() + metrics.global.size() + metrics.curves.size(),
            metric_table().size());
  for (const MetricDeclaration& metric : metric_table()) {
    const std::string name(metric.name);
    // At 5 % some nodes of so small a network have no edge.
    if (metric.is_nodal()) {
      EXPECT_TRUE(nodal(metrics, name).values.rightCols(2).allFinite()) << name;
    } else if (metric.is_global()) {
      EXPECT_TRUE(global(metrics, name).values.tail(2).allFinite()) << name;
    }
  }
  // 435 pairs: 21.75 edges are 22.
  EXPECT_NEAR(nodal(metrics, "degree").values.col(0).sum(), 44.0, 0.0);
  EXPECT_DOUBLE_EQ(global(metrics, "reached_density").values[0], 22.0 / 435.0);
}

TEST(GraphStage, AreaUnderTheCurveIsTheTrapezoidDividedByTheSpan) {
  GraphParams params;
  params.densities = {0.1, 0.2, 0.5};
  const GraphMetrics metrics = graph_metrics(random_connectome(20, 2), params);
  const GlobalMetric& efficiency = global(metrics, "global_efficiency");
  const Eigen::VectorXd& e = efficiency.values;
  EXPECT_NEAR(efficiency.area_under_curve,
              (0.1 * (e[0] + e[1]) / 2.0 + 0.3 * (e[1] + e[2]) / 2.0) / 0.4,
              1e-14);
  const NodalMetric& strength = nodal(metrics, "strength");
  const Eigen::RowVectorXd s = strength.values.row(7);
  EXPECT_NEAR(strength.area_under_curve[7],
              (0.1 * (s[0] + s[1]) / 2.0 + 0.3 * (s[1] + s[2]) / 2.0) / 0.4,
              1e-14);
}

TEST(GraphStage, AreaUnderOneDensityIsTheValue) {
  GraphParams params;
  params.densities = {0.25};
  const GraphMetrics metrics = graph_metrics(random_connectome(20, 2), params);
  for (const GlobalMetric& metric : metrics.global) {
    EXPECT_EQ(metric.area_under_curve, metric.values[0]) << metric.name;
  }
  for (const NodalMetric& metric : metrics.nodal) {
    EXPECT_EQ(metric.area_under_curve, metric.values.col(0)) << metric.name;
  }
}

TEST(GraphStage, MissingRegionIsOutsideTheGraph) {
  const Connectome whole = random_connectome(24, 3);
  Connectome with_gap = random_connectome(24, 3);
  leave_out(with_gap, 5);
  std::vector<Eigen::Index> others(24);
  std::iota(others.begin(), others.end(), 0);
  others.erase(others.begin() + 5);
  const GraphMetrics expected = graph_metrics(connectome_of(whole.values(others, others)), {});
  const GraphMetrics metrics = graph_metrics(with_gap, {});
  EXPECT_THAT(validate(metrics, "here"), IsEmpty());
  for (std::size_t m = 0; m < metrics.nodal.size(); ++m) {
    EXPECT_TRUE(metrics.nodal[m].values.row(5).array().isNaN().all());
    EXPECT_TRUE(std::isnan(metrics.nodal[m].area_under_curve[5]));
    EXPECT_EQ(metrics.nodal[m].values(others, Eigen::all), expected.nodal[m].values);
  }
  for (std::size_t m = 0; m < metrics.global.size(); ++m) {
    EXPECT_EQ(metrics.global[m].values, expected.global[m].values);
  }
  EXPECT_TRUE((metrics.communities.row(5).array() == GraphMetrics::outside).all());
  EXPECT_TRUE((metrics.communities(others, Eigen::all).array() >= 0).all());
}

TEST(GraphStage, OneRegionIsWarnedAbout) {
  const GraphMetrics metrics = graph_metrics(connectome_of(Eigen::MatrixXd::Ones(1, 1)), {});
  EXPECT_THAT(validate(metrics, "here"), IsEmpty());
  ASSERT_THAT(metrics.warnings, SizeIs(1));
  EXPECT_THAT(metrics.warnings[0].found, HasSubstr("1 region"));
  EXPECT_EQ(nodal(metrics, "degree").values(0, 0), 0.0);
  EXPECT_EQ(global(metrics, "component_count").values[0], 1.0);
}

TEST(GraphStage, NoRegionWithASeriesIsNaNThroughout) {
  Connectome connectome = random_connectome(3, 1);
  for (Eigen::Index i = 0; i < 3; ++i) leave_out(connectome, i);
  const GraphMetrics metrics = graph_metrics(connectome, {});
  EXPECT_THAT(validate(metrics, "here"), IsEmpty());
  EXPECT_FALSE(metrics.warnings.empty());
  for (const GlobalMetric& metric : metrics.global) {
    EXPECT_TRUE(metric.values.array().isNaN().all()) << metric.name;
  }
  for (const NodalMetric& metric : metrics.nodal) {
    EXPECT_TRUE(metric.values.array().isNaN().all()) << metric.name;
  }
}

TEST(GraphStage, ThreadsAndOtherDensitiesDoNotChangeTheNumbers) {
  const Connectome connectome = random_connectome(60, 4);
  const auto with_threads = [&](int threads) {
    const ThreadLimit limit(threads);
    return content_of(graph_metrics(connectome, {}));
  };
  EXPECT_EQ(with_threads(1), with_threads(2));
  EXPECT_EQ(with_threads(2), with_threads(7));
  GraphParams one;
  one.densities = {0.2};
  const GraphMetrics alone = graph_metrics(connectome, one);
  const GraphMetrics among = graph_metrics(connectome, {});
  EXPECT_TRUE(alone.nodal.size() == among.nodal.size());
  EXPECT_EQ(alone.communities.col(0), among.communities.col(3));
  EXPECT_EQ(nodal(alone, "participation").values.col(0),
            nodal(among, "participation").values.col(3));
}

TEST(GraphStage, SaysEverythingThatIsWrong) {
  Connectome connectome = random_connectome(4, 1);
  connectome.values = Eigen::MatrixXd::Ones(4, 3);
  GraphParams params;
  params.densities = {0.2, 0.1, 0.1};
  params.restarts = 0;
  const std::vector<Problem> problems = check_graph_metrics(connectome, params);
  EXPECT_THAT(problems, SizeIs(4));
  EXPECT_THROW(graph_metrics(connectome, params), InputError);
  params.metrics = {"modularty"};
  EXPECT_THAT(check_graph_metrics(connectome, params), SizeIs(5));
  params.metrics = {"default"};
  params.densities.clear();
  EXPECT_TRUE(has_errors(check_graph_metrics(random_connectome(4, 1), params)));
  params.densities = {0.0};
  EXPECT_TRUE(has_errors(check_graph_metrics(random_connectome(4, 1), params)));
}

TEST(GraphStage, RefusesValuesThatAreNotFinite) {
  Connectome connectome = random_connectome(6, 1);
  connectome.values(1, 4) = connectome.values(4, 1) = std::nan("");
  EXPECT_THROW(graph_metrics(connectome, {}), InputError);
}

}  // namespace
}  // namespace rewire
