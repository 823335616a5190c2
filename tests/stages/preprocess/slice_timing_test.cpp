#include "stages/preprocess/slice_timing.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>
#include <complex>
#include <numbers>
#include <string>

#include "stages/core/parallel.h"
#include "stages/core/random.h"

namespace rewire {
namespace {

constexpr double tr_s = 2.0;
constexpr Eigen::Index timed_volumes = 240;

/// Two groups of slices that are excited together, even ones first, along `axis`.
BoldRun timed_scan(std::array<int, 3> dims, int axis, Eigen::Index count = timed_volumes) {
  BoldRun bold;
  bold.grid.dims = dims;
  bold.repetition_time_s = tr_s;
  bold.slice_axis = axis;
  const int slices = dims[static_cast<std::size_t>(axis)];
  const int half = slices / 2;
  for (int slice = 0; slice < slices; ++slice) {
    const int within = slice % half;
    const int place = within % 2 == 0 ? within / 2 : (half + within) / 2;
    bold.slice_times_s.push_back(tr_s * place / half);
  }
  bold.values.resize(static_cast<Eigen::Index>(bold.grid.voxel_count()), count);
  return bold;
}

int slice_of(const BoldRun& bold, Eigen::Index voxel) {
  const std::array<Eigen::Index, 3> index{voxel % bold.grid.dims[0],
                                          voxel / bold.grid.dims[0] % bold.grid.dims[1],
                                          voxel / bold.grid.dims[0] / bold.grid.dims[1]};
  return static_cast<int>(index[static_cast<std::size_t>(bold.slice_axis)]);
}

/// Every slice sees value(time in s) when it is excited.
template <class Value>
void record(BoldRun& bold, const Value& value) {
  for (Eigen::Index voxel = 0; voxel < bold.values.rows(); ++voxel) {
    const double own_s = bold.slice_times_s[static_cast<std::size_t>(slice_of(bold, voxel))];
    for (Eigen::Index t = 0; t < bold.values.cols(); ++t) {
      bold.values(voxel, t) = static_cast<float>(value(static_cast<double>(t) * tr_s + own_s));
    }
  }
}

/// Amplitude and phase of the sine of `frequency_hz` that fits a series best, beside a line.
std::complex<double> sine_in(const Eigen::VectorXd& series, double frequency_hz) {
  const Eigen::Index n = series.size();
  Eigen::MatrixXd design(n, 4);
  for (Eigen::Index t = 0; t < n; ++t) {
    const double phase = 2.0 * std::numbers::pi * frequency_hz * tr_s * static_cast<double>(t);
    design.row(t) << 1.0, static_cast<double>(t), std::cos(phase), std::sin(phase);
  }
  const Eigen::MatrixXd normal = design.transpose() * design;
  const Eigen::VectorXd fit = normal.inverse() * (design.transpose() * series);
  return {fit[2], -fit[3]};
}

void expect_sine_restored(const BoldRun& bold, const SliceTimingParams& params) {
  constexpr double frequency_hz = 0.05;
  constexpr double amplitude = 10.0;
  const CorrectedScan scan = correct_slice_timing(bold, params);
  EXPECT_TRUE(scan.warnings.empty());
  EXPECT_TRUE(validate(scan, "scan").empty());
  const double common_s = scan.bold.slice_times_s.front();
  double largest_amplitude = 0.0;
  double largest_s = 0.0;
  for (Eigen::Index voxel = 0; voxel < bold.values.rows(); ++voxel) {
    const std::complex<double> found =
        sine_in(scan.bold.values.row(voxel).transpose().cast<double>(), frequency_hz);
    const double omega = 2.0 * std::numbers::pi * frequency_hz;
    const std::complex<double> expected = std::polar(amplitude, omega * common_s);
    largest_amplitude = std::max(largest_amplitude, std::abs(std::abs(found) / amplitude - 1.0));
    largest_s = std::max(largest_s, std::abs(std::arg(found / expected)) / omega);
  }
  const std::string method = params.method == SliceTimingMethod::quintic ? "quintic" : "fourier";
  ::testing::Test::RecordProperty(method + "_amplitude_error", std::to_string(largest_amplitude));
  ::testing::Test::RecordProperty(method + "_phase_error_s", std::to_string(largest_s));
  EXPECT_LT(largest_amplitude, 0.01);
  EXPECT_LT(largest_s, 0.020);
}

double sine(double time_s) {
  return 1000.0 + 0.05 * time_s + 10.0 * std::cos(2.0 * std::numbers::pi * 0.05 * time_s);
}

TEST(SliceTiming, BringsASineOfInterleavedMultibandSlicesToTheCommonTime) {
  for (const int axis : {0, 1, 2}) {
    std::array<int, 3> dims{3, 3, 3};
    dims[static_cast<std::size_t>(axis)] = 12;
    BoldRun bold = timed_scan(dims, axis);
    record(bold, sine);
    for (const double reference : {0.0, 0.5, 1.0}) {
      expect_sine_restored(bold, {.method = SliceTimingMethod::fourier, .reference = reference});
      expect_sine_restored(bold, {.method = SliceTimingMethod::quintic, .reference = reference});
    }
  }
}

TEST(SliceTiming, LeavesALineALineToItsEnds) {
  BoldRun bold = timed_scan({2, 2, 8}, 2);
  const auto line = [](double time_s) { return 500.0 + 0.7 * time_s; };
  record(bold, line);
  const CorrectedScan scan = correct_slice_timing(bold, {});
  for (Eigen::Index t = 0; t < timed_volumes; ++t) {
    const double expected = line(static_cast<double>(t) * tr_s + scan.bold.slice_times_s.front());
    for (Eigen::Index voxel = 0; voxel < bold.values.rows(); ++voxel) {
      EXPECT_NEAR(static_cast<double>(scan.bold.values(voxel, t)), expected, 2e-3);
    }
  }
}

TEST(SliceTiming, RestoresWhatIsBelowNyquistAwayFromTheEnds) {
  BoldRun bold = timed_scan({1, 1, 10}, 2);
  const auto fast = [](double time_s) {
    return 100.0 + std::sin(2.0 * std::numbers::pi * 0.2 * time_s + 0.3) +
           0.5 * std::cos(2.0 * std::numbers::pi * 0.11 * time_s);
  };
  record(bold, fast);
  const CorrectedScan scan = correct_slice_timing(bold, {});
  // Mirroring bends a fast course at the ends; a little of that reaches far inside.
  for (Eigen::Index t = 40; t < timed_volumes - 40; ++t) {
    const double expected = fast(static_cast<double>(t) * tr_s + scan.bold.slice_times_s.front());
    for (Eigen::Index voxel = 0; voxel < bold.values.rows(); ++voxel) {
      EXPECT_NEAR(static_cast<double>(scan.bold.values(voxel, t)), expected, 0.03) << t;
    }
  }
}

TEST(SliceTiming, LeavesTheSliceOfTheCommonTimeUntouched) {
  BoldRun bold = timed_scan({2, 2, 8}, 2);
  RandomStream random(1, 1);
  for (float& value : bold.values.reshaped()) value = static_cast<float>(random.normal());
  const CorrectedScan scan = correct_slice_timing(bold, {.reference = 0.0});
  EXPECT_EQ(scan.bold.values.topRows(4), bold.values.topRows(4));
  EXPECT_NE(scan.bold.values.row(4), bold.values.row(4));
}

/// The scan comes back as it was, and one warning says why.
void expect_skipped(const BoldRun& bold, const std::string& reason) {
  const CorrectedScan scan = correct_slice_timing(bold, {});
  EXPECT_EQ(scan.bold.values, bold.values);
  EXPECT_EQ(scan.bold.slice_times_s.size(), bold.slice_times_s.size());
  ASSERT_EQ(scan.warnings.size(), 1U) << reason;
  EXPECT_NE(scan.warnings[0].found.find(reason), std::string::npos) << scan.warnings[0].found;
}

TEST(SliceTiming, SkipsWhatContradictsTheScanAndSaysWhy) {
  BoldRun good = timed_scan({2, 2, 8}, 2);
  record(good, sine);
  BoldRun bold = good;
  bold.slice_times_s.clear();
  expect_skipped(bold, "no SliceTiming");
  bold = good;
  bold.slice_times_s.pop_back();
  expect_skipped(bold, "7 values of SliceTiming for 8 slices");
  bold = good;
  bold.slice_times_s[3] = 2.5;
  expect_skipped(bold, "slice times up to 2.5 s with a repetition time of 2 s");
  bold = good;
  for (double& time_s : bold.slice_times_s) time_s *= 1000.0;
  expect_skipped(bold, "milliseconds?");
  bold = good;
  bold.slice_times_s[0] = -0.1;
  expect_skipped(bold, "a slice time of -0.1 s");
  bold = good;
  bold.slice_times_s[0] = NAN;
  expect_skipped(bold, "not finite");
  bold = good;
  bold.slice_times_s.assign(8, 0.4);
  expect_skipped(bold, "the same time");
  bold = good;
  bold.values.conservativeResize(Eigen::NoChange, 2);
  expect_skipped(bold, "2 volumes");
}

TEST(SliceTiming, DoesNothingWhenToldTo) {
  BoldRun bold = timed_scan({2, 2, 8}, 2);
  record(bold, sine);
  const CorrectedScan scan = correct_slice_timing(bold, {.method = SliceTimingMethod::none});
  EXPECT_EQ(scan.bold.values, bold.values);
  EXPECT_TRUE(scan.warnings.empty());
}

TEST(SliceTiming, GivesTheSameBytesWithOneAndTwoThreads) {
  BoldRun bold = timed_scan({17, 19, 12}, 2, 60);
  RandomStream random(1, 2);
  for (float& value : bold.values.reshaped()) value = static_cast<float>(random.normal());
  for (const auto method : {SliceTimingMethod::fourier, SliceTimingMethod::quintic}) {
    const auto run = [&](int threads) {
      const ThreadLimit limit(threads);
      Digester digester;
      add_content(digester, correct_slice_timing(bold, {.method = method}));
      return digester.finish();
    };
    EXPECT_EQ(run(1), run(2));
  }
}

}  // namespace
}  // namespace rewire
