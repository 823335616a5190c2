#include "stages/connectivity/connect.h"

#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "tests/reference_file.h"
#include "tests/stages/connectivity/example_series.h"

namespace rewire {
namespace {

using testing::noise;
using testing::read_reference_matrix;
using testing::series_of;

TEST(Connect, EqualsNumPyBesideLargeOffsetsAndScales) {
  const Eigen::MatrixXd table = read_reference_matrix("connect/series.txt");
  const Eigen::MatrixXd r = read_reference_matrix("connect/r.txt");
  const Eigen::MatrixXd z = read_reference_matrix("connect/fisher_z.txt");
  RegionSeries series = series_of(table.rightCols(6));
  for (Eigen::Index t = 0; t < table.rows(); ++t) {
    series.kept[static_cast<std::size_t>(t)] = table(t, 0) != 0.0 ? 1 : 0;
  }
  const Connectome connectome = connect(series, {});
  EXPECT_FALSE(has_errors(validate(connectome, "test")));
  EXPECT_LT((connectome.values - r).cwiseAbs().maxCoeff(), 1e-10);
  for (Eigen::Index i = 0; i < 6; ++i) {
    EXPECT_TRUE(std::isnan(connectome.transformed(i, i)));
    for (Eigen::Index j = 0; j < i; ++j) {
      EXPECT_NEAR(connectome.transformed(i, j), z(i, j), 1e-10);
      EXPECT_EQ(connectome.transformed(i, j), connectome.transformed(j, i));
    }
  }
  const double kept = table.col(0).sum();
  const Connectome white = connect(series, {.standard_error = StandardErrorMethod::white});
  EXPECT_NEAR(white.standard_errors(1, 0), 1.0 / std::sqrt(kept - 3.0), 1e-12);
  EXPECT_GE(connectome.standard_errors(1, 0), white.standard_errors(1, 0));
}

TEST(Connect, GivesConstantAndMissingSeriesAReason) {
  Eigen::MatrixXd values = noise(40, 4);
  values.col(1).setConstant(1.0 / 3.0);
  values.col(3).setConstant(std::nan(""));
  RegionSeries series = series_of(values);
  series.regions[3].missing_reason = "no voxel with signal inside the mask";
  const Connectome connectome = connect(series, {});
  EXPECT_EQ(connectome.regions[1].missing_reason, "series is constant over the kept volumes");
  EXPECT_EQ(connectome.regions[3].missing_reason, "no voxel with signal inside the mask");
  EXPECT_TRUE(connectome.values.col(1).array().isNaN().all());
  EXPECT_TRUE(connectome.values.row(3).array().isNaN().all());
  EXPECT_FALSE(std::isnan(connectome.transformed(0, 2)));
  EXPECT_TRUE(connectome.undefined_edges.empty());
}

TEST(Connect, HasNoFisherZOfIdenticalSeries) {
  Eigen::MatrixXd values = noise(40, 3);
  values.col(1) = values.col(0) * 3.0;
  values.col(2) = 5.0 - values.col(0).array();
  const Connectome connectome = connect(series_of(values), {});
  ASSERT_EQ(connectome.undefined_edges.size(), 3U);
  EXPECT_EQ(connectome.undefined_edges[0].first, 0);
  EXPECT_EQ(connectome.undefined_edges[0].second, 1);
  EXPECT_EQ(connectome.undefined_edges[0].reason, "series are the same up to scale: r is 1.0");
  EXPECT_EQ(connectome.undefined_edges[1].reason, "series are the same up to scale: r is -1.0");
  EXPECT_TRUE(connectome.transformed.array().isNaN().all());
  EXPECT_NEAR(connectome.values(0, 2), -1.0, 1e-12);
}

TEST(Connect, KeepsAnAlmostPerfectCorrelation) {
  Eigen::MatrixXd values = noise(40, 2);
  values.col(1) = values.col(0) + 1e-5 * values.col(1);
  const Connectome connectome = connect(series_of(values), {});
  EXPECT_TRUE(connectome.undefined_edges.empty());
  EXPECT_GT(connectome.transformed(0, 1), 10.0);
}

TEST(Connect, OfOneRegionIsItself) {
  const Connectome connectome = connect(series_of(noise(40, 1)), {});
  ASSERT_EQ(connectome.values.size(), 1);
  EXPECT_EQ(connectome.values(0, 0), 1.0);
  EXPECT_TRUE(std::isnan(connectome.transformed(0, 0)));
}

TEST(Connect, ChargesDenoisingToTheStandardError) {
  RegionSeries series = series_of(noise(240, 2));
  series.degrees_of_freedom = 62.0;
  const Connectome connectome = connect(series, {});
  EXPECT_EQ(connectome.nominal_degrees_of_freedom, 61.0);
  EXPECT_NEAR(connectome.standard_errors(0, 1), 1.0 / std::sqrt(60.0), 1e-12);
}

TEST(Connect, NeedsFourVolumes) {
  EXPECT_THROW(connect(series_of(noise(3, 2)), {}), NumericalError);
  const Connectome four =
      connect(series_of(noise(4, 2)), {.standard_error = StandardErrorMethod::white});
  EXPECT_NEAR(four.standard_errors(0, 1), 1.0, 1e-12);
  RegionSeries censored = series_of(noise(40, 2));
  censored.kept.assign(40, 0);
  EXPECT_THROW(connect(censored, {}), InputError);
  censored.kept[0] = censored.kept[7] = censored.kept[9] = 1;
  EXPECT_THROW(connect(censored, {}), NumericalError);
}

TEST(Connect, RefusesShapesThatDoNotFit) {
  RegionSeries series = series_of(noise(40, 2));
  series.regions.pop_back();
  EXPECT_THROW(connect(series, {}), InputError);
  series = series_of(noise(40, 2));
  series.kept.pop_back();
  EXPECT_THROW(connect(series, {}), InputError);
  EXPECT_THROW(connect(series_of(noise(40, 0)), {}), InputError);
}

TEST(Connect, GivesTheSameBytesOnOneAndTwoThreads) {
  const RegionSeries series = series_of(noise(200, 170));
  const auto with_threads = [&](int threads) {
    const ThreadLimit limit(threads);
    return connect(series, {}).values;
  };
  EXPECT_TRUE((with_threads(1).array() == with_threads(2).array()).all());
}

}  // namespace
}  // namespace rewire
