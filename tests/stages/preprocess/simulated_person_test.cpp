// A person of `rewire simulate`, of whom everything is true that a scan can be registered to.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "stages/preprocess/anatomy.h"
#include "stages/preprocess/coregister.h"
#include "stages/preprocess/mask_brain.h"
#include "stages/preprocess/register_distortion.h"
#include "tests/benchmarks/simulated_truth.h"

namespace rewire {
namespace {

using benchmarks::Person;

constexpr double distortion_mm = 4.0;

/// The person's head in the field, and its anatomy, found once.
class SimulatedPerson : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(benchmarks::template_directory() + "/ch2bet.nii.gz")) {
      GTEST_SKIP() << "Colin27 (Debian package mricron-data) is not installed";
    }
  }

  static Person person(double distortion) {
    Person made(7, distortion);
    made.params.anatomy_voxel_mm = 1.5;
    return made;
  }
  static const Anatomy& anatomy() {
    static const Anatomy found = find_anatomy(
        person(0.0).t1w(), benchmarks::colin27(), {.normalization = Normalization::affine});
    return found;
  }
};

TEST_F(SimulatedPerson, IsFoundFromRandomStartsWithinHalfAMillimetre) {
  const Person still = person(0.0);
  const Volume scan = still.echo_planar(simulation::scan_direction, still.params.dropout, 3.0);
  const Mask brain = mask_brain(scan, {});
  RandomStream random(7, 1);
  double worst_mm = 0.0;
  for (int trial = 0; trial < 4; ++trial) {
    const auto turned = benchmarks::turned_scan(
        still, scan, brain, benchmarks::random_pose(6.0, 6.0, random, scan.grid));
    const ScanSpace space = coregister(turned.mean, turned.brain, anatomy(), {});
    EXPECT_EQ(space.boundary.taken, Alignment::boundary);
    worst_mm = std::max(
        worst_mm, benchmarks::distance_mm(turned.brain, space.t1w_from_bold, turned.t1w_from_bold));
  }
  RecordProperty("worst_mm", std::to_string(worst_mm));
  EXPECT_LT(worst_mm, 0.5);
}

TEST_F(SimulatedPerson, LosesDistortionWithoutAFieldMap) {
  const Person distorted = person(distortion_mm);
  const FieldMeasurement encoding = benchmarks::field_of(distorted, FieldMeasurementKind::none);
  MotionEstimate estimate;
  estimate.reference =
      distorted.echo_planar(simulation::scan_direction, distorted.params.dropout, 3.0);
  const Distortion found = register_distortion(estimate, encoding, anatomy(), {});
  EXPECT_TRUE(validate(found, "distortion").empty());
  EXPECT_LT(found.boundary_after, found.boundary_before);
  EXPECT_TRUE(found.warnings.empty());
  const double removed =
      benchmarks::median_removed(distorted, found, mask_brain(estimate.reference, {}));
  RecordProperty("median_removed", std::to_string(removed));
  RecordProperty("boundary_before", std::to_string(found.boundary_before));
  RecordProperty("boundary_after", std::to_string(found.boundary_after));
  EXPECT_GT(removed, 0.5);
}

TEST_F(SimulatedPerson, HardlyMovesAScanThatIsNotDistorted) {
  const Person still = person(0.0);
  const FieldMeasurement encoding = benchmarks::field_of(still, FieldMeasurementKind::none);
  MotionEstimate estimate;
  estimate.reference = still.echo_planar(simulation::scan_direction, still.params.dropout, 3.0);
  const Distortion found = register_distortion(estimate, encoding, anatomy(), {});
  // It is kept as it is and said, or moved by what hardly matters.
  EXPECT_EQ(found.is_known(), found.warnings.empty());
  double squares = 0.0;
  const std::vector<std::size_t> voxels = mask_brain(estimate.reference, {}).indices();
  for (const std::size_t v : voxels) {
    const double shift = found.is_known() ? static_cast<double>(found.shift_voxels[v]) : 0.0;
    squares += shift * shift / static_cast<double>(voxels.size());
  }
  RecordProperty("rms_voxels", std::to_string(std::sqrt(squares)));
  RecordProperty("boundary_before", std::to_string(found.boundary_before));
  RecordProperty("boundary_after", std::to_string(found.boundary_after));
  EXPECT_LT(std::sqrt(squares), 0.1);
}

}  // namespace
}  // namespace rewire
