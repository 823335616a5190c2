#include <gmock/gmock.h>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/graph/graph_stage.h"
#include "tests/stages/graph/metric_lookup.h"
#include "tests/stages/graph/sample_connectome.h"

namespace rewire {
namespace {

using testing::content_of;
using testing::global;
using ::testing::IsEmpty;
using testing::nodal;
using testing::random_connectome;
using ::testing::SizeIs;

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
  EXPECT_EQ(nodal(metrics, "global_brain_connectivity").null_mean.size(), 0);
  ASSERT_THAT(metrics.curves, SizeIs(1));
  EXPECT_EQ(metrics.curves[0].null_mean[1].size(), metrics.curves[0].values[1].size());
  const auto with_threads = [&](int threads) {
    const ThreadLimit limit(threads);
    return content_of(graph_metrics(connectome, params));
  };
  EXPECT_EQ(with_threads(1), with_threads(3));
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
