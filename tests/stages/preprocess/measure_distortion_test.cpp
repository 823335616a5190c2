#include "stages/preprocess/measure_distortion.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/registration/rigid.h"
#include "stages/preprocess/corrected_reference.h"
#include "tests/stages/preprocess/synthetic_head.h"

namespace rewire {
namespace {

using testing::brain_radius;
using testing::cubes;
using testing::sampled;

constexpr double echo_difference_s = 0.00246;

Grid scan_grid() { return cubes({46, 54, 40}, 3.5); }

/// Off-resonance (Hz): a strong place low in front and weaker ones at the sides.
double field_at(const Eigen::Vector3d& p) {
  const auto near = [&](double x, double y, double z, double width) {
    return std::exp(-0.5 * (p - Eigen::Vector3d(x, y, z)).squaredNorm() / (width * width));
  };
  return 60.0 * near(0, 50, -30, 15) - 35.0 * near(42, -10, -30, 14) -
         30.0 * near(-42, -10, -30, 14);
}

/// Lines along j, a shift of 0.036 voxels per Hz.
PhaseEncoding encoding(int polarity) {
  return {.axis = 1, .polarity = polarity, .readout_s = 0.036};
}

double brightness(const Eigen::Vector3d& p) {
  return std::max(0.0,
                  1500.0 / (1.0 + std::exp((brain_radius(p) - 1.0) * 14.0)) - testing::t1w_at(p));
}

/// The head as an echo-planar image shows it: at each voxel what was moved there, squeezed.
Volume distorted(const Grid& grid,
                 const PhaseEncoding& lines,
                 double noise,
                 std::uint64_t stream,
                 const Eigen::Matrix4d& head_from_scanner = Eigen::Matrix4d::Identity()) {
  RandomStream random(7, stream);
  const double mm_per_hertz = lines.voxels_per_hertz() * grid.spacing_mm()[1];
  const auto head = [&](const Eigen::Vector3d& p) -> Eigen::Vector3d {
    return (head_from_scanner * p.homogeneous()).head<3>();
  };
  const auto field = [&](const Eigen::Vector3d& p) { return field_at(head(p)); };
  return {.grid = grid,
          .values = sampled(grid, [&](const Eigen::Vector3d& seen) {
            Eigen::Vector3d place = seen;
            for (int i = 0; i < 60; ++i) place[1] = seen[1] - mm_per_hertz * field(place);
            const Eigen::Vector3d along(0, 0.05, 0);
            const double slope = (field(place + along) - field(place - along)) / 0.1;
            return static_cast<float>(brightness(head(place)) / (1.0 + mm_per_hertz * slope) +
                                      noise * random.normal());
          })};
}

MotionEstimate estimate_of(const Volume& reference) {
  MotionEstimate estimate;
  estimate.reference = reference;
  return estimate;
}

/// Median over the brain of how much of the shift is gone, where there is at least a fifth of a
/// voxel of it.
double share_removed(const Distortion& found, const PhaseEncoding& lines) {
  const auto truth = sampled(found.grid, [&](const Eigen::Vector3d& p) {
    return brain_radius(p) < 1.0 ? lines.voxels_per_hertz() * field_at(p) : 0.0;
  });
  std::vector<double> removed;
  for (std::size_t v = 0; v < truth.size(); ++v) {
    if (std::abs(truth[v]) < 0.2) continue;
    removed.push_back(1.0 - std::abs(static_cast<double>(found.shift_voxels[v]) - truth[v]) /
                                std::abs(truth[v]));
  }
  const auto middle = removed.begin() + static_cast<std::ptrdiff_t>(removed.size() / 2);
  std::nth_element(removed.begin(), middle, removed.end());
  return *middle;
}

FieldMeasurement pair_of(const Grid& grid) {
  FieldMeasurement field;
  field.kind = FieldMeasurementKind::opposed_pair;
  field.scan = encoding(-1);
  field.encodings = {encoding(-1), encoding(1)};
  field.images = {distorted(grid, encoding(-1), 8.0, 1), distorted(grid, encoding(1), 8.0, 2)};
  return field;
}

/// A gradient-echo field map on its own grid, with the head where map_from_bold puts it.
FieldMeasurement map_of(FieldMeasurementKind kind, const Eigen::Matrix4d& map_from_bold) {
  const Grid grid = cubes({60, 72, 56}, 2.6);
  const Eigen::Matrix4d bold_from_map = map_from_bold.inverse();
  const auto back = [&](const Eigen::Vector3d& p) -> Eigen::Vector3d {
    return (bold_from_map * p.homogeneous()).head<3>();
  };
  RandomStream random(7, 3);
  FieldMeasurement field;
  field.kind = kind;
  field.scan = encoding(-1);
  field.magnitude = {.grid = grid, .values = sampled(grid, [&](const Eigen::Vector3d& p) {
                                     return static_cast<float>(std::abs(testing::t1w_at(back(p)) +
                                                                        5.0 * random.normal()));
                                   })};
  field.images = {{.grid = grid, .values = sampled(grid, [&](const Eigen::Vector3d& p) {
                                   return static_cast<float>(field_at(back(p)) +
                                                             0.5 * random.normal());
                                 })}};
  if (kind == FieldMeasurementKind::field) return field;
  // Ten times the time between echoes: the strongest place turns more than once.
  field.echo_difference_s = 10.0 * echo_difference_s;
  for (std::size_t v = 0; v < field.images[0].values.size(); ++v) {
    const double turns = static_cast<double>(field.images[0].values[v]) * field.echo_difference_s;
    const bool head = field.magnitude.values[v] > 100.0F;
    field.images[0].values[v] = static_cast<float>(
        head ? 2.0 * std::numbers::pi * (turns - std::round(turns)) : 6.0 * random.uniform() - 3.0);
  }
  return field;
}

Eigen::Matrix4d small_move() {
  RigidParameters pose;
  pose << 3.0, -2.0, 4.0, 0.05, -0.02, 0.03;
  return rigid_matrix(pose, Eigen::Vector3d::Zero());
}

TEST(PhaseEncoding, ShiftOfOneHertzIsTheEchoSpacingTimesTheLines) {
  const Grid grid = cubes({64, 72, 36}, 3.0);
  std::vector<Problem> problems;
  const PhaseEncoding by_spacing = phase_encoding(
      {.direction = "j-", .effective_echo_spacing_s = 0.0005}, grid, "scan", problems);
  EXPECT_EQ(by_spacing.axis, 1);
  EXPECT_DOUBLE_EQ(by_spacing.voxels_per_hertz(), -0.0005 * 72);
  // BIDS: TotalReadoutTime = EffectiveEchoSpacing * (ReconMatrixPE - 1).
  const PhaseEncoding by_total =
      phase_encoding({.direction = "j", .total_readout_s = 0.0005 * 71}, grid, "scan", problems);
  EXPECT_NEAR(by_total.voxels_per_hertz(), 0.0005 * 72, 1e-15);
  const PhaseEncoding along_i = phase_encoding(
      {.direction = "i", .total_readout_s = 0.0005 * 95, .lines = 96}, grid, "scan", problems);
  EXPECT_NEAR(along_i.voxels_per_hertz(), 0.0005 * 96, 1e-15);
  EXPECT_TRUE(problems.empty());
}

TEST(PhaseEncoding, WhatIsMissingIsNotGuessedAndWhatContradictsIsSaid) {
  const Grid grid = cubes({64, 72, 36}, 3.0);
  std::vector<Problem> problems;
  EXPECT_EQ(phase_encoding({.total_readout_s = 0.04}, grid, "scan", problems).axis, -1);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(phase_encoding({.direction = "y"}, grid, "scan", problems).axis, -1);
  ASSERT_EQ(problems.size(), 1U);
  phase_encoding({.direction = "j", .total_readout_s = 0.0355, .effective_echo_spacing_s = 0.00025},
                 grid,
                 "scan",
                 problems);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[1].severity, Severity::warning);
}

TEST(MeasureDistortion, OfAPairRemovesTheShift) {
  const Volume scan = distorted(scan_grid(), encoding(-1), 8.0, 4);
  const Distortion found = measure_distortion(estimate_of(scan), pair_of(scan_grid()), {});
  EXPECT_TRUE(validate(found, "distortion").empty());
  EXPECT_TRUE(found.warnings.empty());
  EXPECT_DOUBLE_EQ(found.voxels_per_hertz, -0.036);
  EXPECT_GT(found.agreement_after, found.agreement_before);
  const double removed = share_removed(found, encoding(-1));
  RecordProperty("removed", std::to_string(removed));
  EXPECT_GT(removed, 0.9);
}

TEST(MeasureDistortion, OfAPairWithAHeadThatMovedBetweenRemovesTheShift) {
  const Volume scan = distorted(scan_grid(), encoding(-1), 8.0, 4);
  RigidParameters pose;
  pose << 1.5, 0.0, 2.0, 0.03, 0.02, -0.02;
  const Eigen::Matrix4d head_from_scanner = rigid_matrix(pose, Eigen::Vector3d::Zero());
  FieldMeasurement pair = pair_of(scan_grid());
  pair.images[1] = distorted(scan_grid(), encoding(1), 8.0, 2, head_from_scanner);
  const Distortion found = measure_distortion(estimate_of(scan), pair, {});
  const double removed = share_removed(found, encoding(-1));
  RecordProperty("removed", std::to_string(removed));
  EXPECT_GT(removed, 0.8);
  pose.head<3>() *= 2.0;
  pair.images[1] =
      distorted(scan_grid(), encoding(1), 8.0, 2, rigid_matrix(pose, Eigen::Vector3d::Zero()));
  const Distortion far = measure_distortion(estimate_of(scan), pair, {});
  ASSERT_EQ(far.warnings.size(), 1U);
  EXPECT_NE(far.warnings[0].found.find("between the images of a pair"), std::string::npos);
}

TEST(MeasureDistortion, OfAFieldOnAnotherGridWithTheHeadElsewhereRemovesTheShift) {
  const Volume scan = distorted(scan_grid(), encoding(-1), 8.0, 4);
  const Distortion found =
      measure_distortion(estimate_of(scan), map_of(FieldMeasurementKind::field, small_move()), {});
  EXPECT_TRUE(found.warnings.empty());
  const double removed = share_removed(found, encoding(-1));
  RecordProperty("removed", std::to_string(removed));
  EXPECT_GT(removed, 0.9);
}

TEST(MeasureDistortion, OfAPhaseDifferenceWithWrapsRemovesTheShift) {
  const Volume scan = distorted(scan_grid(), encoding(-1), 8.0, 4);
  const Distortion found = measure_distortion(
      estimate_of(scan), map_of(FieldMeasurementKind::phase_difference, small_move()), {});
  const double removed = share_removed(found, encoding(-1));
  RecordProperty("removed", std::to_string(removed));
  EXPECT_GT(removed, 0.9);
}

TEST(MeasureDistortion, TheCorrectedImageIsTheHeadWithItsBrightness) {
  const Volume scan = distorted(scan_grid(), encoding(-1), 0.0, 4);
  const Distortion found = measure_distortion(
      estimate_of(scan), map_of(FieldMeasurementKind::field, Eigen::Matrix4d::Identity()), {});
  const Volume corrected = corrected_reference(scan, found);
  const auto truth = sampled(scan.grid, [](const Eigen::Vector3d& p) {
    return brain_radius(p) < 0.9 ? brightness(p) : -1.0;
  });
  double before = 0.0;
  double after = 0.0;
  for (std::size_t v = 0; v < truth.size(); ++v) {
    if (truth[v] < 0.0) continue;
    before += std::pow(static_cast<double>(scan.values[v]) - truth[v], 2);
    after += std::pow(static_cast<double>(corrected.values[v]) - truth[v], 2);
  }
  EXPECT_LT(after, 0.1 * before);
}

TEST(MeasureDistortion, SaysWhenTheScansEncodingIsNotKnown) {
  const Volume scan = distorted(scan_grid(), encoding(-1), 8.0, 4);
  FieldMeasurement field = map_of(FieldMeasurementKind::field, Eigen::Matrix4d::Identity());
  field.scan = {};
  const Distortion found = measure_distortion(estimate_of(scan), field, {});
  EXPECT_FALSE(found.is_known());
  EXPECT_EQ(found.warnings.size(), 2U);
}

TEST(MeasureDistortion, SaysWhenTheOppositeWayWouldFitBetter) {
  const Volume scan = distorted(scan_grid(), encoding(-1), 8.0, 4);
  FieldMeasurement field = map_of(FieldMeasurementKind::field, Eigen::Matrix4d::Identity());
  field.scan = encoding(1);
  const Distortion found = measure_distortion(estimate_of(scan), field, {});
  ASSERT_EQ(found.warnings.size(), 1U);
  EXPECT_LT(found.agreement_after, found.agreement_before);
}

TEST(MeasureDistortion, SaysWhenTheLinesSeemToRunAlongAnotherAxis) {
  const Volume scan = distorted(scan_grid(), encoding(-1), 8.0, 4);
  FieldMeasurement field = map_of(FieldMeasurementKind::field, Eigen::Matrix4d::Identity());
  field.scan.axis = 0;
  const Distortion found = measure_distortion(estimate_of(scan), field, {});
  ASSERT_EQ(found.warnings.size(), 1U);
  EXPECT_NE(found.warnings[0].found.find("with the lines along j- "), std::string::npos)
      << found.warnings[0].found;
}

TEST(MeasureDistortion, RefusesImagesThatMakeNoFieldMap) {
  FieldMeasurement field = pair_of(cubes({12, 12, 12}, 8.0));
  const MotionEstimate estimate = estimate_of(field.images[0]);
  EXPECT_TRUE(check_measure_distortion(estimate, field, {}).empty());
  field.encodings[1] = field.encodings[0];
  EXPECT_EQ(check_measure_distortion(estimate, field, {}).size(), 1U);
  field.kind = FieldMeasurementKind::phase_difference;
  EXPECT_EQ(check_measure_distortion(estimate, field, {}).size(), 2U);
}

TEST(MeasureDistortion, GivesTheSameBytesWithOneAndTwoThreads) {
  const Grid grid = cubes({24, 28, 20}, 7.0);
  const Volume scan = distorted(grid, encoding(-1), 8.0, 4);
  const auto digest = [&](int threads) {
    const ThreadLimit limit(threads);
    Digester digester;
    add_content(digester, measure_distortion(estimate_of(scan), pair_of(grid), {}));
    return digester.finish();
  };
  EXPECT_EQ(digest(1), digest(2));
}

}  // namespace
}  // namespace rewire
