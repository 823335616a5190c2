#include <gtest/gtest.h>

#include <cmath>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/local_activity/amplitude.h"
#include "stages/local_activity/homogeneity.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

using Eigen::Index;

/// A scan that was denoised elsewhere: `values` of the voxels inside, flags of the volumes.
Denoised scan_of(Eigen::MatrixXf values, Mask mask, std::vector<std::uint8_t> kept) {
  Denoised scan;
  scan.bold = {.mask = std::move(mask), .values = std::move(values), .repetition_time_s = 2.0};
  scan.report.kept = std::move(kept);
  return scan;
}

Denoised noise_scan(int edge, Index volumes) {
  const Grid grid{.dims = {edge, edge, edge}};
  RandomStream random(4, 2);
  const auto voxels = static_cast<Index>(grid.voxel_count());
  return scan_of(Eigen::MatrixXf::NullaryExpr(
                     voxels, volumes, [&] { return static_cast<float>(random.normal()); }),
                 {.grid = grid, .inside = std::vector<std::uint8_t>(grid.voxel_count(), 1)},
                 std::vector<std::uint8_t>(static_cast<std::size_t>(volumes), 1));
}

/// The grid of the reference; voxels in rows.
Denoised reference_scan() {
  const Eigen::MatrixXd table = testing::read_reference_matrix("local_activity/grid.txt");
  Mask mask{.grid = {.dims = {4, 3, 3}}, .inside = {}};
  std::vector<Index> rows;
  for (Index v = 1; v < table.rows(); ++v) {
    mask.inside.push_back(table(v, 0) > 0.5 ? 1 : 0);
    if (mask.inside.back() != 0) rows.push_back(v);
  }
  std::vector<std::uint8_t> kept;
  for (Index t = 1; t < table.cols(); ++t) kept.push_back(table(0, t) > 0.5 ? 1 : 0);
  const Eigen::MatrixXd chosen = table(rows, Eigen::all);
  return scan_of(chosen.rightCols(table.cols() - 1).cast<float>(), mask, kept);
}

TEST(Homogeneity, AgreesWithConcordancesFromScipysRanks) {
  const Denoised scan = reference_scan();
  const Eigen::MatrixXd expected = testing::read_reference_matrix("local_activity/reho.txt");
  for (const auto neighbourhood :
       {Neighbourhood::faces, Neighbourhood::edges, Neighbourhood::corners}) {
    const ActivityMaps maps = homogeneity(scan, {.neighbourhood = neighbourhood});
    ASSERT_EQ(maps.maps.size(), 1U);
    EXPECT_EQ(maps.maps[0].name, "reho");
    for (Index v = 0; v < expected.rows(); ++v) {
      const double wanted = expected(v, static_cast<Index>(neighbourhood));
      const auto found = static_cast<double>(maps.maps[0].values[v]);
      EXPECT_EQ(std::isnan(found), std::isnan(wanted)) << v;
      if (!std::isnan(wanted)) {
        EXPECT_NEAR(found, wanted, 1e-6) << v;
      }
    }
  }
}

TEST(Homogeneity, IsOneWhereAllAreAlikeForAnyNumberOfThreads) {
  Denoised scan = noise_scan(9, 40);
  const Eigen::RowVectorXf common = scan.bold.values.row(0);
  for (Index v = 0; v < scan.bold.values.rows(); ++v) {
    scan.bold.values.row(v) = common * static_cast<float>(v + 1);
  }
  const ActivityMaps alike = homogeneity(scan, {});
  EXPECT_EQ(alike.maps[0].values.size(), 729);
  // A corner voxel has 8 of 27.
  EXPECT_TRUE(std::isnan(alike.maps[0].values[0]));
  EXPECT_EQ(homogeneity(scan, {.minimum_share = 0.0}).maps[0].values.minCoeff(), 1.0F);
  const Denoised other = noise_scan(9, 40);
  const ActivityMaps many = homogeneity(other, {.minimum_share = 0.0});
  const ThreadLimit one(1);
  EXPECT_EQ(homogeneity(other, {.minimum_share = 0.0}).maps[0].values, many.maps[0].values);
}

TEST(Homogeneity, BadScansAreRefused) {
  Denoised scan = noise_scan(3, 10);
  scan.bold.values(2, 3) = NAN;
  EXPECT_THROW(homogeneity(scan, {}), InputError);
  Denoised censored = noise_scan(3, 10);
  censored.report.kept.assign(10, 0);
  EXPECT_THROW(homogeneity(censored, {}), InputError);
  Denoised empty = noise_scan(3, 10);
  empty.bold.values.resize(0, 10);
  EXPECT_THROW(homogeneity(empty, {}), InputError);
}

TEST(Amplitude, ASineGivesItsShareOfTheBandAndAllOfTheFraction) {
  Denoised scan = noise_scan(2, 100);
  for (Index t = 0; t < 100; ++t) {
    const double turns = 2.0 * M_PI * static_cast<double>(t) / 100.0;
    scan.bold.values(0, t) = static_cast<float>(3.0 * std::sin(7.0 * turns + 1.0));
    scan.bold.values(1, t) =
        static_cast<float>(3.0 * std::sin(7.0 * turns) + std::cos(40.0 * turns));
    scan.bold.values(2, t) = 0.0F;
  }
  const ActivityMaps maps = amplitude(scan, {});
  ASSERT_EQ(maps.maps.size(), 2U);
  EXPECT_EQ(maps.maps[0].name, "alff");
  EXPECT_EQ(maps.maps[1].name, "falff");
  // 19 frequencies of 200 s lie in 0.01 ... 0.1 Hz.
  EXPECT_NEAR(maps.maps[0].values[0], 3.0 / 19.0, 1e-5);
  EXPECT_NEAR(maps.maps[1].values[0], 1.0, 1e-4);
  EXPECT_NEAR(maps.maps[1].values[1], 0.75, 1e-4);
  EXPECT_TRUE(std::isnan(maps.maps[0].values[2]));
  EXPECT_TRUE(std::isnan(maps.maps[1].values[2]));
}

TEST(Amplitude, CensoredVolumesPlayNoPart) {
  Denoised scan = noise_scan(2, 60);
  for (const std::size_t t : {3U, 4U, 30U}) scan.report.kept[t] = 0;
  const ActivityMaps before = amplitude(scan, {});
  scan.bold.values.col(4).setConstant(1e6F);
  EXPECT_EQ(amplitude(scan, {}).maps[0].values, before.maps[0].values);
}

TEST(Amplitude, ScalesWithTheScanAndTheFractionDoesNot) {
  Denoised scan = noise_scan(3, 60);
  const ActivityMaps before = amplitude(scan, {});
  scan.bold.values *= 4.0F;
  const ActivityMaps after = amplitude(scan, {});
  EXPECT_TRUE(after.maps[0].values.isApprox(4.0F * before.maps[0].values, 1e-6F));
  EXPECT_TRUE(after.maps[1].values.isApprox(before.maps[1].values, 1e-6F));
}

TEST(Amplitude, BadScansAndBandsAreRefused) {
  const Denoised scan = noise_scan(2, 60);
  EXPECT_THROW(amplitude(scan, {.band_low_hz = 0.2, .band_high_hz = 0.1}), InputError);
  EXPECT_THROW(amplitude(scan, {.band_low_hz = 0.01, .band_high_hz = 0.3}), InputError);
  EXPECT_THROW(amplitude(scan, {.band_low_hz = 0.0101, .band_high_hz = 0.0102}), InputError);
  Denoised filtered = scan;
  filtered.report.removed_frequencies_hz = {0.2};
  EXPECT_THROW(amplitude(filtered, {}), InputError);
  Denoised broken = scan;
  broken.bold.values(1, 1) = INFINITY;
  EXPECT_THROW(amplitude(broken, {}), InputError);
  Denoised censored = scan;
  censored.report.kept.assign(60, 0);
  EXPECT_THROW(amplitude(censored, {}), InputError);
}

}  // namespace
}  // namespace rewire
