#include <gmock/gmock.h>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/graph/graph_building.h"
#include "stages/graph/graph_stage.h"
#include "stages/graph/null_networks.h"
#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/random_streams.h"
#include "stages/kernels/network/rewiring.h"
#include "stages/kernels/network/shortest_paths.h"
#include "tests/stages/graph/metric_lookup.h"
#include "tests/stages/graph/sample_connectome.h"

namespace rewire {
namespace {

using testing::content_of;
using testing::global;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::nodal;
using testing::random_connectome;
using ::testing::SizeIs;
using testing::structure;

TEST(NullSpread, NullNetworksGiveMeanAndSpreadWhateverTheThreads) {
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
  const NodalMetric& connectivity = nodal(metrics, "global_brain_connectivity");
  EXPECT_EQ(connectivity.null_mean.size(), 0);
  EXPECT_THAT(connectivity.without_nulls, HasSubstr("reads all pairs"));
  ASSERT_THAT(metrics.curves, SizeIs(1));
  EXPECT_EQ(metrics.curves[0].null_mean[1].size(), metrics.curves[0].values[1].size());
  const auto with_threads = [&](int threads) {
    const ThreadLimit limit(threads);
    return content_of(graph_metrics(connectome, params));
  };
  EXPECT_EQ(with_threads(1), with_threads(3));
}

/// Mean and standard deviation, summed up the plain way.
std::pair<double, double> spread_of(const std::vector<double>& values) {
  double sum = 0.0;
  double squares = 0.0;
  for (const double value : values) sum += value;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) squares += (value - sum / count) * (value - sum / count);
  return {sum / count, std::sqrt(squares / (count - 1.0))};
}

TEST(NullSpread, StructuresHaveTheSpreadOfTheirOwnNullNetworks) {
  Connectome connectome = random_connectome(30, 8);
  for (const std::size_t region : {1U, 2U}) {
    connectome.regions[region].region.structure = Structure::amygdala;
  }
  for (const std::size_t region : {5U, 6U, 7U}) {
    connectome.regions[region].region.structure = Structure::prefrontal;
  }
  GraphParams params;
  params.densities = {0.15};
  params.metrics = {"degree", "clustering", "global_brain_connectivity", "small_world_sigma"};
  params.references = 2;
  params.nulls = 9;
  const GraphMetrics metrics = graph_metrics(connectome, params);
  EXPECT_THAT(validate(metrics, "here"), IsEmpty());
  // The same null networks, their paths by Boost's Dijkstra.
  const Eigen::MatrixXd weights = build_graph(connectome.values, 0.15, params).weights;
  std::vector<double> efficiencies;
  std::vector<double> clusterings;
  for (std::int64_t k = 0; k < params.nulls; ++k) {
    const Network null(
        null_network({.matrix = connectome.values}, weights, 0.15, params, k).weights);
    const Eigen::MatrixXd hops = dijkstra_path_lengths(binary(null));
    double inverse = 0.0;
    for (const Eigen::Index i : {1, 2}) {
      for (const Eigen::Index j : {5, 6, 7}) inverse += 1.0 / hops(i, j);
    }
    efficiencies.push_back(inverse / 6.0);
    clusterings.push_back(clustering_weighted(null)({1, 2}).mean());
  }
  const auto expect_spread =
      [&](const std::string& name, const std::string& place, const std::vector<double>& expected) {
        const StructureMetric& found = structure(metrics, name, place);
        const auto [mean, deviation] = spread_of(expected);
        EXPECT_NEAR(found.null_mean[0], mean, 1e-12) << name;
        EXPECT_NEAR(found.null_deviation[0], deviation, 1e-12) << name;
      };
  expect_spread("efficiency", "amygdala--prefrontal", efficiencies);
  expect_spread("clustering", "amygdala", clusterings);
  EXPECT_EQ(structure(metrics, "degree", "prefrontal").null_deviation[0], 0.0);
  EXPECT_THAT(structure(metrics, "global_brain_connectivity", "amygdala").without_nulls,
              HasSubstr("reads all pairs"));
  EXPECT_THAT(global(metrics, "small_world_sigma").without_nulls, HasSubstr("of its own"));
  EXPECT_EQ(metrics.path_shares.size(), 3U);
  EXPECT_GT(metrics.path_shares[1].null_mean.maxCoeff(), 0.0);
}

TEST(NullSpread, NullMatricesHaveTheirOwnConnectivityOfAllPairs) {
  const Connectome connectome = random_connectome(16, 9);
  GraphParams params;
  params.densities = {0.2};
  params.metrics = {"global_brain_connectivity"};
  params.null_model = NullModel::covariance;
  params.nulls = 7;
  const GraphMetrics metrics = graph_metrics(connectome, params);
  EXPECT_THAT(validate(metrics, "here"), IsEmpty());
  std::vector<double> of_third;
  for (std::int64_t k = 0; k < params.nulls; ++k) {
    const RandomStream random(1, null_streams + static_cast<std::uint64_t>(k));
    const Eigen::MatrixXd r = random_covariance(connectome.values, random);
    double sum = 0.0;
    for (Eigen::Index j = 0; j < 16; ++j) sum += j == 3 ? 0.0 : std::atanh(r(3, j));
    of_third.push_back(sum / 15.0);
  }
  const auto [mean, deviation] = spread_of(of_third);
  EXPECT_NEAR(nodal(metrics, "global_brain_connectivity").null_mean(3, 0), mean, 1e-12);
  EXPECT_NEAR(nodal(metrics, "global_brain_connectivity").null_deviation(3, 0), deviation, 1e-12);
}

TEST(NullSpread, EveryNullModelIsMeasured) {
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

}  // namespace
}  // namespace rewire
