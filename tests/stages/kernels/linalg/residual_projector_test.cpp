#include "stages/kernels/linalg/residual_projector.h"

#include <gtest/gtest.h>

#include <numeric>

#include "stages/core/random.h"
#include "stages/kernels/linalg/orthonormal_basis.h"

namespace rewire {
namespace {

constexpr Eigen::Index volumes = 60;

Eigen::MatrixXd noise(Eigen::Index rows, Eigen::Index columns, std::uint64_t stream) {
  RandomStream random(8, stream);
  Eigen::MatrixXd values(rows, columns);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

/// Every volume but the third and the last.
std::vector<Eigen::Index> most_volumes() {
  std::vector<Eigen::Index> kept(volumes - 1);
  std::iota(kept.begin(), kept.end(), Eigen::Index{0});
  kept.erase(kept.begin() + 2);
  return kept;
}

struct Case {
  Eigen::MatrixXd removed;
  ResidualProjector projector;
};

/// Takes out the constant and `columns` - 1 more.
Case case_of(Eigen::Index columns) {
  const std::vector<Eigen::Index> kept = most_volumes();
  Eigen::MatrixXd design = noise(static_cast<Eigen::Index>(kept.size()), columns, 1);
  design.col(0).setOnes();
  Case result;
  result.removed = orthonormal_basis(design, 1e-6).vectors;
  result.projector = make_residual_projector(result.removed, volumes, kept);
  return result;
}

class Sides : public ::testing::TestWithParam<Eigen::Index> {};

TEST_P(Sides, EqualYMinusQQtY) {
  const Case example = case_of(GetParam());
  const Eigen::MatrixXd series = noise(volumes, 5, 2).array() + 1000.0;
  const Eigen::MatrixXd found = project_columns(example.projector, series);
  const Eigen::MatrixXd kept = series(example.projector.kept, Eigen::all);
  const Eigen::MatrixXd expected =
      kept - example.removed * (example.removed.transpose() * kept).eval();
  EXPECT_LT((found(example.projector.kept, Eigen::all) - expected).norm(), 1e-9);
  EXPECT_EQ(found.row(2).norm(), 0.0);
  EXPECT_EQ(found.row(volumes - 1).norm(), 0.0);
  EXPECT_LT((project_columns(example.projector, found) - found).norm(), 1e-12);
}

TEST_P(Sides, GiveVoxelsWhatTheyGiveColumns) {
  const Case example = case_of(GetParam());
  const Eigen::MatrixXf voxels = (noise(1100, volumes, 3).array() + 500.0).cast<float>();
  Eigen::MatrixXf residuals = Eigen::MatrixXf::Constant(1100, volumes, 9.0F);
  EXPECT_EQ(project_voxels(example.projector, voxels, residuals), 0);
  const Eigen::MatrixXd expected =
      project_columns(example.projector, voxels.cast<double>().transpose());
  EXPECT_LT((residuals.cast<double>().transpose() - expected).norm(), 1e-6 * expected.norm());
  EXPECT_EQ(residuals.col(2).norm(), 0.0F);
}

INSTANTIATE_TEST_SUITE_P(ResidualProjector, Sides, ::testing::Values(1, 10, 28, 29, 30, 50));

TEST(ResidualProjector, HoldsTheSmallerSide) {
  EXPECT_EQ(case_of(10).projector.side, ResidualProjector::Side::removed);
  EXPECT_EQ(case_of(10).projector.basis.cols(), 10);
  EXPECT_EQ(case_of(50).projector.side, ResidualProjector::Side::remaining);
  EXPECT_EQ(case_of(50).projector.basis.cols(), 8);
}

TEST(ResidualProjector, CountsVoxelsThatAreNotFiniteInKeptVolumesOnly) {
  const Case example = case_of(10);
  Eigen::MatrixXf voxels = noise(600, volumes, 4).cast<float>();
  voxels(1, 2) = std::numeric_limits<float>::quiet_NaN();  // a volume that is not kept
  voxels(5, 0) = voxels(599, 7) = std::numeric_limits<float>::infinity();
  Eigen::MatrixXf residuals(600, volumes);
  EXPECT_EQ(project_voxels(example.projector, voxels, residuals), 2);
  EXPECT_TRUE(residuals.row(1).allFinite());
  EXPECT_TRUE(residuals.row(4).allFinite());
  EXPECT_TRUE(std::isnan(residuals(599, 0)));
}

}  // namespace
}  // namespace rewire
