#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/strategies/strategy_library.h"
#include "stages/core/error.h"
#include "tests/stages/denoise/example_scan.h"

namespace rewire {
namespace {

using namespace testing;
using ::testing::HasSubstr;

/// What the error says; empty when there is none.
template <class Expected, class Work>
std::string message_of(Work&& work) {
  try {
    work();
  } catch (const Expected& error) {
    return error.message();
  }
  return {};
}

TEST(DenoiseErrors, BandOutsideWhatTheRunResolves) {
  const MaskedBold bold = random_scan(3);
  const Confounds confounds = six_motion_columns();
  DenoiseParams params;
  params.high_cut_hz = 0.3;
  EXPECT_THAT(message_of<InputError>([&] { denoise(bold, confounds, six_motion(), params); }),
              HasSubstr("Nyquist frequency 0.25 Hz"));
  params = {};
  params.low_cut_hz = 0.1;
  EXPECT_THROW(denoise(bold, confounds, six_motion(), params), InputError);
}

TEST(DenoiseErrors, AbsentOrBrokenConfounds) {
  const MaskedBold bold = random_scan(3);
  Confounds confounds = six_motion_columns();
  EXPECT_THAT(message_of<InputError>([&] { denoise(bold, confounds, find_strategy("24P"), {}); }),
              HasSubstr("no confound that fits 'rot_z_power2'"));
  DenoiseParams params;
  params.columns = {"trans_X_", "(", "csf"};
  const std::string message =
      message_of<InputError>([&] { denoise(bold, confounds, six_motion(), params); });
  EXPECT_THAT(message, HasSubstr("the nearest name is trans_x"));
  EXPECT_THAT(message, HasSubstr("'('"));
  EXPECT_THAT(message, HasSubstr("no confound that fits 'csf'"));
  confounds.values(3, 2) = std::nan("");
  EXPECT_THAT(message_of<InputError>([&] { denoise(bold, confounds, six_motion(), {}); }),
              HasSubstr("no finite value of trans_z in row 4"));
  confounds.values.conservativeResize(volumes - 1, Eigen::NoChange);
  EXPECT_THAT(message_of<InputError>([&] { denoise(bold, confounds, six_motion(), {}); }),
              HasSubstr("199 confound rows"));
}

TEST(DenoiseErrors, ATissueThatWasNotFoundIsAWarning) {
  std::uint64_t stream = 400;
  Confounds confounds = six_motion_columns();
  for (int i = 0; i < 6; ++i) {
    for (const char* suffix : {"_derivative1", "_power2", "_derivative1_power2"}) {
      confounds.add(confounds.names[static_cast<std::size_t>(i)] + suffix, noise(stream++));
    }
  }
  confounds.add("white_matter", noise(900));
  const Denoised denoised = denoise(random_scan(3), confounds, find_strategy("24P+WM+CSF"), {});
  EXPECT_EQ(denoised.report.degrees_of_freedom.nuisance, 25);
  ASSERT_EQ(denoised.report.warnings.size(), 1U);
  EXPECT_THAT(denoised.report.warnings[0].found, HasSubstr("no confound csf"));
  DenoiseParams named;
  named.columns = {"csf"};
  EXPECT_THROW(denoise(random_scan(3), confounds, find_strategy("24P+WM+CSF"), named), InputError);
}

TEST(DenoiseErrors, OneWarningNamesEverythingDerivedFromALostTissue) {
  DenoiseParams params;
  params.minimum_degrees_of_freedom = 1;
  Confounds confounds;
  std::uint64_t stream = 500;
  for (const char* suffix : {"", "_derivative1", "_power2", "_derivative1_power2"}) {
    for (const char* name :
         {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z", "csf", "global_signal"}) {
      confounds.add(std::string(name) + suffix, noise(stream++));
    }
  }
  const auto problems = check_denoise(random_scan(2), confounds, find_strategy("36P"), params);
  EXPECT_FALSE(has_errors(problems));
  const auto lost = std::count_if(problems.begin(), problems.end(), [](const Problem& problem) {
    return problem.found.find("white_matter_derivative1_power2") != std::string::npos;
  });
  EXPECT_EQ(lost, 1);
  confounds.names[6] = "csf_of_another_program";  // the tissue is gone, its derivates are not
  EXPECT_FALSE(has_errors(check_denoise(random_scan(2), confounds, find_strategy("36P"), params)));
  confounds.names[7] = "whole_brain";
  EXPECT_TRUE(has_errors(check_denoise(random_scan(2), confounds, find_strategy("36P"), params)));
}

TEST(DenoiseErrors, NothingToWorkOn) {
  MaskedBold empty = random_scan(1);
  empty.mask.inside = {0};
  empty.values.resize(0, volumes);
  EXPECT_THAT(
      message_of<InputError>([&] { denoise(empty, six_motion_columns(), six_motion(), {}); }),
      HasSubstr("no voxel in the mask"));
  DenoiseParams strict;
  strict.framewise_displacement_limit_mm = 0.0;
  Confounds confounds = six_motion_columns();
  EXPECT_THAT(
      message_of<InputError>([&] { denoise(random_scan(3), confounds, six_motion(), strict); }),
      HasSubstr("no confound framewise_displacement"));
  confounds.add("framewise_displacement", Eigen::VectorXd::Constant(volumes, 0.2));
  EXPECT_THAT(
      message_of<InputError>([&] { denoise(random_scan(3), confounds, six_motion(), strict); }),
      HasSubstr("all 200 volumes censored"));
}

TEST(DenoiseErrors, ValuesThatAreNotFinite) {
  MaskedBold bold = random_scan(600);
  bold.values(530, 7) = std::numeric_limits<float>::infinity();
  EXPECT_THAT(
      message_of<InputError>([&] { denoise(bold, six_motion_columns(), six_motion(), {}); }),
      HasSubstr("1 of 600 voxels"));
  bold.values.setConstant(std::numeric_limits<float>::quiet_NaN());
  EXPECT_THAT(
      message_of<InputError>([&] { denoise(bold, six_motion_columns(), six_motion(), {}); }),
      HasSubstr("600 of 600 voxels"));
}

TEST(DenoiseErrors, ARegionThatIsNotFiniteStaysMissing) {
  RegionSeries series;
  series.values.resize(volumes, 2);
  series.values << noise(1), Eigen::VectorXd::Constant(volumes, std::nan(""));
  series.regions.resize(2);
  series.kept.assign(volumes, 1);
  series.repetition_time_s = repetition_time_s;
  const RegionSeries found = denoise_series(series, six_motion_columns(), six_motion(), {}).series;
  EXPECT_TRUE(found.values.col(0).allFinite());
  EXPECT_TRUE(found.values.col(1).array().isNaN().all());
  EXPECT_EQ(found.regions[1].missing_reason, "series is not finite");
}

TEST(DenoiseErrors, TooFewDegreesOfFreedomShowTheirTable) {
  DenoiseParams params;
  params.minimum_degrees_of_freedom = 68;
  EXPECT_THAT(message_of<NumericalError>(
                  [&] { denoise(random_scan(3), six_motion_columns(), six_motion(), params); }),
              HasSubstr("200 volumes - censoring 0 - detrend 2 - nuisance 6 - filter 125 = 67"));
  params.minimum_degrees_of_freedom = 67;
  EXPECT_NO_THROW(denoise(random_scan(3), six_motion_columns(), six_motion(), params));
}

}  // namespace
}  // namespace rewire
