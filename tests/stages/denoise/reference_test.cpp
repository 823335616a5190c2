#include <gtest/gtest.h>

#include <array>

#include "pipeline/strategies/strategy_library.h"
#include "stages/denoise/denoise.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

using testing::read_reference_matrix;

constexpr std::array<const char*, 9> sources{"trans_x",
                                             "trans_y",
                                             "trans_z",
                                             "rot_x",
                                             "rot_y",
                                             "rot_z",
                                             "white_matter",
                                             "csf",
                                             "global_signal"};

/// scan.txt: nine sources, framewise displacement, then one column per voxel.
Confounds reference_confounds(const Eigen::MatrixXd& table) {
  Confounds confounds;
  const Eigen::Index n = table.rows() - 1;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Eigen::VectorXd series = table.col(static_cast<Eigen::Index>(i));
    Eigen::VectorXd difference(table.rows());
    difference[0] = std::nan("");
    difference.tail(n) = series.tail(n) - series.head(n);
    const std::string name = sources[i];
    confounds.add(name, series);
    confounds.add(name + "_derivative1", difference);
    confounds.add(name + "_power2", series.cwiseAbs2());
    confounds.add(name + "_derivative1_power2", difference.cwiseAbs2());
  }
  confounds.add("framewise_displacement", table.col(9));
  return confounds;
}

/// Fits voxels and, in double, the same values as region series.
void expect_residuals(const std::string& file,
                      const std::string& strategy_name,
                      const DenoiseParams& params,
                      std::int64_t df) {
  const Strategy strategy = find_strategy(strategy_name);
  const Eigen::MatrixXd table = read_reference_matrix("denoise/scan.txt");
  const Eigen::MatrixXd expected = read_reference_matrix("denoise/" + file);
  const Confounds confounds = reference_confounds(table);
  MaskedBold bold;
  bold.values = table.rightCols(table.cols() - 10).transpose().cast<float>();
  bold.mask.grid.dims = {static_cast<int>(bold.values.rows()), 1, 1};
  bold.mask.inside.assign(static_cast<std::size_t>(bold.values.rows()), 1);
  bold.repetition_time_s = 2.0;
  const Denoised denoised = denoise(bold, confounds, strategy, params);
  EXPECT_EQ(denoised.report.degrees_of_freedom.after, df);
  EXPECT_TRUE(denoised.report.dropped.empty());
  const Eigen::MatrixXd found = denoised.bold.values.cast<double>().transpose();
  ASSERT_EQ(found.rows(), expected.rows());
  EXPECT_LT((found - expected).norm(), 1e-5 * expected.norm());

  RegionSeries series;
  series.values = bold.values.cast<double>().transpose();
  series.regions.resize(static_cast<std::size_t>(series.values.cols()));
  series.kept.assign(static_cast<std::size_t>(series.values.rows()), 1);
  series.repetition_time_s = 2.0;
  const Eigen::MatrixXd in_double =
      denoise_series(series, confounds, strategy, params).series.values;
  EXPECT_LT((in_double - expected).norm(), 1e-9 * expected.norm());
}

TEST(DenoiseReference, MotionAndTissueWithBand) {
  expect_residuals("default.txt", DenoiseParams{}.strategy, {}, 31);
}

TEST(DenoiseReference, ThirtySixParameters) { expect_residuals("all_36.txt", "36P", {}, 21); }

TEST(DenoiseReference, Censored) {
  DenoiseParams params;
  params.framewise_displacement_limit_mm = 0.5;
  params.minimum_degrees_of_freedom = 5;
  expect_residuals("censored.txt", "24P+WM+CSF", params, 16);
}

TEST(DenoiseReference, AutomaticPolynomialsWithoutBand) {
  DenoiseParams params;
  params.low_cut_hz.reset();
  params.high_cut_hz.reset();
  params.framewise_displacement_limit_mm = 0.5;
  expect_residuals("polynomials.txt", "6P", params, 160 - 15 - 4 - 6);
}

TEST(DenoiseReference, FourthOrderWithNamedColumns) {
  DenoiseParams params;
  params.columns = {"csf", "rot_.(_derivative1)?"};
  params.detrend_order = 4;
  expect_residuals("fourth_order.txt", "none", params, 160 - 5 - 7 - 101);
}

TEST(DenoiseReference, CosinesInsteadOfSines) {
  DenoiseParams params;
  params.filter = FilterKind::cosine;
  params.framewise_displacement_limit_mm = 0.5;
  params.minimum_degrees_of_freedom = 5;
  expect_residuals("cosine.txt", "24P+WM+CSF", params, 16);
}

TEST(DenoiseReference, CosineDrifts) {
  DenoiseParams params;
  params.detrend = DetrendKind::cosine;
  params.detrend_period_s = 100.0;
  params.low_cut_hz.reset();
  params.high_cut_hz.reset();
  expect_residuals("cosine_drift.txt", "6P", params, 160 - 7 - 6);
}

TEST(DenoiseReference, ButterworthOfScanAndRegressors) {
  DenoiseParams params;
  params.filter = FilterKind::butterworth;
  expect_residuals("butterworth.txt", "24P+WM+CSF", params, 36);
}

}  // namespace
}  // namespace rewire
