#include "stages/denoise/denoise.h"

#include <gtest/gtest.h>

#include <Eigen/QR>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/parcellate/parcellate.h"
#include "tests/stages/denoise/example_scan.h"

namespace rewire {
namespace {

using namespace testing;

/// The whole design, written out a second time: line, confounds, stop band.
Eigen::MatrixXd stacked_design(const Confounds& confounds) {
  std::vector<Eigen::VectorXd> columns{Eigen::VectorXd::Ones(volumes),
                                       Eigen::VectorXd::LinSpaced(volumes, 0.0, 1.0)};
  for (const auto column : confounds.values.colwise()) columns.emplace_back(column);
  for (int k = 1; k <= volumes / 2; ++k) {
    if (k >= 4 && k <= 40) continue;  // 0.01 Hz and 0.1 Hz in a run of 400 s
    const Eigen::ArrayXd phase = Eigen::ArrayXd::LinSpaced(volumes, 0, volumes - 1) * 2.0 *
                                 std::numbers::pi * k / static_cast<double>(volumes);
    columns.emplace_back(phase.cos());
    if (2 * k != volumes) columns.emplace_back(phase.sin());
  }
  Eigen::MatrixXd design(volumes, static_cast<Eigen::Index>(columns.size()));
  for (std::size_t j = 0; j < columns.size(); ++j) {
    design.col(static_cast<Eigen::Index>(j)) = columns[j];
  }
  return design;
}

Eigen::MatrixXd least_squares_residual(const Eigen::MatrixXd& design, const Eigen::MatrixXd& y) {
  return y - design * design.colPivHouseholderQr().solve(y);
}

TEST(Denoise, EqualsLeastSquaresOnTheStackedDesign) {
  const MaskedBold bold = random_scan(700);
  const Confounds confounds = six_motion_columns();
  const Denoised denoised = denoise(bold, confounds, six_motion(), {});
  const Eigen::MatrixXd expected =
      least_squares_residual(stacked_design(confounds), bold.values.cast<double>().transpose());
  const Eigen::MatrixXd found = denoised.bold.values.cast<double>().transpose();
  EXPECT_LT((found - expected).norm(), 1e-5 * expected.norm());
  const DegreesOfFreedom& df = denoised.report.degrees_of_freedom;
  EXPECT_EQ(df.detrend, 2);
  EXPECT_EQ(df.nuisance, 6);
  EXPECT_EQ(df.filter, 3 * 2 + 59 * 2 + 1);
  EXPECT_EQ(df.after, 200 - 2 - 6 - 125);
}

TEST(Denoise, KeepsTheBandAndRemovesTheRest) {
  Eigen::MatrixXd voxels(2, volumes);
  voxels.row(0) = sine(20);  // 0.05 Hz
  voxels.row(1) = sine(60);  // 0.15 Hz
  const Denoised denoised = denoise(scan_of(voxels), Confounds{}, strategy_of({}), {});
  const double kept = denoised.bold.values.row(0).cast<double>().dot(voxels.row(0));
  EXPECT_GT(kept / voxels.row(0).squaredNorm(), 0.99);
  EXPECT_LT(denoised.bold.values.row(1).norm(), 0.01 * voxels.row(1).norm());
}

TEST(Denoise, FitsKeptVolumesOnly) {
  MaskedBold bold = random_scan(20);
  Confounds confounds = six_motion_columns();
  Eigen::VectorXd displacement = Eigen::VectorXd::Constant(volumes, 0.1);
  displacement[0] = std::nan("");
  displacement[50] = displacement[51] = 2.0;
  confounds.add("framewise_displacement", displacement);
  DenoiseParams params;
  params.framewise_displacement_limit_mm = 0.5;
  const Denoised clean = denoise(bold, confounds, six_motion(), params);
  bold.values.col(50).array() += 1e6F;
  const Denoised spiked = denoise(bold, confounds, six_motion(), params);
  EXPECT_EQ(clean.report.degrees_of_freedom.censoring, 2);
  EXPECT_EQ(clean.report.kept[50], 0);
  EXPECT_TRUE((clean.bold.values.array() == spiked.bold.values.array()).all());
  EXPECT_EQ(clean.bold.values.col(51).norm(), 0.0F);
}

TEST(Denoise, NamesColumnsThatItDrops) {
  Confounds confounds = six_motion_columns();
  confounds.add("zero", Eigen::VectorXd::Zero(volumes));
  confounds.add("copy", confounds.values.col(2) * -1e6);
  DenoiseParams params;
  params.columns = {"zero", "co.*"};
  const Denoised denoised = denoise(random_scan(3), confounds, six_motion(), params);
  ASSERT_EQ(denoised.report.dropped.size(), 2U);
  EXPECT_EQ(denoised.report.dropped[0].name, "zero");
  EXPECT_EQ(denoised.report.dropped[1].name, "copy");
  EXPECT_EQ(denoised.report.degrees_of_freedom.nuisance, 6);
}

TEST(Denoise, GivesTheSameBytesOnOneAndTwoThreads) {
  const MaskedBold bold = random_scan(1500);
  const Confounds confounds = six_motion_columns();
  const auto with_threads = [&](int threads) {
    const ThreadLimit limit(threads);
    return denoise(bold, confounds, six_motion(), {}).bold.values;
  };
  EXPECT_TRUE((with_threads(1).array() == with_threads(2).array()).all());
}

TEST(Denoise, ReadsTheFirstDifferenceAsNoChange) {
  Confounds confounds = six_motion_columns();
  Eigen::VectorXd difference = noise(300);
  difference[0] = 0.0;
  confounds.add("trans_x_derivative1", difference);
  DenoiseParams params;
  params.columns = {"trans_x_derivative1"};
  const MaskedBold bold = random_scan(5);
  const Denoised with_zero = denoise(bold, confounds, six_motion(), params);
  confounds.values(0, 6) = std::nan("");
  const Denoised with_gap = denoise(bold, confounds, six_motion(), params);
  EXPECT_TRUE((with_zero.bold.values.array() == with_gap.bold.values.array()).all());
}

ScanAtlas two_regions(int voxels) {
  ScanAtlas atlas;
  atlas.atlas.name = "Two";
  atlas.atlas.regions.resize(2);
  atlas.atlas.regions[0].label = 1;
  atlas.atlas.regions[0].name = "left";
  atlas.atlas.regions[1].label = 2;
  atlas.atlas.regions[1].name = "right";
  atlas.atlas.label_map.grid.dims = {voxels, 1, 1};
  atlas.atlas.label_map.labels.assign(static_cast<std::size_t>(voxels), 1);
  atlas.atlas.label_map.labels[0] = 2;
  atlas.expected_voxels = {static_cast<double>(voxels), 10.0};
  return atlas;
}

TEST(Denoise, CommutesWithAveraging) {
  const MaskedBold bold = random_scan(40);
  const Confounds confounds = six_motion_columns();
  const ScanAtlas atlas = two_regions(40);
  const ParcellateParams all{.minimum_coverage = 0.0};
  const RegionSeries voxels_first =
      parcellate(denoise(bold, confounds, six_motion(), {}), bold, atlas, all);
  const RegionSeries regions_first =
      denoise_series(parcellate_raw(bold, atlas, all), confounds, six_motion(), {}).series;
  EXPECT_LT((voxels_first.values - regions_first.values).norm(),
            1e-5 * regions_first.values.norm());
  EXPECT_EQ(voxels_first.degrees_of_freedom, regions_first.degrees_of_freedom);
}

}  // namespace
}  // namespace rewire
