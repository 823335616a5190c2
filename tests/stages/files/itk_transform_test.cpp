#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <Eigen/LU>

#include "stages/core/error.h"
#include "stages/files/hdf5.h"
#include "stages/files/itk_transform_file.h"
#include "stages/files/itk_transform_read.h"
#include "tests/stages/files/temporary_folder.h"

namespace rewire {
namespace {

class ItkTransforms : public testing::TemporaryFolder {
 protected:
  /// One transform of a composite as ITK stores it.
  struct Stored {
    std::string type;
    std::vector<double> parameters;
    std::vector<double> fixed;
  };

  std::filesystem::path write(const std::vector<Stored>& chain,
                              const std::string& spelling = "Transform") const {
    const auto path = folder_ / "from-T1w_to-MNI_xfm.h5";
    Hdf5Writer file(path, "itk", 1);
    file.texts("TransformGroup/0/TransformType", {"CompositeTransform_double_3_3"});
    for (std::size_t i = 0; i < chain.size(); ++i) {
      const std::string group = "TransformGroup/" + std::to_string(i + 1) + "/";
      file.texts(group + "TransformType", {chain[i].type});
      file.numbers(group + spelling + "Parameters", chain[i].parameters);
      file.numbers(group + spelling + "FixedParameters", chain[i].fixed);
    }
    file.commit();
    return path;
  }
};

/// A turn about x by 90 degrees and a step, in LPS, about a centre.
const std::vector<double> turn{1, 0, 0, 0, 0, -1, 0, 1, 0, 5, 6, 7};
const std::vector<double> centre{10, 20, 30};

Eigen::Matrix4d turn_in_ras() {
  Eigen::Matrix4d lps = Eigen::Matrix4d::Identity();
  lps.topLeftCorner<3, 3>() << 1, 0, 0, 0, 0, -1, 0, 1, 0;
  const Eigen::Vector3d c(10, 20, 30);
  lps.topRightCorner<3, 1>() = Eigen::Vector3d(5, 6, 7) + c - lps.topLeftCorner<3, 3>() * c;
  const Eigen::DiagonalMatrix<double, 4> flip(-1, -1, 1, 1);
  return flip * lps * flip;
}

TEST_F(ItkTransforms, OurMatrixReadsBack) {
  const auto path = folder_ / "x_xfm.txt";
  Eigen::Matrix4d matrix = turn_in_ras();
  matrix(0, 1) = 0.125;
  write_itk_transform(path, matrix);
  const auto steps = read_itk_transform(path);
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_TRUE(steps[0].affine.isApprox(matrix, 1e-12));
}

TEST_F(ItkTransforms, OfACompositeTheLastOfTheFileComesFirst) {
  // 2 x 1 x 1 voxels of 2 mm with their origin at (1, 2, 3) in LPS; ITK keeps a voxel's vector
  // together.
  const Stored warp{"DisplacementFieldTransform_double_3_3",
                    {1, 2, 3, 4, 5, 6},
                    {2, 1, 1, 1, 2, 3, 2, 2, 2, 1, 0, 0, 0, 1, 0, 0, 0, 1}};
  const Stored affine{"AffineTransform_double_3_3", turn, centre};
  for (const char* spelling : {"Transform", "Tranform"}) {
    const auto path = write({affine, warp}, spelling);
    const auto steps = read_itk_transform(path);
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_FALSE(steps[0].is_affine());
    EXPECT_TRUE(steps[1].affine.isApprox(turn_in_ras(), 1e-12));
    EXPECT_EQ(steps[0].grid.dims, (std::array<int, 3>{2, 1, 1}));
    const Eigen::Vector4d second = steps[0].grid.world_from_voxel * Eigen::Vector4d(1, 0, 0, 1);
    EXPECT_TRUE(second.isApprox(Eigen::Vector4d(-3, -2, 3, 1)));
    EXPECT_TRUE(steps[0].displacement_mm.col(1).isApprox(Eigen::Vector3f(-4, -5, 6)));
    const TransformStep joined = warp_then_affine(steps, path.string());
    EXPECT_TRUE(joined.affine.isApprox(turn_in_ras(), 1e-12));
    EXPECT_EQ(joined.displacement_mm.cols(), 2);
    EXPECT_THROW(affine_then_warp(steps, path.string()), InputError);
  }
  const auto turned = read_itk_transform(write({warp, affine, affine}));
  const TransformStep joined = affine_then_warp(turned, "x");
  EXPECT_TRUE(joined.affine.isApprox(turn_in_ras() * turn_in_ras(), 1e-12));
  EXPECT_EQ(joined.displacement_mm.cols(), 2);
}

TEST_F(ItkTransforms, WhatIsNoTransformIsRefused) {
  EXPECT_THROW(read_itk_transform(write({{"BSplineTransform_double_3_3", {1}, {1}}})), InputError);
  EXPECT_THROW(read_itk_transform(write({{"AffineTransform_double_3_3", {1, 2}, {}}})), InputError);
  EXPECT_THROW(
      read_itk_transform(write({{"DisplacementFieldTransform_double_3_3",
                                 {1, 2, 3},
                                 {2, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1}}})),
      InputError);
  EXPECT_THROW(read_itk_transform(write({})), InputError);
  const auto text = folder_ / "text.h5";
  testing::put_bytes(text, std::as_bytes(std::span("no HDF5", 7)));
  EXPECT_THROW(read_itk_transform(text), InputError);
  const auto two = folder_ / "two.txt";
  const std::vector<Eigen::Matrix4d> both{turn_in_ras(), turn_in_ras()};
  write_itk_transforms(two, both);
  EXPECT_THROW(read_itk_transform(two), InputError);
}

}  // namespace
}  // namespace rewire
