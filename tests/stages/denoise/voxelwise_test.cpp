#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/QR>

#include "stages/core/error.h"
#include "stages/denoise/denoise_voxelwise.h"
#include "stages/denoise/smooth.h"
#include "tests/reference_file.h"
#include "tests/stages/denoise/example_scan.h"

namespace rewire {
namespace {

using namespace testing;

VoxelRegressors two_regressors(Eigen::Index voxels) {
  VoxelRegressors regressors{.names = {"near.nii", "far.nii"}, .values = {}};
  for (std::uint64_t i = 0; i < 2; ++i) {
    Eigen::MatrixXf values(voxels, volumes);
    for (Eigen::Index v = 0; v < voxels; ++v) {
      values.row(v) =
          (noise(5000 + 1000 * i + static_cast<std::uint64_t>(v)).array() + 50.0).cast<float>();
    }
    regressors.values.push_back(values);
  }
  return regressors;
}

TEST(DenoiseVoxelwise, EqualsLeastSquaresOfEachVoxelsDesign) {
  const MaskedBold bold = random_scan(5);
  const Confounds confounds = six_motion_columns();
  const VoxelRegressors regressors = two_regressors(5);
  DenoiseParams params;
  params.low_cut_hz.reset();
  params.high_cut_hz.reset();
  params.detrend_order = 1;
  const Denoised denoised = denoise_voxelwise(bold, confounds, six_motion(), regressors, params);
  EXPECT_EQ(denoised.report.degrees_of_freedom.after, 200 - 2 - 8);
  EXPECT_EQ(denoised.report.nuisance_columns.back(), "far.nii");
  for (Eigen::Index v = 0; v < 5; ++v) {
    Eigen::MatrixXd design(volumes, 10);
    design << Eigen::VectorXd::Ones(volumes), Eigen::VectorXd::LinSpaced(volumes, 0, 1),
        confounds.values, regressors.values[0].row(v).transpose().cast<double>(),
        regressors.values[1].row(v).transpose().cast<double>();
    const Eigen::VectorXd y = bold.values.row(v).transpose().cast<double>();
    const Eigen::VectorXd expected = y - design * design.colPivHouseholderQr().solve(y);
    const Eigen::VectorXd found = denoised.bold.values.row(v).transpose().cast<double>();
    EXPECT_LT((found - expected).norm(), 1e-5 * expected.norm()) << v;
  }
}

TEST(DenoiseVoxelwise, LeavesOutWhatTheCommonRegressorsHold) {
  const MaskedBold bold = random_scan(3);
  VoxelRegressors regressors = two_regressors(3);
  regressors.values[1].row(1) = six_motion_columns().values.col(2).transpose().cast<float>() * 3.0F;
  const Denoised denoised =
      denoise_voxelwise(bold, six_motion_columns(), six_motion(), regressors, {});
  EXPECT_TRUE(denoised.bold.values.allFinite());
  ASSERT_EQ(denoised.report.warnings.size(), 1U);
  EXPECT_THAT(denoised.report.warnings[0].found, ::testing::HasSubstr("1 voxel-wise"));
  regressors.values[0].conservativeResize(2, Eigen::NoChange);
  EXPECT_THROW(denoise_voxelwise(bold, six_motion_columns(), six_motion(), regressors, {}),
               InputError);
}

TEST(PercentChange, DividesByTheMeanOfTheKeptVolumes) {
  MaskedBold bold = random_scan(4);
  bold.values.row(2) *= 3.0F;
  DenoiseParams params;
  const Eigen::MatrixXf plain = denoise(bold, {}, strategy_of({}), params).bold.values;
  params.scale = SignalScale::percent;
  const Eigen::MatrixXf percent = denoise(bold, {}, strategy_of({}), params).bold.values;
  const double mean = bold.values.row(2).cast<double>().mean();
  EXPECT_LT((percent.row(2).cast<double>() - 100.0 / mean * plain.row(2).cast<double>()).norm(),
            1e-6 * percent.row(2).cast<double>().norm());
  bold.values.array() -= 5000.0F;
  EXPECT_THROW(denoise(bold, {}, strategy_of({}), params), InputError);
}

/// A brick of 9 x 8 x 7 voxels of 2 x 3 x 4 mm whose corner is outside the mask.
Denoised brick() {
  Denoised denoised;
  denoised.bold.mask.grid.dims = {9, 8, 7};
  denoised.bold.mask.grid.world_from_voxel.diagonal() << 2, 3, 4, 1;
  denoised.bold.mask.inside.assign(9 * 8 * 7, 1);
  for (int i = 0; i < 4; ++i) denoised.bold.mask.inside[static_cast<std::size_t>(i)] = 0;
  denoised.bold.values.setConstant(9 * 8 * 7 - 4, 3, 7.0F);
  denoised.bold.repetition_time_s = 2.0;
  denoised.report.kept = {1, 0, 1};
  return denoised;
}

TEST(Smooth, KeepsLevelsAndLeavesCensoredVolumesAlone) {
  Denoised denoised = brick();
  denoised.bold.values.col(1).setZero();
  const Denoised smoothed = smooth(denoised, {.fwhm_mm = 6.0});
  EXPECT_LT((smoothed.bold.values.col(0).array() - 7.0F).abs().maxCoeff(), 1e-5F);
  EXPECT_EQ(smoothed.bold.values.col(1).norm(), 0.0F);
  EXPECT_TRUE((smooth(denoised, {}).bold.values.array() == denoised.bold.values.array()).all());
}

TEST(Smooth, AgreesWithSciPyInsideTheMask) {
  const Eigen::MatrixXd reference = read_reference_matrix("denoise/smooth.txt");
  Denoised denoised = brick();
  std::vector<Eigen::Index> inside;
  for (Eigen::Index v = 0; v < reference.rows(); ++v) {
    denoised.bold.mask.inside[static_cast<std::size_t>(v)] = reference(v, 0) > 0.0 ? 1 : 0;
    if (reference(v, 0) > 0.0) inside.push_back(v);
  }
  const auto voxels = static_cast<Eigen::Index>(inside.size());
  denoised.bold.values.setZero(voxels, 3);
  denoised.bold.values.col(2) = reference(inside, 1).cast<float>();
  const Denoised smoothed = smooth(denoised, {.fwhm_mm = 7.0});
  const Eigen::VectorXd expected = reference(inside, 2);
  EXPECT_LT((smoothed.bold.values.col(2).cast<double>() - expected).norm(), 1e-6 * expected.norm());
}

TEST(Smooth, HasTheWidthThatIsAskedFor) {
  Denoised denoised = brick();
  denoised.bold.mask.grid.dims = {41, 1, 1};
  denoised.bold.mask.inside.assign(41, 1);
  denoised.bold.values.setZero(41, 3);
  denoised.bold.values(20, 0) = 1.0F;
  const Denoised smoothed = smooth(denoised, {.fwhm_mm = 8.0});
  const auto value = [&](Eigen::Index i) { return smoothed.bold.values(i, 0); };
  EXPECT_NEAR(value(22) / value(20), 0.5F, 1e-5F);  // 4 mm from the centre: half the maximum
  EXPECT_NEAR(smoothed.bold.values.col(0).sum(), 1.0F, 1e-4F);
}

}  // namespace
}  // namespace rewire
