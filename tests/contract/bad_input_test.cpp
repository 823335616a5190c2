#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "stages/connectivity/connect.h"
#include "stages/core/error.h"
#include "stages/core/random.h"
#include "stages/denoise/denoise.h"
#include "stages/graph/graph_stage.h"

namespace rewire {
namespace {

using testing::HasSubstr;

constexpr Eigen::Index volumes = 60;

Eigen::MatrixXd noise(Eigen::Index rows, Eigen::Index columns) {
  RandomStream random(1, 1);
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return random.normal(); });
}

MaskedBold example_bold(Eigen::Index count = volumes) {
  const Grid grid{.dims = {2, 2, 1}};
  return {.mask = {.grid = grid, .inside = {1, 1, 1, 1}},
          .values = (100.0 + noise(4, count).array()).cast<float>(),
          .repetition_time_s = 2.0};
}

const Strategy no_confounds{
    .name = "none", .columns = {}, .optional = {}, .components = {}, .censoring = {}};

DenoiseParams plain_denoise() {
  DenoiseParams params;
  params.minimum_degrees_of_freedom = 3;
  return params;
}

RegionSeries example_series(Eigen::Index count, Eigen::Index regions) {
  RegionSeries series{.atlas = "Test",
                      .regions = {},
                      .values = noise(count, regions),
                      .kept = std::vector<std::uint8_t>(static_cast<std::size_t>(count), 1),
                      .repetition_time_s = 2.0};
  for (Eigen::Index i = 0; i < regions; ++i) {
    series.regions.push_back(
        {.region = {.label = static_cast<std::int32_t>(i + 1), .name = "R" + std::to_string(i + 1)},
         .voxel_count = 5,
         .coverage = 1.0,
         .tsnr = 50.0});
  }
  return series;
}

/// The message of the rewire::Error that `work` throws; any other exception fails the test.
template <class Work>
std::string error_text(Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_FALSE(error.problems().empty());
    return error.message();
  }
  return "";
}

TEST(DenoiseBadInput, ValuesThatAreNotFiniteAreRefused) {
  for (const float bad : {std::nanf(""), INFINITY}) {
    MaskedBold bold = example_bold();
    bold.values(2, 7) = bad;
    EXPECT_THROW(denoise(bold, {}, no_confounds, plain_denoise()), InputError);
  }
}

TEST(DenoiseBadInput, AConstantVoxelBecomesZero) {
  MaskedBold bold = example_bold();
  bold.values.row(1).setConstant(321.0F);
  const Denoised denoised = denoise(bold, {}, no_confounds, plain_denoise());
  EXPECT_LT(denoised.bold.values.row(1).cwiseAbs().maxCoeff(), 1e-3F);
  EXPECT_GT(denoised.bold.values.row(2).cwiseAbs().maxCoeff(), 1e-2F);
  EXPECT_FALSE(has_errors(validate(denoised, "denoised")));
}

TEST(DenoiseBadInput, TooFewVolumesAreRefused) {
  for (const Eigen::Index count : {0, 1}) {
    EXPECT_THAT(
        error_text([&] { denoise(example_bold(count), {}, no_confounds, plain_denoise()); }),
        HasSubstr(std::to_string(count) + " volumes"));
  }
  EXPECT_NE(error_text([] { denoise(example_bold(3), {}, no_confounds, plain_denoise()); }), "");
}

TEST(DenoiseBadInput, ATableOfAnotherScanIsRefused) {
  Confounds confounds;
  confounds.add("csf", Eigen::VectorXd::Ones(volumes - 1));
  EXPECT_THAT(
      error_text([&] { denoise(example_bold(), confounds, no_confounds, plain_denoise()); }),
      HasSubstr("59 confound rows"));
}

TEST(ConnectBadInput, RegionsWithoutASignalAreMissingWithAReason) {
  RegionSeries series = example_series(volumes, 4);
  series.values(5, 0) = NAN;
  series.values.col(1).setConstant(3.0);
  const Connectome connectome = connect(series, {});
  for (const std::size_t region : {0U, 1U}) {
    EXPECT_NE(connectome.regions[region].missing_reason, "");
    EXPECT_TRUE(connectome.values.row(static_cast<Eigen::Index>(region)).array().isNaN().all());
  }
  EXPECT_TRUE(std::isfinite(connectome.values(2, 3)));
  EXPECT_FALSE(has_errors(validate(connectome, "connectome")));
}

TEST(ConnectBadInput, TooFewVolumesAreRefused) {
  for (const Eigen::Index count : {0, 1, 3}) {
    EXPECT_NE(error_text([&] { connect(example_series(count, 3), {}); }), "") << count;
  }
}

TEST(ConnectBadInput, OneRegionIsAMatrixOfOneAndNoneIsRefused) {
  const Connectome connectome = connect(example_series(volumes, 1), {});
  ASSERT_EQ(connectome.values.size(), 1);
  EXPECT_EQ(connectome.values(0, 0), 1.0);
  EXPECT_FALSE(has_errors(validate(connectome, "connectome")));
  EXPECT_THAT(error_text([] { connect(example_series(volumes, 0), {}); }), HasSubstr("no region"));
}

TEST(GraphBadInput, AnUndefinedPairOfPresentRegionsIsRefused) {
  Connectome connectome = connect(example_series(volumes, 6), {});
  connectome.values(1, 2) = connectome.values(2, 1) = NAN;
  EXPECT_NE(error_text([&] { graph_metrics(connectome, {}); }), "");
}

TEST(GraphBadInput, MissingRegionsStayOutside) {
  RegionSeries series = example_series(volumes, 8);
  series.values.col(3).setConstant(NAN);
  const GraphMetrics metrics = graph_metrics(connect(series, {}), {});
  for (const NodalMetric& metric : metrics.nodal) {
    EXPECT_TRUE(metric.values.row(3).array().isNaN().all()) << metric.name;
  }
  EXPECT_FALSE(has_errors(validate(metrics, "metrics")));
}

TEST(GraphBadInput, SmallNetworksEndInNumbersOrAnError) {
  for (const Eigen::Index regions : {1, 2, 3}) {
    const std::string message = error_text([&] {
      const GraphMetrics metrics = graph_metrics(connect(example_series(volumes, regions), {}), {});
      EXPECT_FALSE(has_errors(validate(metrics, "metrics"))) << regions;
    });
    if (!message.empty()) {
      EXPECT_THAT(message, HasSubstr("region"));
    }
  }
  EXPECT_THAT(error_text([] { graph_metrics({}, {}); }), HasSubstr("no region"));
}

TEST(GraphBadInput, ANetworkOfMissingRegionsOnlyEndsInNaNOrAnError) {
  RegionSeries series = example_series(volumes, 4);
  series.values.setConstant(NAN);
  const Connectome connectome = connect(series, {});
  const std::string message = error_text([&] {
    const GraphMetrics metrics = graph_metrics(connectome, {});
    for (const NodalMetric& metric : metrics.nodal) {
      EXPECT_TRUE(metric.values.array().isNaN().all()) << metric.name;
    }
  });
  if (!message.empty()) {
    EXPECT_THAT(message, HasSubstr("region"));
  }
}

}  // namespace
}  // namespace rewire
