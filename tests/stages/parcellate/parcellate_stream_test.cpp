#include "stages/parcellate/parcellate_stream.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "stages/core/error.h"
#include "stages/core/random.h"

namespace rewire {
namespace {

constexpr Eigen::Index streamed_volumes = 40;

/// A scan of 6 x 5 x 4 voxels: four regions of 25 voxels, one of them constant, and background.
struct StreamExample {
  MaskedBold bold;
  ScanAtlas atlas;
  Eigen::MatrixXf image;  ///< voxels x volumes
};

StreamExample make_example() {
  StreamExample example;
  const Grid grid{.dims = {6, 5, 4}, .world_from_voxel = Eigen::Matrix4d::Identity()};
  RandomStream random(9, 0);
  example.image.resize(120, streamed_volumes);
  for (float& value : example.image.reshaped()) {
    value = 700.0F + 9.0F * static_cast<float>(random.normal());
  }
  for (Eigen::Index v = 50; v < 75; ++v) example.image.row(v).setConstant(static_cast<float>(v));
  example.image.row(3).setConstant(650.0F);
  example.bold.mask = {.grid = grid, .inside = std::vector<std::uint8_t>(120, 1)};
  example.bold.mask.inside[7] = 0;
  example.bold.repetition_time_s = 2.0;
  const auto rows = example.bold.mask.indices();
  example.bold.values.resize(static_cast<Eigen::Index>(rows.size()), streamed_volumes);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    example.bold.values.row(static_cast<Eigen::Index>(i)) =
        example.image.row(static_cast<Eigen::Index>(rows[i]));
  }
  example.atlas.atlas.name = "Test";
  example.atlas.atlas.label_map = {.grid = grid, .labels = std::vector<std::int32_t>(120, 0)};
  for (std::size_t v = 0; v < 100; ++v) {
    example.atlas.atlas.label_map.labels[v] = static_cast<std::int32_t>(v / 25 + 1);
  }
  for (std::int32_t label = 1; label <= 4; ++label) {
    Region region;
    region.label = label;
    region.name = "R" + std::to_string(label);
    example.atlas.atlas.regions.push_back(region);
    example.atlas.expected_voxels.push_back(25.0);
  }
  return example;
}

VolumeStream stream_of(const StreamExample& example) {
  return {.grid = example.bold.mask.grid,
          .volumes = streamed_volumes,
          .repetition_time_s = 2.0,
          .next = [&example, t = Eigen::Index{0}](std::span<float> values) mutable {
            if (t == streamed_volumes) return false;
            const Eigen::VectorXf volume = example.image.col(t++);
            std::copy(volume.begin(), volume.end(), values.begin());
            return true;
          }};
}

TEST(ParcellateStream, EqualsTheWholeScansParcellation) {
  const StreamExample example = make_example();
  const RegionSeries whole = parcellate_raw(example.bold, example.atlas, {});
  const RegionSeries streamed =
      parcellate_stream(stream_of(example), example.bold.mask, example.atlas, {});
  ASSERT_EQ(streamed.regions.size(), whole.regions.size());
  for (std::size_t i = 0; i < whole.regions.size(); ++i) {
    EXPECT_EQ(streamed.regions[i].voxel_count, whole.regions[i].voxel_count);
    EXPECT_EQ(streamed.regions[i].coverage, whole.regions[i].coverage);
    EXPECT_EQ(streamed.regions[i].missing_reason, whole.regions[i].missing_reason);
    if (!whole.regions[i].missing_reason.empty()) continue;
    EXPECT_NEAR(streamed.regions[i].tsnr, whole.regions[i].tsnr, 1e-9);
    const auto column = static_cast<Eigen::Index>(i);
    EXPECT_LT((streamed.values.col(column) - whole.values.col(column)).cwiseAbs().maxCoeff(), 1e-9);
  }
  EXPECT_EQ(whole.regions[0].voxel_count, 23U);  // one constant, one outside the mask
  EXPECT_EQ(streamed.regions[2].missing_reason, "no voxel with signal inside the mask");
  EXPECT_TRUE(streamed.values.col(2).array().isNaN().all());
  EXPECT_EQ(streamed.kept, whole.kept);
}

TEST(ParcellateStream, RefusesBrokenValuesAndOtherGrids) {
  StreamExample example = make_example();
  example.image(30, 4) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(parcellate_stream(stream_of(example), example.bold.mask, example.atlas, {}),
               InputError);
  Mask elsewhere = example.bold.mask;
  elsewhere.grid.world_from_voxel(1, 3) = 5.0;
  EXPECT_THROW(parcellate_stream(stream_of(example), elsewhere, example.atlas, {}), InputError);
}

}  // namespace
}  // namespace rewire
