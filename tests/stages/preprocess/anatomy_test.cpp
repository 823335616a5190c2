#include "stages/preprocess/anatomy.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <filesystem>

#include "stages/core/error.h"
#include "stages/files/nifti.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/rigid.h"

namespace rewire {
namespace {

const std::filesystem::path templates = "/usr/share/mricron/templates";

BrainTemplate colin27() {
  BrainTemplate colin{.name = "MNIColin27",
                      .brain = read_volume(templates / "ch2bet.nii.gz"),
                      .head = read_volume(templates / "ch2.nii.gz"),
                      .brain_mask = {}};
  colin.brain_mask = {.grid = colin.brain.grid,
                      .inside = std::vector<std::uint8_t>(colin.brain.values.size())};
  for (std::size_t i = 0; i < colin.brain.values.size(); ++i) {
    colin.brain_mask.inside[i] = colin.brain.values[i] > 0 ? 1 : 0;
  }
  return colin;
}

class AnatomyOfColin27 : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(templates / "ch2.nii.gz")) {
      GTEST_SKIP() << "Colin27 (Debian package mricron-data) is not installed";
    }
  }
};

TEST_F(AnatomyOfColin27, AKnownAffineIsRecovered) {
  const BrainTemplate colin = colin27();
  RigidParameters rigid;
  rigid << 14.0, -22.0, 31.0, 0.15, -0.06, 0.08;
  Eigen::Matrix4d sizing = Eigen::Matrix4d::Identity();
  sizing.diagonal() << 1.06, 0.94, 1.03, 1.0;
  sizing(0, 1) = 0.03;
  const Eigen::Matrix4d t1w_from_template = rigid_matrix(rigid, Eigen::Vector3d::Zero()) * sizing;
  Lattice lattice{{66, 80, 70}, Eigen::Matrix4d::Identity() * 3.0};
  lattice.world_from_voxel(3, 3) = 1.0;
  lattice.world_from_voxel.topRightCorner<3, 1>() << -85.0, -150.0, -65.0;
  const Volume t1w{.grid = {lattice.dims, lattice.world_from_voxel},
                   .values = resample_linear(
                       {colin.head.grid.dims, colin.head.grid.world_from_voxel, colin.head.values},
                       lattice,
                       t1w_from_template.inverse(),
                       0.0F)};
  const Anatomy anatomy = find_anatomy(t1w, colin, {});
  EXPECT_TRUE(validate(anatomy, "anatomy").empty());
  EXPECT_GT(anatomy.template_correlation, 0.9);
  EXPECT_GT(anatomy.white_matter.count(), 1000U);
  EXPECT_GT(anatomy.csf.count(), 50U);
  const Eigen::Matrix4d error =
      anatomy.template_from_t1w * t1w_from_template - Eigen::Matrix4d::Identity();
  double sum_mm = 0.0;
  double worst_mm = 0.0;
  const Eigen::Matrix<double, 4, 6> places{{{-25, 25, -28, 28, 0, 0},
                                            {-5, -5, -20, -20, 60, -95},
                                            {-18, -18, -12, -12, 5, 0},
                                            {1, 1, 1, 1, 1, 1}}};
  for (int i = 0; i < 6; ++i) {
    const double mm = (error * places.col(i)).head<3>().norm();
    sum_mm += mm;
    worst_mm = std::max(worst_mm, mm);
  }
  RecordProperty("mean_mm", std::to_string(sum_mm / 6.0));
  RecordProperty("affine_worst_mm", std::to_string(worst_mm));
  EXPECT_LT(worst_mm, 1.0);
}

TEST_F(AnatomyOfColin27, AT1wWithoutContrastOrHeadIsRefused) {
  const BrainTemplate colin = colin27();
  Volume t1w{.grid = {.dims = {60, 60, 60}, .world_from_voxel = Eigen::Matrix4d::Identity()},
             .values = std::vector<float>(216000, 7.0F)};
  EXPECT_THROW(find_anatomy(t1w, colin, {}), NumericalError);
  for (std::size_t i = 0; i < t1w.values.size(); ++i) {
    t1w.values[i] = static_cast<float>((i * 2654435761U) % 1000U);
  }
  EXPECT_THROW(find_anatomy(t1w, colin, {}), NumericalError);
}

}  // namespace
}  // namespace rewire
