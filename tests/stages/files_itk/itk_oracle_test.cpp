#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "stages/files/displacement_files.h"
#include "stages/files/nifti.h"
#include "tests/stages/files/temporary_folder.h"
#include "tests/stages/files_itk/read_with_itk.h"

namespace rewire {
namespace {

class ItkOracle : public testing::TemporaryFolder {
 protected:
  static BoldRun scan(const Eigen::Matrix3d& axes) {
    BoldRun bold;
    bold.grid = {.dims = {7, 5, 3}, .world_from_voxel = Eigen::Matrix4d::Identity()};
    bold.grid.world_from_voxel.topLeftCorner<3, 3>() = axes;
    bold.grid.world_from_voxel.topRightCorner<3, 1>() << 88.5, -120.25, -61;
    bold.values.resize(105, 4);
    std::iota(bold.values.data(), bold.values.data() + bold.values.size(), -7.25F);
    bold.repetition_time_s = 1.5;
    return bold;
  }

  void expect_same(const BoldRun& written, const std::string& name) {
    const std::filesystem::path path = folder_ / name;
    write_bold(path, written);
    const BoldRun ours = read_bold(path);
    const testing::ItkScan theirs = testing::read_with_itk(path.string());
    for (int row = 0; row < 3; ++row) {
      for (int axis = 0; axis < 4; ++axis) {
        EXPECT_NEAR(
            ours.grid.world_from_voxel(row, axis),
            theirs.world_from_voxel[static_cast<std::size_t>(row)][static_cast<std::size_t>(axis)],
            1e-4)
            << name << row << axis;
      }
    }
    EXPECT_NEAR(theirs.time_step_s, ours.repetition_time_s, 1e-6);
    ASSERT_EQ(theirs.values.size(), static_cast<std::size_t>(ours.values.size()));
    const Eigen::Map<const Eigen::MatrixXf> values(
        theirs.values.data(), ours.values.rows(), ours.values.cols());
    EXPECT_EQ(ours.values, values) << name;
  }
};

TEST_F(ItkOracle, VoxelsAndPlacesAreThoseOfItk) {
  const Eigen::Vector3d spacing(3.0, 2.5, 4.0);
  expect_same(scan(Eigen::Matrix3d(spacing.asDiagonal())), "right.nii.gz");
  expect_same(scan(Eigen::Matrix3d(Eigen::Vector3d(-3.0, 2.5, 4.0).asDiagonal())), "left.nii");
  // Turned by 0.3 rad about x and 0.2 rad about z; rows of both turns multiplied out.
  Eigen::Matrix3d about_x;
  about_x << 1, 0, 0, 0, std::cos(0.3), -std::sin(0.3), 0, std::sin(0.3), std::cos(0.3);
  Eigen::Matrix3d about_z;
  about_z << std::cos(0.2), -std::sin(0.2), 0, std::sin(0.2), std::cos(0.2), 0, 0, 0, 1;
  expect_same(scan(about_z * about_x * spacing.asDiagonal()), "oblique.nii.gz");
  // Sagittal slices: voxel axes run anterior, superior, left.
  Eigen::Matrix3d sagittal;
  sagittal << 0, 0, -4, 3, 0, 0, 0, 2.5, 0;
  expect_same(scan(sagittal), "sagittal.nii.gz");
}

TEST_F(ItkOracle, ADisplacementFieldIsOneOfVectorsForItk) {
  Grid grid{.dims = {4, 3, 2}, .world_from_voxel = Eigen::Matrix4d::Identity()};
  grid.world_from_voxel.diagonal().head<3>().setConstant(2.0);
  Eigen::Matrix3Xf field(3, 24);
  std::iota(field.data(), field.data() + field.size(), 0.5F);
  const std::filesystem::path path = folder_ / "from-A_to-B_desc-warp_xfm.nii.gz";
  write_displacement(path, grid, field);
  std::array<std::size_t, 3> size{};
  const std::vector<float> theirs = testing::read_vectors_with_itk(path.string(), size);
  EXPECT_EQ(size, (std::array<std::size_t, 3>{4, 3, 2}));
  ASSERT_EQ(theirs.size(), 72U);
  for (std::size_t v = 0; v < 24; ++v) {
    const auto column = static_cast<Eigen::Index>(v);
    EXPECT_EQ(theirs[3 * v], -field(0, column));
    EXPECT_EQ(theirs[3 * v + 1], -field(1, column));
    EXPECT_EQ(theirs[3 * v + 2], field(2, column));
  }
}

}  // namespace
}  // namespace rewire
