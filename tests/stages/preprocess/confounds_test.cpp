#include "stages/preprocess/confounds.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/kernels/registration/rigid.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

Realigned scan_of_reference() {
  Realigned scan;
  scan.bold.grid.dims = {5, 4, 3};
  scan.bold.repetition_time_s = 2.0;
  scan.bold.values = testing::read_reference_matrix("preprocess/dvars_values.txt").cast<float>();
  scan.motion.parameters = testing::read_reference_matrix("preprocess/motion.txt");
  scan.motion.framewise_displacement_mm = framewise_displacement_mm(scan.motion.parameters, 50.0);
  scan.motion.rmsd_mm = rms_displacement_mm(scan.motion.parameters, Eigen::Vector3d::Zero(), 80.0);
  return scan;
}

Mask voxels(const Grid& grid, std::size_t first, std::size_t end) {
  Mask mask{.grid = grid, .inside = std::vector<std::uint8_t>(grid.voxel_count(), 0)};
  for (std::size_t i = first; i < end; ++i) mask.inside[i] = 1;
  return mask;
}

ScanSpace space_of_reference(const Grid& grid) {
  ScanSpace space;
  space.brain = voxels(grid, 0, 60);
  space.csf = voxels(grid, 0, 10);
  space.white_matter = voxels(grid, 10, 25);
  return space;
}

TEST(Confounds, AgreeWithNumpyColumnByColumn) {
  const Realigned scan = scan_of_reference();
  const Confounds confounds = make_confounds(scan, space_of_reference(scan.bold.grid), {});
  EXPECT_TRUE(validate(confounds, "confounds").empty());
  const Eigen::MatrixXd expected = testing::read_reference_matrix("preprocess/confounds.txt");
  std::vector<std::string> names{"global_signal", "csf", "white_matter", "framewise_displacement"};
  for (const char* motion : {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"}) {
    for (const char* kind : {"", "_derivative1", "_power2", "_derivative1_power2"}) {
      names.push_back(std::string(motion) + kind);
    }
  }
  ASSERT_EQ(static_cast<Eigen::Index>(names.size()), expected.cols());
  for (std::size_t column = 0; column < names.size(); ++column) {
    const auto found = confounds.find(names[column]);
    ASSERT_TRUE(found) << names[column];
    for (Eigen::Index t = 0; t < expected.rows(); ++t) {
      const double value = expected(t, static_cast<Eigen::Index>(column));
      const double own = confounds.values(t, *found);
      if (std::isnan(value)) {
        EXPECT_TRUE(std::isnan(own)) << names[column] << ' ' << t;
      } else {
        EXPECT_NEAR(own, value, 1e-9 * std::max(1.0, std::abs(value))) << names[column] << ' ' << t;
      }
    }
  }
}

TEST(Confounds, LeaveOutTheMeanOfAnEmptyMask) {
  const Realigned scan = scan_of_reference();
  ScanSpace space = space_of_reference(scan.bold.grid);
  space.csf = voxels(scan.bold.grid, 0, 0);
  const Confounds confounds = make_confounds(scan, space, {});
  EXPECT_FALSE(confounds.find("csf"));
  EXPECT_TRUE(confounds.find("white_matter"));
  EXPECT_TRUE(validate(confounds, "confounds").empty());
}

TEST(Confounds, RefuseMotionOfAnotherScanAndMasksOfAnotherGrid) {
  Realigned scan = scan_of_reference();
  scan.motion.parameters.conservativeResize(39, Eigen::NoChange);
  Grid other = scan.bold.grid;
  other.dims = {60, 1, 1};
  EXPECT_EQ(check_confounds(scan, space_of_reference(other), {}).size(), 2U);
  EXPECT_THROW(make_confounds(scan, space_of_reference(other), {}), InputError);
}

TEST(Confounds, AreTheSameBytesWithOneAndTwoThreads) {
  const Realigned scan = scan_of_reference();
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    Digester digester;
    add_content(digester, make_confounds(scan, space_of_reference(scan.bold.grid), {}));
    return digester.finish();
  };
  EXPECT_EQ(run(1), run(2));
}

}  // namespace
}  // namespace rewire
