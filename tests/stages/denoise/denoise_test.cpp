#include "stages/denoise/denoise.h"

#include <gtest/gtest.h>

#include <Eigen/QR>
#include <numbers>

#include "stages/connectivity/connect.h"
#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/parcellate/parcellate.h"

namespace rewire {
namespace {

constexpr Eigen::Index volumes = 200;
constexpr double repetition_time_s = 2.0;

Eigen::VectorXd noise(std::uint64_t stream) {
  RandomStream random(7, stream);
  Eigen::VectorXd values(volumes);
  for (double& value : values) value = random.normal();
  return values;
}

Eigen::VectorXd sine(int cycles) {
  return (Eigen::ArrayXd::LinSpaced(volumes, 0, volumes - 1) * 2.0 * std::numbers::pi * cycles /
          static_cast<double>(volumes))
      .sin();
}

Confounds six_motion_columns() {
  Confounds confounds;
  std::uint64_t stream = 100;
  for (const char* name : {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"}) {
    confounds.add(name, noise(stream++));
  }
  return confounds;
}

MaskedBold scan_of(const Eigen::MatrixXd& voxels) {
  MaskedBold bold;
  bold.mask.grid.dims = {static_cast<int>(voxels.rows()), 1, 1};
  bold.mask.inside.assign(static_cast<std::size_t>(voxels.rows()), 1);
  bold.values = voxels.cast<float>();
  bold.repetition_time_s = repetition_time_s;
  return bold;
}

MaskedBold random_scan(Eigen::Index count) {
  Eigen::MatrixXd voxels(count, volumes);
  for (Eigen::Index v = 0; v < count; ++v) {
    voxels.row(v) = noise(static_cast<std::uint64_t>(v)).transpose().array() + 1000.0;
  }
  return scan_of(voxels);
}

DenoiseParams six_motion() {
  DenoiseParams params;
  params.nuisance = NuisanceModel::motion_6;
  return params;
}

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
  const Denoised denoised = denoise(bold, confounds, six_motion());
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
  DenoiseParams params;
  params.nuisance = NuisanceModel::none;
  const Denoised denoised = denoise(scan_of(voxels), Confounds{}, params);
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
  DenoiseParams params = six_motion();
  params.framewise_displacement_limit_mm = 0.5;
  const Denoised clean = denoise(bold, confounds, params);
  bold.values.col(50).array() += 1e6F;
  const Denoised spiked = denoise(bold, confounds, params);
  EXPECT_EQ(clean.report.degrees_of_freedom.censoring, 2);
  EXPECT_EQ(clean.report.kept[50], 0);
  EXPECT_TRUE((clean.bold.values.array() == spiked.bold.values.array()).all());
  EXPECT_EQ(clean.bold.values.col(51).norm(), 0.0F);
}

TEST(Denoise, NamesColumnsThatItDrops) {
  Confounds confounds = six_motion_columns();
  confounds.add("zero", Eigen::VectorXd::Zero(volumes));
  confounds.add("copy", confounds.values.col(2) * -1e6);
  DenoiseParams params = six_motion();
  params.columns = {"zero", "co.*"};
  const Denoised denoised = denoise(random_scan(3), confounds, params);
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
    return denoise(bold, confounds, six_motion()).bold.values;
  };
  EXPECT_TRUE((with_threads(1).array() == with_threads(2).array()).all());
}

TEST(Denoise, RefusesWhatItCannotUse) {
  const MaskedBold bold = random_scan(3);
  Confounds confounds = six_motion_columns();
  DenoiseParams fast = six_motion();
  fast.high_cut_hz = 0.3;
  EXPECT_THROW(denoise(bold, confounds, fast), InputError);
  EXPECT_THROW(denoise(bold, confounds, DenoiseParams{}), InputError);  // no csf ...
  DenoiseParams demanding = six_motion();
  demanding.minimum_degrees_of_freedom = 100;
  EXPECT_THROW(denoise(bold, confounds, demanding), NumericalError);
  confounds.values(3, 2) = std::nan("");
  EXPECT_THROW(denoise(bold, confounds, six_motion()), InputError);
  confounds.values.conservativeResize(volumes - 1, Eigen::NoChange);
  EXPECT_THROW(denoise(bold, confounds, six_motion()), InputError);
}

TEST(Denoise, ReadsTheFirstDifferenceAsNoChange) {
  Confounds confounds = six_motion_columns();
  Eigen::VectorXd difference = noise(300);
  difference[0] = 0.0;
  confounds.add("trans_x_derivative1", difference);
  DenoiseParams params = six_motion();
  params.columns = {"trans_x_derivative1"};
  const MaskedBold bold = random_scan(5);
  const Denoised with_zero = denoise(bold, confounds, params);
  confounds.values(0, 6) = std::nan("");
  const Denoised with_gap = denoise(bold, confounds, params);
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

TEST(Parcellate, AveragingAndProjectingCommute) {
  const MaskedBold bold = random_scan(40);
  const Confounds confounds = six_motion_columns();
  const ScanAtlas atlas = two_regions(40);
  const ParcellateParams all{.minimum_coverage = 0.0};
  const RegionSeries voxels_first =
      parcellate(denoise(bold, confounds, six_motion()), bold, atlas, all);
  const RegionSeries regions_first =
      denoise_series(parcellate_raw(bold, atlas, all), confounds, six_motion()).series;
  EXPECT_LT((voxels_first.values - regions_first.values).norm(),
            1e-5 * regions_first.values.norm());
  EXPECT_EQ(voxels_first.degrees_of_freedom, regions_first.degrees_of_freedom);
}

TEST(Parcellate, SaysWhyARegionIsMissing) {
  MaskedBold bold = random_scan(40);
  bold.values.row(5).setConstant(12.0F);  // no signal
  const RegionSeries series = parcellate_raw(bold, two_regions(40), {});
  EXPECT_EQ(series.regions[0].voxel_count, 38U);
  EXPECT_NEAR(series.regions[0].coverage, 38.0 / 40.0, 1e-12);
  EXPECT_NEAR(series.regions[0].tsnr, 1000.0, 60.0);
  EXPECT_EQ(series.regions[1].missing_reason, "coverage 0.10 below 0.5");
  EXPECT_TRUE(series.values.col(1).array().isNaN().all());
}

TEST(Connect, EqualsPearsonsDefinitionBesideALargeOffset) {
  RegionSeries series;
  series.values.resize(volumes, 4);
  series.values << noise(1), noise(1) + noise(2), noise(1) * 2.0, Eigen::VectorXd::Ones(volumes);
  const Eigen::VectorXd a = series.values.col(0).array() - series.values.col(0).mean();
  const Eigen::VectorXd b = series.values.col(1).array() - series.values.col(1).mean();
  const double expected = a.dot(b) / (a.norm() * b.norm());
  series.values.leftCols(2).array() += 1e6;
  series.regions.resize(4);
  series.kept.assign(volumes, 1);
  const Connectome connectome = connect(series, {});
  EXPECT_NEAR(connectome.values(0, 1), expected, 1e-10);
  EXPECT_NEAR(connectome.fisher_z(1, 0), std::atanh(expected), 1e-9);
  EXPECT_NEAR(connectome.standard_errors(0, 1), 1.0 / std::sqrt(197.0), 1e-12);
  EXPECT_FALSE(connectome.regions[3].missing_reason.empty());
  EXPECT_TRUE(std::isnan(connectome.values(3, 0)));
  EXPECT_TRUE(std::isnan(connectome.fisher_z(0, 2)));  // one series twice
  ASSERT_EQ(connectome.undefined_edges.size(), 1U);
  EXPECT_EQ(connectome.undefined_edges[0].second, 2);
  EXPECT_LE(connectome.values(0, 2), 1.0);
  series.kept.assign(volumes, 0);
  EXPECT_THROW(connect(series, {}), InputError);
}

}  // namespace
}  // namespace rewire
