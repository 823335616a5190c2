#include "stages/parcellate/parcellate.h"

#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

using testing::read_reference_matrix;

struct Example {
  MaskedBold bold;
  ScanAtlas atlas;
};

/// Rows of `voxels`: label, inside, series; first axis fastest.
Example example_of(const Eigen::MatrixXd& voxels, std::array<int, 3> dims, int regions) {
  Example example;
  example.bold.mask.grid.dims = dims;
  example.bold.repetition_time_s = 2.0;
  std::vector<Eigen::Index> inside;
  for (Eigen::Index v = 0; v < voxels.rows(); ++v) {
    example.atlas.atlas.label_map.labels.push_back(static_cast<std::int32_t>(voxels(v, 0)));
    example.bold.mask.inside.push_back(voxels(v, 1) != 0.0 ? 1 : 0);
    if (voxels(v, 1) != 0.0) inside.push_back(v);
  }
  example.bold.values =
      voxels.rightCols(voxels.cols() - 2)(inside, Eigen::all).eval().cast<float>();
  example.atlas.atlas.name = "Example";
  example.atlas.atlas.label_map.grid = example.bold.mask.grid;
  for (int label = 1; label <= regions; ++label) {
    Region region;
    region.label = label;
    region.name = "region" + std::to_string(label);
    example.atlas.atlas.regions.push_back(region);
  }
  example.atlas.expected_voxels.assign(static_cast<std::size_t>(regions), 1.0);
  return example;
}

/// A line of voxels, all of region 1 and inside the mask.
Example line_of(int voxels, Eigen::Index volumes) {
  Eigen::MatrixXd table = Eigen::MatrixXd::Ones(voxels, volumes + 2);
  RandomStream random(3, 0);
  for (Eigen::Index v = 0; v < voxels; ++v) {
    for (Eigen::Index t = 0; t < volumes; ++t) table(v, t + 2) = 100.0 + random.normal();
  }
  return example_of(table, {voxels, 1, 1}, 1);
}

TEST(Parcellate, EqualsPlainNumPy) {
  Example example = example_of(read_reference_matrix("parcellate/scan.txt"), {5, 4, 3}, 4);
  const Eigen::MatrixXd expected = read_reference_matrix("parcellate/regions.txt");
  for (std::size_t i = 0; i < 4; ++i) {
    example.atlas.expected_voxels[i] = expected(static_cast<Eigen::Index>(i), 0);
  }
  const RegionSeries series =
      parcellate_raw(example.bold, example.atlas, {.minimum_coverage = 0.3});
  EXPECT_FALSE(has_errors(validate(series, "test")));
  ASSERT_EQ(series.values.cols(), 4);
  for (Eigen::Index i = 0; i < 4; ++i) {
    const RegionSignal& region = series.regions[static_cast<std::size_t>(i)];
    EXPECT_EQ(static_cast<double>(region.voxel_count), expected(i, 1));
    EXPECT_NEAR(region.coverage, expected(i, 2), 1e-12);
    if (i < 3) {
      EXPECT_NEAR(region.tsnr, expected(i, 3), 1e-8 * expected(i, 3));
    }
    if (i < 2) {
      EXPECT_LT((series.values.col(i).transpose() - expected.row(i).tail(24)).norm(), 1e-9);
    }
  }
  EXPECT_EQ(series.regions[2].missing_reason, "coverage 0.27 below 0.3");
  EXPECT_TRUE(series.values.rightCols(2).array().isNaN().all());
}

TEST(Parcellate, SaysThatARegionIsOutsideTheFieldOfView) {
  Example example = line_of(4, 10);
  Region outside;
  outside.label = 77;
  outside.name = "outside";
  example.atlas.atlas.regions.push_back(outside);
  example.atlas.expected_voxels = {4.0, 120.0};
  const RegionSeries series = parcellate_raw(example.bold, example.atlas, {});
  EXPECT_EQ(series.regions[1].voxel_count, 0U);
  EXPECT_EQ(series.regions[1].coverage, 0.0);
  EXPECT_TRUE(std::isnan(series.regions[1].tsnr));
  EXPECT_EQ(series.regions[1].missing_reason, "no voxel with signal inside the mask");
  EXPECT_TRUE(series.values.col(1).array().isNaN().all());
  EXPECT_TRUE(series.values.col(0).allFinite());
}

TEST(Parcellate, LeavesOutVoxelsThatAreConstantBeforeDenoising) {
  Example example = line_of(4, 10);
  example.atlas.expected_voxels = {4.0};
  example.bold.values.row(2).setConstant(1e6F);
  Denoised denoised{.bold = example.bold, .report = {}};
  denoised.report.kept.assign(10, 1);
  denoised.report.degrees_of_freedom.after = 7;
  denoised.bold.values.row(2).setConstant(0.0F);
  const RegionSeries series = parcellate(denoised, example.bold, example.atlas, {});
  EXPECT_EQ(series.regions[0].voxel_count, 3U);
  EXPECT_NEAR(series.regions[0].coverage, 0.75, 1e-12);
  EXPECT_EQ(series.degrees_of_freedom, 7.0);
  EXPECT_NEAR(series.values.mean(), 100.0, 1.0);
}

TEST(Parcellate, TakesTheDriftOutOfTsnr) {
  Example example = line_of(1, 50);
  for (Eigen::Index t = 0; t < 50; ++t) {
    const float wave = t % 2 == 0 ? 1.0F : -1.0F;
    example.bold.values(0, t) = 1000.0F + 10.0F * static_cast<float>(t) + wave;
  }
  const double tsnr = parcellate_raw(example.bold, example.atlas, {}).regions[0].tsnr;
  EXPECT_NEAR(tsnr, 1245.0 / std::sqrt(50.0 / 48.0), 2.0);
}

TEST(Parcellate, KnowsNoTsnrOfTwoVolumes) {
  const Example example = line_of(3, 2);
  const RegionSeries series = parcellate_raw(example.bold, example.atlas, {});
  EXPECT_TRUE(std::isnan(series.regions[0].tsnr));
  EXPECT_TRUE(series.values.allFinite());
}

TEST(Parcellate, GivesTheSameBytesOnOneAndTwoThreads) {
  Example example = line_of(3000, 40);
  for (std::size_t v = 0; v < 3000; v += 3) example.atlas.atlas.label_map.labels[v] = 2;
  Region second;
  second.label = 2;
  second.name = "two";
  example.atlas.atlas.regions.push_back(second);
  example.atlas.expected_voxels = {2000.0, 1000.0};
  const auto with_threads = [&](int threads) {
    const ThreadLimit limit(threads);
    return parcellate_raw(example.bold, example.atlas, {});
  };
  const RegionSeries one = with_threads(1);
  const RegionSeries two = with_threads(2);
  EXPECT_TRUE((one.values.array() == two.values.array()).all());
  EXPECT_EQ(one.regions[1].tsnr, two.regions[1].tsnr);
}

TEST(Parcellate, RefusesInputsThatDoNotBelongTogether) {
  Example example = line_of(4, 10);
  Example other = line_of(5, 10);
  EXPECT_THROW(parcellate_raw(example.bold, other.atlas, {}), InputError);
  Denoised denoised{.bold = other.bold, .report = {}};
  denoised.report.kept.assign(10, 1);
  EXPECT_THROW(parcellate(denoised, example.bold, example.atlas, {}), InputError);
  example.bold.values(2, 3) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(parcellate_raw(example.bold, example.atlas, {}), InputError);
  example.bold.mask.inside.assign(4, 0);
  example.bold.values.resize(0, 10);
  EXPECT_THROW(parcellate_raw(example.bold, example.atlas, {}), InputError);
}

}  // namespace
}  // namespace rewire
