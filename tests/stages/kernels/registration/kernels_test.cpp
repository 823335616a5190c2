#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <cmath>

#include "stages/kernels/registration/coarse_search.h"
#include "stages/kernels/registration/contours.h"
#include "stages/kernels/registration/mask_agreement.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/mutual_information.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/rigid.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

TEST(Rigid, ParametersRoundTripAboutACentre) {
  RigidParameters parameters;
  parameters << 1.5, -2.0, 0.3, 0.04, -0.03, 0.05;
  const Eigen::Vector3d centre(10, -20, 30);
  const Eigen::Matrix4d matrix = rigid_matrix(parameters, centre);
  EXPECT_LT((rigid_parameters(matrix, centre) - parameters).norm(), 1e-12);
  EXPECT_LT((matrix.topLeftCorner<3, 3>() * matrix.topLeftCorner<3, 3>().transpose() -
             Eigen::Matrix3d::Identity())
                .norm(),
            1e-12);
}

TEST(MaskAgreement, IsOfTwoByTwoCounts) {
  // Of 10 voxels 4 in a, 5 in b, 3 in both: numpy.corrcoef gives 0.408248290463863.
  const std::vector<std::uint8_t> a{1, 1, 1, 1, 0, 0, 0, 0, 0, 0};
  const std::vector<std::uint8_t> b{0, 1, 1, 1, 1, 1, 0, 0, 0, 0};
  const MaskAgreement found = mask_agreement(a, b);
  EXPECT_NEAR(found.dice, 2.0 * 3.0 / 9.0, 1e-15);
  EXPECT_NEAR(found.correlation, 0.408248290463863, 1e-14);
  EXPECT_NEAR(found.overlap, 0.75, 1e-15);
  const std::vector<std::uint8_t> nothing(10, 0);
  EXPECT_EQ(mask_agreement(a, nothing).dice, 0.0);
  EXPECT_TRUE(std::isnan(mask_agreement(a, nothing).correlation));
  EXPECT_TRUE(std::isnan(mask_agreement(a, nothing).overlap));
  EXPECT_EQ(mask_agreement(a, a).correlation, 1.0);
}

TEST(FramewiseDisplacement, IsPowersSumOnFiftyMillimetres) {
  Eigen::MatrixXd parameters = Eigen::MatrixXd::Zero(3, 6);
  parameters.row(1) << 0.1, -0.2, 0.3, 0.001, -0.002, 0.003;
  const Eigen::VectorXd displacement = framewise_displacement_mm(parameters, 50.0);
  EXPECT_TRUE(std::isnan(displacement[0]));
  EXPECT_NEAR(displacement[1], 0.6 + 50 * 0.006, 1e-12);
  EXPECT_NEAR(displacement[2], 0.6 + 50 * 0.006, 1e-12);
}

TEST(ResampleLabels, AgreesWithScipysNearestNeighbour) {
  const Eigen::MatrixXd source = testing::read_reference_matrix("preprocess/labels.txt");
  const Eigen::MatrixXd expected = testing::read_reference_matrix("preprocess/labels_carried.txt");
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topRows<3>() = testing::read_reference_matrix("preprocess/matrix.txt");
  std::vector<std::int32_t> labels;
  for (Eigen::Index i = 0; i < source.rows(); ++i) {
    labels.push_back(static_cast<std::int32_t>(source(i, 0)));
  }
  const std::vector<std::int32_t> carried =
      resample_labels({{7, 6, 5}, Eigen::Matrix4d::Identity()},
                      labels,
                      {{9, 8, 6}, Eigen::Matrix4d::Identity()},
                      matrix,
                      -1);
  ASSERT_EQ(static_cast<Eigen::Index>(carried.size()), expected.rows());
  for (std::size_t i = 0; i < carried.size(); ++i) {
    EXPECT_EQ(carried[i], static_cast<int>(expected(static_cast<Eigen::Index>(i), 0))) << i;
  }
}

TEST(CubicSpline, GoesThroughItsVoxelsAndItsSlopesAreItsOwn) {
  std::vector<float> values;
  for (int i = 0; i < 6 * 5 * 7; ++i) values.push_back(std::sin(1.7F * static_cast<float>(i)));
  const CubicSpline spline({6, 5, 7}, values);
  EXPECT_NEAR(spline.value({3, 2, 4}), values[3 + 6 * (2 + 5 * 4)], 1e-5);
  EXPECT_NEAR(spline.value({5, 4, 6}), values.back(), 1e-5);
  const Eigen::Vector3f at(2.3F, 1.6F, 3.4F);
  const float step = 0.01F;
  const SplineSample sample = spline.sample(at);
  EXPECT_NEAR(sample.value, spline.value(at), 1e-5);
  const Eigen::Vector3f dk(0, 0, step);
  EXPECT_NEAR(sample.dk, (spline.value(at + dk) - spline.value(at - dk)) / (2 * step), 2e-3);
}

TEST(Morphology, DistancesAreEuclideanInMillimetres) {
  Lattice lattice{{5, 5, 5}, Eigen::Matrix4d::Identity()};
  lattice.world_from_voxel(1, 1) = 2.0;
  MaskValues mask(125, 0);
  mask[62] = 1;
  EXPECT_FLOAT_EQ(squared_distance_mm2(lattice, mask, 1)[0], 4.0F + 16.0F + 4.0F);
  EXPECT_EQ(count_inside(dilate(lattice, mask, 1.0)), 5U);
  EXPECT_EQ(count_inside(erode(lattice, dilate(lattice, mask, 1.0), 1.0)), 1U);
}

TEST(Morphology, FillsOnlyWhatIsEnclosed) {
  const Lattice lattice{{5, 5, 5}, Eigen::Matrix4d::Identity()};
  MaskValues centre(125, 0);
  centre[62] = 1;
  MaskValues shell = dilate(lattice, centre, 1.0);
  shell[62] = 0;
  EXPECT_EQ(fill_holes(lattice, shell)[62], 1);
  shell[61] = 0;
  EXPECT_EQ(fill_holes(lattice, shell)[62], 0);
}

double blob(const Eigen::Vector3d& p) {
  const auto bump = [&](double x, double y, double z, double width) {
    return std::exp(-0.5 * (p - Eigen::Vector3d(x, y, z)).squaredNorm() / (width * width));
  };
  const double radius = Eigen::Vector3d(p[0] / 42, p[1] / 52, p[2] / 38).norm();
  return 1.0 / (1.0 + std::exp(12.0 * (radius - 1.0))) + 0.8 * bump(25, 20, 5, 9) -
         0.5 * bump(-20, -15, 12, 8) + 0.6 * bump(-5, 30, -22, 7);
}

TEST(ContourLines, AreClosedRoundADiscAndOpenAtTheBorder) {
  std::vector<float> disc;
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 50; ++x) {
      disc.push_back(static_cast<float>(10.0 - std::hypot(x - 24.3, y - 19.8)));
    }
  }
  const auto lines = contour_lines(disc, 50, 40, 0.0F);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].front(), lines[0].back());
  EXPECT_GT(lines[0].size(), 60U);
  for (const Eigen::Vector2f& point : lines[0]) {
    EXPECT_NEAR((point - Eigen::Vector2f(24.3F, 19.8F)).norm(), 10.0F, 0.05F);
  }
  std::vector<float> step(2000, 0.0F);
  for (std::size_t i = 1000; i < 2000; ++i) step[i] = 1.0F;
  const auto open = contour_lines(step, 50, 40, 0.5F);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].size(), 50U);
  EXPECT_NE(open[0].front(), open[0].back());
  EXPECT_TRUE(contour_lines(std::vector<float>(2000, 1.0F), 50, 40, 0.5F).empty());
}

TEST(MutualInformation, FindsAKnownRigidTransform) {
  RigidParameters truth;
  truth << 9.0, -12.0, 7.0, 0.12, -0.08, 0.15;
  const Eigen::Matrix4d moving_from_fixed = rigid_matrix(truth, Eigen::Vector3d::Zero());
  const Eigen::Matrix4d fixed_from_moving = moving_from_fixed.inverse();
  Lattice lattice{{40, 44, 40}, Eigen::Matrix4d::Identity() * 3.0};
  lattice.world_from_voxel(3, 3) = 1.0;
  lattice.world_from_voxel.topRightCorner<3, 1>() << -58.5, -64.5, -58.5;
  std::vector<float> fixed;
  std::vector<float> moving;
  MaskValues mask;
  for (int k = 0; k < 40; ++k) {
    for (int j = 0; j < 44; ++j) {
      for (int i = 0; i < 40; ++i) {
        const Eigen::Vector3d world =
            (lattice.world_from_voxel * Eigen::Vector4d(i, j, k, 1)).head<3>();
        fixed.push_back(static_cast<float>(blob(world)));
        const Eigen::Vector3d source = (fixed_from_moving * world.homogeneous()).head<3>();
        moving.push_back(static_cast<float>(1.0 / (1.0 + blob(source))));
        mask.push_back(world.norm() < 55 ? 1 : 0);
      }
    }
  }
  const ImageView fixed_view{lattice.dims, lattice.world_from_voxel, fixed};
  const ImageView moving_view{lattice.dims, lattice.world_from_voxel, moving};
  CoarseSearch search;
  search.starts = {Eigen::Matrix4d::Identity()};
  const Eigen::Matrix4d start = search_alignment(fixed_view, mask, moving_view, search);
  const std::vector<RegistrationLevel> levels{{6, 3, 2.0, 0.05, 100}, {0, 3, 0.5, 0.005, 200}};
  const Eigen::Matrix4d found = register_mutual_information(
      fixed_view, mask, moving_view, start, TransformFamily::rigid, levels);
  double worst_mm = 0.0;
  for (const Eigen::Vector3d& p : {Eigen::Vector3d(40, 0, 0),
                                   Eigen::Vector3d(0, 40, 0),
                                   Eigen::Vector3d(0, 0, 40),
                                   Eigen::Vector3d(-30, -30, -30)}) {
    worst_mm = std::max(worst_mm, ((found - moving_from_fixed) * p.homogeneous()).head<3>().norm());
  }
  RecordProperty("worst_mm", std::to_string(worst_mm));
  EXPECT_LT(worst_mm, 0.5);
}

}  // namespace
}  // namespace rewire
