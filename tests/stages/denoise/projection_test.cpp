#include <gtest/gtest.h>

#include "stages/core/parallel.h"
#include "tests/stages/denoise/example_scan.h"

namespace rewire {
namespace {

using namespace testing;

/// The kept rows of `series`, centred, in columns of unit length.
Eigen::MatrixXd standardised(const Eigen::MatrixXd& series, const std::vector<std::uint8_t>& kept) {
  std::vector<Eigen::Index> rows;
  for (std::size_t t = 0; t < kept.size(); ++t) {
    if (kept[t] != 0) rows.push_back(static_cast<Eigen::Index>(t));
  }
  Eigen::MatrixXd result = series(rows, Eigen::all);
  result.rowwise() -= result.colwise().mean().eval();
  result.colwise().normalize();
  return result;
}

DenoiseParams band_only() {
  DenoiseParams params;
  params.framewise_displacement_limit_mm = 0.5;
  return params;
}

TEST(Projection, NothingLeftCorrelatesWithAFilteredRegressor) {
  const Confounds confounds = motion_with_spikes();
  DenoiseParams params;
  params.framewise_displacement_limit_mm = 0.5;
  params.minimum_degrees_of_freedom = 10;
  const Denoised denoised = denoise(random_scan(300), confounds, six_motion(), params);
  const Eigen::MatrixXd cleaned =
      standardised(denoised.bold.values.cast<double>().transpose(), denoised.report.kept);

  RegionSeries regressors;
  regressors.values = confounds.values.leftCols(6);
  regressors.regions.resize(6);
  regressors.kept.assign(volumes, 1);
  regressors.repetition_time_s = repetition_time_s;
  const RegionSeries filtered =
      denoise_series(regressors, confounds, strategy_of({}), band_only()).series;
  const Eigen::MatrixXd filtered_unit = standardised(filtered.values, denoised.report.kept);
  const Eigen::MatrixXd raw_unit = standardised(regressors.values, denoised.report.kept);
  EXPECT_LT((cleaned.transpose() * filtered_unit).cwiseAbs().maxCoeff(), 1e-5);
  EXPECT_LT((cleaned.transpose() * raw_unit).cwiseAbs().maxCoeff(), 1e-5);
}

/// Without censoring, sines of the run inside the band pass whole and those outside vanish. With
/// censoring, those outside still vanish, but no in-band sine is orthogonal to the stop band any
/// more. Sines and cosines of all frequencies (unit length over the whole run) resolve the identity
/// of the kept volumes, so the energies that in-band ones retain add up to the degrees of freedom.
TEST(Projection, InBandEnergyUnderCensoringEqualsTheDegreesOfFreedom) {
  const Eigen::Index in_band = 37;  // 4 ... 40 cycles in 400 s: 0.01 to 0.1 Hz
  Eigen::MatrixXd voxels(2 * in_band + 3, volumes);
  const Eigen::ArrayXd turn = Eigen::ArrayXd::LinSpaced(volumes, 0, volumes - 1) * 2.0 *
                              std::numbers::pi / static_cast<double>(volumes);
  for (Eigen::Index k = 0; k < in_band; ++k) {
    voxels.row(2 * k) = (turn * static_cast<double>(k + 4)).sin() / 10.0;
    voxels.row(2 * k + 1) = (turn * static_cast<double>(k + 4)).cos() / 10.0;
  }
  voxels.row(2 * in_band) = sine(2) / 10.0;
  voxels.row(2 * in_band + 1) = sine(41) / 10.0;
  voxels.row(2 * in_band + 2) = sine(99) / 10.0;
  const Denoised denoised =
      denoise(scan_of(voxels), motion_with_spikes(), strategy_of({}), band_only());
  EXPECT_EQ(denoised.report.degrees_of_freedom.censoring, 40);
  EXPECT_EQ(denoised.report.degrees_of_freedom.after, 160 - 2 - 125);
  const Eigen::MatrixXd residuals = denoised.bold.values.cast<double>();
  EXPECT_NEAR(residuals.topRows(2 * in_band).squaredNorm(), 33.0, 1e-4);
  EXPECT_LT(residuals.bottomRows(3).cwiseAbs().maxCoeff(), 1e-6);
}

/// The Butterworth filter is no projection, but what it leaves of a regressor is gone all the same,
/// and cleaning still commutes with averaging.
TEST(Projection, ButterworthUnderCensoringLeavesNothingOfAFilteredRegressor) {
  const Confounds confounds = motion_with_spikes();
  DenoiseParams params = band_only();
  params.filter = FilterKind::butterworth;
  params.minimum_degrees_of_freedom = 5;
  const MaskedBold bold = random_scan(60);
  const Denoised denoised = denoise(bold, confounds, six_motion(), params);
  EXPECT_EQ(denoised.report.degrees_of_freedom.censoring, 40);
  const Eigen::MatrixXd cleaned =
      standardised(denoised.bold.values.cast<double>().transpose(), denoised.report.kept);

  RegionSeries series;
  series.values.resize(volumes, 7);
  series.values << confounds.values.leftCols(6),
      bold.values.cast<double>().colwise().mean().transpose();
  series.regions.resize(7);
  series.kept.assign(volumes, 1);
  series.repetition_time_s = repetition_time_s;
  const RegionSeries filtered = denoise_series(series, confounds, strategy_of({}), params).series;
  const Eigen::MatrixXd regressors =
      standardised(filtered.values.leftCols(6), denoised.report.kept);
  EXPECT_LT((cleaned.transpose() * regressors).cwiseAbs().maxCoeff(), 1e-5);

  const RegionSeries mean = denoise_series(series, confounds, six_motion(), params).series;
  const Eigen::VectorXd of_voxels =
      denoised.bold.values.cast<double>().colwise().mean().transpose();
  EXPECT_LT((mean.values.col(6) - of_voxels).norm(), 1e-5 * of_voxels.norm());
}

TEST(Projection, GivesTheSameBytesForRegionSeriesOnOneAndTwoThreads) {
  const Confounds confounds = motion_with_spikes();
  RegionSeries series;
  series.values = Eigen::MatrixXd(volumes, 130);
  for (Eigen::Index j = 0; j < 130; ++j)
    series.values.col(j) = noise(static_cast<std::uint64_t>(j));
  series.regions.resize(130);
  series.kept.assign(volumes, 1);
  series.repetition_time_s = repetition_time_s;
  const auto with_threads = [&](int threads) {
    const ThreadLimit limit(threads);
    return denoise_series(series, confounds, strategy_of({}), band_only()).series.values;
  };
  EXPECT_TRUE((with_threads(1).array() == with_threads(2).array()).all());
}

}  // namespace
}  // namespace rewire
