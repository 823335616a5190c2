#include "stages/denoise/motion_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/core/field_list.h"
#include "stages/denoise/denoise.h"
#include "tests/stages/denoise/example_scan.h"

namespace rewire {
namespace {

using namespace testing;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr double fast_repetition_s = 0.8;

/// Slow drift of the head, and breathing at 0.3 Hz along z.
Confounds breathing_head() {
  Confounds confounds;
  const Eigen::ArrayXd time =
      Eigen::ArrayXd::LinSpaced(volumes, 0, volumes - 1) * fast_repetition_s;
  for (const char* name : {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"}) {
    Eigen::VectorXd column = 1e-3 * (2.0 * std::numbers::pi * 0.02 * time).sin();
    if (std::string(name) == "trans_z") {
      column.array() += 0.2 * (2.0 * std::numbers::pi * 0.3 * time).sin();
    }
    confounds.add(name, column);
  }
  confounds.add("trans_z_derivative1", noise(1));
  confounds.add("trans_z_power2", noise(2));
  confounds.add("framewise_displacement", Eigen::VectorXd::Constant(volumes, 9.0));
  confounds.add("csf", noise(3));
  return confounds;
}

TEST(MotionFilter, TakesBreathingOutOfTheMotionAndOfWhatIsMadeFromIt) {
  DenoiseParams params;
  for (const MotionFilter kind : {MotionFilter::notch, MotionFilter::lowpass}) {
    params.motion_filter = kind;
    params.respiration_low_hz = kind == MotionFilter::notch ? 0.25 : 0.1;
    params.respiration_high_hz = 0.35;
    const Confounds before = breathing_head();
    EXPECT_THAT(check_motion_filter(before, fast_repetition_s, params), IsEmpty());
    const Confounds after = filter_motion(before, fast_repetition_s, params);
    const auto column = [&](const char* name) { return after.values.col(*after.find(name)); };
    const Eigen::VectorXd z = column("trans_z").segment(30, volumes - 60);
    EXPECT_LT(z.cwiseAbs().maxCoeff(), 0.01);
    EXPECT_LT((column("trans_x") - before.values.col(0)).norm(),
              0.03 * before.values.col(0).norm());
    EXPECT_DOUBLE_EQ(column("trans_z_derivative1")[7], column("trans_z")[7] - column("trans_z")[6]);
    EXPECT_DOUBLE_EQ(column("trans_z_power2")[5], column("trans_z")[5] * column("trans_z")[5]);
    EXPECT_TRUE(std::isnan(column("framewise_displacement")[0]));
    double displacement = 0.0;
    for (int i = 0; i < 6; ++i) {
      displacement += std::abs(after.values(40, i) - after.values(39, i)) * (i < 3 ? 1.0 : 50.0);
    }
    EXPECT_DOUBLE_EQ(column("framewise_displacement")[40], displacement);
    EXPECT_TRUE((column("csf").array() == before.values.col(9).array()).all());
  }
}

TEST(MotionFilter, SavesVolumesFromCensoring) {
  MaskedBold bold = random_scan(2);
  bold.repetition_time_s = fast_repetition_s;
  Strategy strategy = strategy_of({"trans_z"});
  DenoiseParams params;
  params.framewise_displacement_limit_mm = 0.1;
  params.motion_filter = MotionFilter::notch;
  params.respiration_low_hz = 0.25;
  params.respiration_high_hz = 0.35;
  const Denoised denoised = denoise(bold, breathing_head(), strategy, params);
  EXPECT_LT(denoised.report.censoring.framewise_displacement, volumes / 20);
}

TEST(MotionFilter, ChecksColumnsAndFrequencies) {
  DenoiseParams params;
  params.motion_filter = MotionFilter::lowpass;
  EXPECT_THAT(check_motion_filter(Confounds{}, fast_repetition_s, params), SizeIs(6));
  EXPECT_THAT(check_motion_filter(breathing_head(), 3.0, params), SizeIs(1));  // Nyquist 0.167 Hz
  params.motion_filter = MotionFilter::notch;
  params.respiration_high_hz = 0.1;
  EXPECT_THAT(broken_rules(params, "denoise"), SizeIs(1));
}

}  // namespace
}  // namespace rewire
