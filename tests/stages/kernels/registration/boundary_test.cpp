#include "stages/kernels/registration/boundary.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <cmath>
#include <cstring>

#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/registration/rigid.h"

namespace rewire {
namespace {

/// Millimetres outside (positive) the folded surface of a white matter.
double outside_mm(const Eigen::Vector3d& p) {
  const double radius = Eigen::Vector3d(p[0] / 1.0, p[1] / 1.25, p[2] / 0.95).norm();
  const double folds = 4.0 * std::sin(p[0] / 7.0 + 0.3) * std::cos(p[1] / 8.0) +
                       3.0 * std::sin(p[2] / 6.0 + p[1] / 15.0);
  return radius - 45.0 - folds;
}

double step_at(double mm) { return 1.0 / (1.0 + std::exp(-2.0 * mm)); }

struct Image {
  Lattice lattice;
  std::vector<float> values;
  ImageView view() const { return {lattice.dims, lattice.world_from_voxel, values}; }
};

template <class Value>
Image sampled(int dim, double spacing_mm, const Value& value) {
  Image image;
  image.lattice.dims = {dim, dim, dim};
  image.lattice.world_from_voxel.topLeftCorner<3, 3>() *= spacing_mm;
  image.lattice.world_from_voxel.topRightCorner<3, 1>().setConstant(-0.5 * spacing_mm * (dim - 1));
  for (int k = 0; k < dim; ++k) {
    for (int j = 0; j < dim; ++j) {
      for (int i = 0; i < dim; ++i) {
        const Eigen::Vector4d place = image.lattice.world_from_voxel * Eigen::Vector4d(i, j, k, 1);
        image.values.push_back(static_cast<float>(value(place.head<3>().eval())));
      }
    }
  }
  return image;
}

std::vector<BoundaryPoint> sheet() {
  const Image white =
      sampled(90, 1.6, [](const Eigen::Vector3d& p) { return 1.0 - step_at(outside_mm(p)); });
  const Image grey = sampled(90, 1.6, [](const Eigen::Vector3d& p) {
    return step_at(outside_mm(p)) * (1.0 - step_at(outside_mm(p) - 4.0));
  });
  return white_matter_boundary(white.view(), grey.view(), 12000);
}

Eigen::Matrix4d pose(double mm, double rad, RandomStream& random) {
  RigidParameters parameters;
  for (int i = 0; i < 3; ++i) parameters[i] = mm * (2.0 * random.uniform() - 1.0);
  for (int i = 3; i < 6; ++i) parameters[i] = rad * (2.0 * random.uniform() - 1.0);
  return rigid_matrix(parameters, Eigen::Vector3d(3, -5, 2));
}

/// A scan of coarse voxels with noise and an uneven coil; the head lies where `scan_from_head`
/// brings it.
Image scan_of(const Eigen::Matrix4d& scan_from_head, double white, double grey) {
  const Eigen::Matrix4d back = scan_from_head.inverse();
  RandomStream random(11, 2);
  return sampled(48, 3.2, [&](const Eigen::Vector3d& p) {
    const double mm = outside_mm((back * p.homogeneous()).head<3>());
    const double brain = 1.0 - step_at(mm - 4.0);
    const double tissue = white + (grey - white) * step_at(mm);
    return brain * tissue * std::exp(p[1] / 300.0) + 4.0 * random.normal();
  });
}

double root_mean_square_mm(const std::vector<BoundaryPoint>& points,
                           const Eigen::Matrix4d& a,
                           const Eigen::Matrix4d& b) {
  double sum = 0.0;
  for (const BoundaryPoint& point : points) {
    const Eigen::Vector4d place = point.place.cast<double>().homogeneous();
    sum += (a * place - b * place).squaredNorm();
  }
  return std::sqrt(sum / static_cast<double>(points.size()));
}

TEST(WhiteMatterBoundary, LiesOnTheSurfaceAndPointsOut) {
  const std::vector<BoundaryPoint> points = sheet();
  ASSERT_EQ(points.size(), 12000U);
  double worst = 0.0;
  for (const BoundaryPoint& point : points) {
    const Eigen::Vector3d place = point.place.cast<double>();
    worst = std::max(worst, std::abs(outside_mm(place)));
    EXPECT_GT(outside_mm(place + point.outward.cast<double>()), outside_mm(place));
  }
  EXPECT_LT(worst, 0.4);
}

TEST(RegisterBoundary, RecoversRandomStartsWithinHalfAMillimetre) {
  const std::vector<BoundaryPoint> points = sheet();
  RandomStream random(11, 1);
  const Eigen::Matrix4d truth = pose(8.0, 0.15, random);
  const Image scan = scan_of(truth, 700.0, 900.0);
  int recovered = 0;
  constexpr int trials = 6;
  for (int trial = 0; trial < trials; ++trial) {
    const Eigen::Matrix4d start = truth * pose(2.0, 0.035, random);
    const BoundaryFit fit = register_boundary(points, scan.view(), start);
    EXPECT_LT(fit.cost, fit.cost_at_start);
    EXPECT_NEAR(fit.moved_mm, root_mean_square_mm(points, fit.image_from_boundary, start), 0.05);
    if (root_mean_square_mm(points, fit.image_from_boundary, truth) < 0.5) ++recovered;
  }
  EXPECT_EQ(recovered, trials);
}

TEST(RegisterBoundary, CostsMoreThanChanceWhereWhiteMatterIsBrighter) {
  const std::vector<BoundaryPoint> points = sheet();
  const Image scan = scan_of(Eigen::Matrix4d::Identity(), 900.0, 700.0);
  const BoundaryFit fit = register_boundary(points, scan.view(), Eigen::Matrix4d::Identity());
  EXPECT_GT(fit.cost_at_start, 1.5);
}

TEST(RegisterBoundary, GivesTheStartBackWithoutASurfaceInView) {
  const std::vector<BoundaryPoint> points = sheet();
  const Image scan = scan_of(Eigen::Matrix4d::Identity(), 700.0, 900.0);
  Eigen::Matrix4d far = Eigen::Matrix4d::Identity();
  far(0, 3) = 500.0;
  const BoundaryFit fit = register_boundary(points, scan.view(), far);
  EXPECT_EQ(fit.points, 0U);
  EXPECT_TRUE(fit.image_from_boundary.isApprox(far));
}

TEST(RegisterBoundary, GivesTheSameBitsWithOneAndTwoThreads) {
  const std::vector<BoundaryPoint> points = sheet();
  RandomStream random(11, 5);
  const Image scan = scan_of(pose(2.0, 0.03, random), 700.0, 900.0);
  const auto found = [&](int threads) {
    const ThreadLimit limit(threads);
    return register_boundary(points, scan.view(), Eigen::Matrix4d::Identity()).image_from_boundary;
  };
  const Eigen::Matrix4d once = found(1);
  const Eigen::Matrix4d twice = found(2);
  EXPECT_EQ(std::memcmp(once.data(), twice.data(), sizeof(double) * 16), 0);
}

}  // namespace
}  // namespace rewire
