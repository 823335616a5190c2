#include "stages/graph/graph_stage.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/kernels/network/metric_table.h"
#include "tests/stages/graph/sample_connectome.h"

namespace rewire {
namespace {

using testing::connectome_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::leave_out;
using testing::random_connectome;
using ::testing::SizeIs;

const NodalMetric& nodal(const GraphMetrics& metrics, const std::string& name) {
  const auto found = std::find_if(
      metrics.nodal.begin(), metrics.nodal.end(), [&](const auto& m) { return m.name == name; });
  if (found == metrics.nodal.end()) throw std::out_of_range(name);
  return *found;
}

const GlobalMetric& global(const GraphMetrics& metrics, const std::string& name) {
  const auto found = std::find_if(
      metrics.global.begin(), metrics.global.end(), [&](const auto& m) { return m.name == name; });
  if (found == metrics.global.end()) throw std::out_of_range(name);
  return *found;
}

Digest content_of(const GraphMetrics& metrics) {
  Digester digester;
  add_content(digester, metrics);
  return digester.finish();
}

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

TEST(GraphStage, UnreachableDensityIsComputedWithAllPositiveEdgesAndWarnedAbout) {
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

TEST(GraphStage, NetworkWithoutEdgesHasNoPathLengthAndNoModularity) {
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

TEST(GraphStage, EqualWeightsAreTakenInTheOrderOfTheRegions) {
  GraphParams params;
  params.densities = {0.2};
  const GraphMetrics metrics =
      graph_metrics(connectome_of(Eigen::MatrixXd::Constant(10, 10, 0.4)), params);
  // 9 of 45 edges: all of them the first region's.
  EXPECT_EQ(nodal(metrics, "degree").values(0, 0), 9.0);
  EXPECT_EQ(nodal(metrics, "betweenness").values(0, 0), 1.0);
  EXPECT_TRUE((nodal(metrics, "degree").values.bottomRows(9).array() == 1.0).all());
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

TEST(GraphStage, NegativeWeightsAreDroppedTakenAsTheirSizeOrKept) {
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

TEST(GraphStage, EveryChoiceOfEdgesHasItsLevels) {
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

TEST(GraphStage, NullNetworksGiveMeanAndSpreadWhateverTheThreads) {
  const Connectome connectome = random_connectome(40, 7);
  GraphParams params;
  params.densities = {0.1, 0.2};
  params.metrics = {"degrees", "clustering_mean", "modularity", "rich_club"};
  params.nulls = 12;
  const GraphMetrics metrics = graph_metrics(connectome, params);
  EXPECT_THAT(validate(metrics, "here"), IsEmpty());
  const NodalMetric& degree = nodal(metrics, "degree");
  EXPECT_EQ(degree.null_mean, degree.values);
  EXPECT_TRUE(degree.null_deviation.isZero());
  const GlobalMetric& clustering = global(metrics, "clustering_mean");
  EXPECT_GT(clustering.null_deviation.minCoeff(), 0.0);
  EXPECT_NEAR(clustering.normalised_area,
              clustering.values.cwiseQuotient(clustering.null_mean).mean(),
              1e-14);
  EXPECT_EQ(nodal(metrics, "global_brain_connectivity").null_mean.size(), 0);
  ASSERT_THAT(metrics.curves, SizeIs(1));
  EXPECT_EQ(metrics.curves[0].null_mean[1].size(), metrics.curves[0].values[1].size());
  const auto with_threads = [&](int threads) {
    const ThreadLimit limit(threads);
    return content_of(graph_metrics(connectome, params));
  };
  EXPECT_EQ(with_threads(1), with_threads(3));
}

TEST(GraphStage, EveryNullModelIsMeasured) {
  const RegionSeries series = testing::random_series(90, 20);
  const Connectome connectome = testing::connectome_of_series(series);
  GraphParams params;
  params.densities = {0.2};
  params.metrics = {"clustering_mean"};
  params.nulls = 4;
  for (const auto model :
       {NullModel::degrees, NullModel::strengths, NullModel::covariance, NullModel::phases}) {
    params.null_model = model;
    const GraphMetrics metrics = graph_metrics_with_series(connectome, series, params);
    EXPECT_TRUE(global(metrics, "clustering_mean").null_mean.allFinite());
    EXPECT_FALSE(metrics.null_model.empty());
  }
  EXPECT_THROW(graph_metrics(connectome, params), InputError);
  params.null_model = NullModel::degrees;
  params.negative_weights = NegativeWeights::keep;
  EXPECT_TRUE(has_errors(check_graph_metrics(connectome, params)));
  params.null_model = NullModel::strengths;
  EXPECT_FALSE(has_errors(check_graph_metrics(connectome, params)));
  RegionSeries other = series;
  other.regions[3].region.name = "another";
  EXPECT_TRUE(has_errors(check_graph_with_series(connectome, other, params)));
}

TEST(GraphStage, RefusesValuesThatAreNotFinite) {
  Connectome connectome = random_connectome(6, 1);
  connectome.values(1, 4) = connectome.values(4, 1) = std::nan("");
  EXPECT_THROW(graph_metrics(connectome, {}), InputError);
}

TEST(StructureView, MeasuresTheStructuresAndTheirPaths) {
  // Amygdala 0 - hub 1 - prefrontal 2, 3 (an edge between them); hippocampus 4 - prefrontal 3.
  Eigen::MatrixXd values = -Eigen::MatrixXd::Ones(6, 6);
  for (const auto& [i, j] :
       std::vector<std::pair<int, int>>{{0, 1}, {1, 2}, {1, 3}, {2, 3}, {3, 4}}) {
    values(i, j) = values(j, i) = 0.5;
  }
  Connectome connectome = connectome_of(values);
  connectome.regions[0].region.structure = Structure::amygdala;
  connectome.regions[2].region.structure = Structure::prefrontal;
  connectome.regions[2].region.prefrontal_area = PrefrontalArea::sgACC;
  connectome.regions[3].region.structure = Structure::prefrontal;
  connectome.regions[4].region.structure = Structure::hippocampus;
  GraphParams params;
  params.densities = {5.0 / 15.0};
  const GraphMetrics metrics = graph_metrics(connectome, params);
  EXPECT_THAT(validate(metrics, "here"), IsEmpty());
  const auto value = [&](const std::string& name, const std::string& place) {
    for (const StructureMetric& metric : metrics.structures) {
      if (metric.name == name && metric.place == place) return metric.values[0];
    }
    throw std::out_of_range(name + "@" + place);
  };
  EXPECT_EQ(value("edge_density", "amygdala--prefrontal"), 0.0);
  EXPECT_EQ(value("path_length", "amygdala--prefrontal"), 2.0);
  EXPECT_EQ(value("efficiency", "amygdala--prefrontal"), 0.5);
  EXPECT_EQ(value("mean_weight", "hippocampus--prefrontal"), 0.25);
  EXPECT_EQ(value("path_length", "hippocampus--prefrontal"), 1.5);
  EXPECT_EQ(value("edge_density", "prefrontal--prefrontal"), 1.0);
  EXPECT_EQ(value("path_length", "amygdala--sgACC"), 2.0);
  EXPECT_TRUE(std::isnan(value("path_length", "amygdala--amygdala")));
  EXPECT_EQ(value("degree", "prefrontal"), 2.5);
  const auto shares = [&](const std::string& place) -> Eigen::VectorXd {
    for (const PathShares& one : metrics.path_shares) {
      if (one.place == place) return one.values.col(0);
    }
    throw std::out_of_range(place);
  };
  // All paths of the amygdala pass through 1; to 4 also through 3.
  EXPECT_EQ(shares("amygdala--prefrontal"), Eigen::VectorXd::Unit(6, 1));
  EXPECT_EQ(shares("amygdala--hippocampus"), (Eigen::VectorXd(6) << 0, 1, 0, 1, 0, 0).finished());
  EXPECT_EQ(shares("hippocampus--prefrontal"), 0.5 * Eigen::VectorXd::Unit(6, 3));
}

}  // namespace
}  // namespace rewire
