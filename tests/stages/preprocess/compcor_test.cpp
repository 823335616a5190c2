#include "stages/preprocess/compcor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <string>

#include "stages/core/parallel.h"
#include "stages/kernels/linalg/cosine_basis.h"
#include "stages/preprocess/confounds.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

constexpr Eigen::Index compcor_volumes = 120;

Eigen::MatrixXf reference_values() {
  return testing::read_reference_matrix("components/values.txt").cast<float>();
}

std::vector<std::size_t> voxels(std::size_t first, std::size_t end) {
  std::vector<std::size_t> indices(end - first);
  std::iota(indices.begin(), indices.end(), first);
  return indices;
}

/// Rows of the file: singular values, variance explained, then the components.
void expect_components(const std::string& file,
                       const Eigen::MatrixXd& components,
                       const Eigen::VectorXd& singular_values,
                       const Eigen::VectorXd& variance_explained) {
  const Eigen::MatrixXd expected = testing::read_reference_matrix("components/" + file);
  ASSERT_GE(components.cols(), expected.cols()) << file;
  for (Eigen::Index i = 0; i < expected.cols(); ++i) {
    EXPECT_NEAR(singular_values[i] / expected(0, i), 1.0, 1e-4) << file << i;
    EXPECT_NEAR(variance_explained[i] / expected(1, i), 1.0, 1e-4) << file << i;
    const double distance = (components.col(i) - expected.col(i).tail(compcor_volumes)).norm();
    EXPECT_LT(distance, 1e-4) << file << i;
  }
}

TEST(CompCor, AgreesWithNumpysSingularValues) {
  const Eigen::MatrixXf values = reference_values();
  const Eigen::MatrixXd cosines = cosine_basis(compcor_volumes, 2.0, 128.0);
  for (const auto& [file, chosen] :
       {std::pair{"c.txt", voxels(0, 80)},
        std::pair{"w.txt", voxels(80, 260)},
        std::pair{"a.txt", voxels(0, 260)},
        std::pair{"t.txt", most_variable(values, voxels(0, 480), 0.02, 0)}}) {
    const PrincipalSeries found = compcor(values, chosen, cosines, 0);
    expect_components(file, found.components, found.singular_values, found.variance_explained);
    const Eigen::MatrixXd expected =
        testing::read_reference_matrix(std::string("components/") + file);
    EXPECT_EQ(components_for(found, 0.5), expected.cols());
  }
}

TEST(CompCor, LeavesTheStartOutWhenItIsNotSteady) {
  Eigen::MatrixXf values = reference_values();
  const Eigen::MatrixXd none(compcor_volumes, 0);
  const PrincipalSeries before = compcor(values, voxels(0, 480), none, 3);
  values.leftCols(3) *= 4.0F;
  const PrincipalSeries after = compcor(values, voxels(0, 480), none, 3);
  EXPECT_EQ(before.components, after.components);
  EXPECT_TRUE((after.components.topRows(3).array() == 0.0).all());
  EXPECT_NEAR(after.components.col(0).norm(), 1.0, 1e-12);
  EXPECT_LT(std::abs(after.components.col(0).dot(after.components.col(1))), 1e-9);
}

TEST(CompCor, HasNoComponentWhereNothingVaries) {
  const Eigen::MatrixXf values = Eigen::MatrixXf::Constant(30, 20, 0.1F);
  const Eigen::MatrixXd none(20, 0);
  EXPECT_EQ(compcor(values, voxels(0, 30), none, 0).components.cols(), 0);
  EXPECT_TRUE(most_variable(values, voxels(0, 30), 0.1, 0).empty());
  EXPECT_EQ(compcor(values, {}, none, 0).components.cols(), 0);
}

TEST(CosineBasis, AgreesWithNumpy) {
  const Eigen::MatrixXd expected = testing::read_reference_matrix("components/cosines.txt");
  const Eigen::MatrixXd found = cosine_basis(compcor_volumes, 2.0, 128.0);
  ASSERT_EQ(found.cols(), expected.cols());
  EXPECT_LT((found - expected).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_EQ(cosine_basis(2, 2.0, 128.0).cols(), 0);
}

Realigned compcor_scan() {
  Realigned scan;
  scan.bold.grid.dims = {10, 8, 6};
  scan.bold.repetition_time_s = 2.0;
  scan.bold.values = reference_values();
  scan.motion.parameters = Eigen::MatrixXd::Zero(compcor_volumes, 6);
  scan.motion.framewise_displacement_mm = Eigen::VectorXd::Zero(compcor_volumes);
  scan.motion.framewise_displacement_mm[0] = NAN;
  scan.motion.framewise_displacement_mm[30] = 0.6;
  scan.motion.rmsd_mm = scan.motion.framewise_displacement_mm;
  return scan;
}

ScanSpace compcor_space(const Grid& grid) {
  const auto mask = [&](std::size_t first, std::size_t end) {
    Mask result{.grid = grid, .inside = std::vector<std::uint8_t>(grid.voxel_count(), 0)};
    for (std::size_t i = first; i < end; ++i) result.inside[i] = 1;
    return result;
  };
  ScanSpace space;
  space.brain = mask(0, 480);
  space.csf = mask(0, 80);
  space.white_matter = mask(80, 260);
  return space;
}

TEST(Confounds, HaveTheComponentsOfTheReferenceWithTheirOrigin) {
  const Realigned scan = compcor_scan();
  const Confounds confounds =
      make_confounds(scan, compcor_space(scan.bold.grid), {.erosion_voxels = 0});
  EXPECT_TRUE(validate(confounds, "confounds").empty());
  for (const auto& [prefix, method, mask] : {std::tuple{"a", "aCompCor", "combined"},
                                             std::tuple{"c", "aCompCor", "CSF"},
                                             std::tuple{"w", "aCompCor", "WM"},
                                             std::tuple{"t", "tCompCor", ""}}) {
    Eigen::MatrixXd columns(compcor_volumes, 0);
    std::vector<double> singular_values;
    std::vector<double> explained;
    double sum = 0.0;
    for (const auto& [name, component] : confounds.components) {
      if (!name.starts_with(std::string(prefix) + "_comp_cor_")) continue;
      EXPECT_EQ(component.method, method);
      EXPECT_EQ(component.mask, mask);
      EXPECT_EQ(component.retained, sum < 0.5) << name;
      sum += component.variance;
      EXPECT_NEAR(component.cumulative_variance, sum, 1e-12);
      columns.conservativeResize(Eigen::NoChange, columns.cols() + 1);
      columns.rightCols<1>() = confounds.values.col(*confounds.find(name));
      singular_values.push_back(component.singular_value);
      explained.push_back(component.variance);
    }
    EXPECT_GE(sum, 0.5);
    EXPECT_GE(columns.cols(), 5);
    expect_components(std::string(prefix) + ".txt",
                      columns,
                      Eigen::Map<Eigen::VectorXd>(singular_values.data(), columns.cols()),
                      Eigen::Map<Eigen::VectorXd>(explained.data(), columns.cols()));
  }
  EXPECT_TRUE(confounds.find("cosine00") && confounds.find("cosine01"));
  EXPECT_FALSE(confounds.find("cosine02"));
}

TEST(Confounds, MarkOutliersAndTheStart) {
  Realigned scan = compcor_scan();
  scan.bold.non_steady_volumes = 2;
  scan.bold.values.col(70).array() += 60.0F;
  const Confounds confounds =
      make_confounds(scan, compcor_space(scan.bold.grid), {.std_dvars_outlier = 2.5});
  const auto column = [&](const std::string& name) {
    const auto found = confounds.find(name);
    return found ? Eigen::VectorXd(confounds.values.col(*found)) : Eigen::VectorXd();
  };
  EXPECT_EQ(column("non_steady_state_outlier00"), Eigen::VectorXd::Unit(compcor_volumes, 0));
  EXPECT_EQ(column("non_steady_state_outlier01"), Eigen::VectorXd::Unit(compcor_volumes, 1));
  EXPECT_EQ(column("motion_outlier00"), Eigen::VectorXd::Unit(compcor_volumes, 30));
  EXPECT_EQ(column("motion_outlier01"), Eigen::VectorXd::Unit(compcor_volumes, 70));
  EXPECT_EQ(column("motion_outlier02"), Eigen::VectorXd::Unit(compcor_volumes, 71));
  EXPECT_FALSE(confounds.find("motion_outlier03"));
  EXPECT_FALSE(confounds.find("non_steady_state_outlier02"));
}

TEST(Confounds, SayWhenErosionLeavesTooLittle) {
  const Realigned scan = compcor_scan();
  ScanSpace space = compcor_space(scan.bold.grid);
  const Confounds whole = make_confounds(scan, space, {.erosion_voxels = 0});
  EXPECT_TRUE(whole.warnings.empty());
  const Confounds eroded = make_confounds(scan, space, {.erosion_voxels = 2});
  EXPECT_EQ(eroded.warnings.size(), 2U);
  EXPECT_TRUE(eroded.find("c_comp_cor_00"));
}

TEST(Confounds, TakeComponentsFromVoxelsWithoutGreyMatter) {
  const Realigned scan = compcor_scan();
  ScanSpace space = compcor_space(scan.bold.grid);
  space.grey_share = {.grid = scan.bold.grid, .values = std::vector<float>(480, 0.0F)};
  for (std::size_t i = 40; i < 80; ++i) space.grey_share.values[i] = 0.2F;
  const Confounds confounds = make_confounds(scan, space, {.erosion_voxels = 0});
  EXPECT_TRUE(confounds.warnings.empty());
  const PrincipalSeries expected =
      compcor(scan.bold.values, voxels(0, 40), cosine_basis(compcor_volumes, 2.0, 128.0), 0);
  EXPECT_EQ(confounds.values.col(*confounds.find("c_comp_cor_00")), expected.components.col(0));
  for (std::size_t i = 5; i < 80; ++i) space.grey_share.values[i] = 0.2F;
  const Confounds few = make_confounds(scan, space, {.erosion_voxels = 0});
  ASSERT_EQ(few.warnings.size(), 1U);
  EXPECT_EQ(few.warnings[0].found, "5 voxels of cerebrospinal fluid without grey matter");
}

TEST(Confounds, OfTwoVolumesAreATable) {
  Realigned scan = compcor_scan();
  scan.bold.values.conservativeResize(Eigen::NoChange, 2);
  scan.motion.parameters.conservativeResize(2, Eigen::NoChange);
  scan.motion.framewise_displacement_mm.conservativeResize(2);
  scan.motion.rmsd_mm.conservativeResize(2);
  const Confounds confounds = make_confounds(scan, compcor_space(scan.bold.grid), {});
  EXPECT_TRUE(validate(confounds, "confounds").empty());
  EXPECT_EQ(confounds.values.rows(), 2);
}

TEST(CompCor, GivesTheSameBytesWithOneAndTwoThreads) {
  const Eigen::MatrixXf values = reference_values();
  const Eigen::MatrixXd cosines = cosine_basis(compcor_volumes, 2.0, 128.0);
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    return compcor(values, voxels(0, 480), cosines, 0).components;
  };
  EXPECT_EQ(run(1), run(2));
}

}  // namespace
}  // namespace rewire
