#include "stages/preprocess/atlas_to_scan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "stages/core/error.h"
#include "tests/stages/preprocess/synthetic_head.h"

namespace rewire {
namespace {

/// A ball's left and right half; region 3 is drawn nowhere.
Atlas halves() {
  return testing::synthetic_atlas(3, [](const Eigen::Vector3d& p) { return p[0] < 0 ? 1 : 2; });
}

ScanSpace space_of(const Grid& grid, double size) {
  ScanSpace space;
  space.brain = testing::ball(grid, 1.0);
  space.template_from_bold.topLeftCorner<3, 3>() *= size;
  return space;
}

double voxels_of(const ScanAtlas& atlas, std::int32_t label) {
  return static_cast<double>(std::ranges::count(atlas.atlas.label_map.labels, label));
}

TEST(AtlasToScan, ExpectsInAWholeFieldOfViewWhatIsThere) {
  // The scan's head is 1.25 times smaller than the template.
  const ScanAtlas scan =
      atlas_to_scan(halves(), space_of(testing::cubes({40, 48, 38}, 3.0), 1.25), {});
  ASSERT_EQ(scan.expected_voxels.size(), 3U);
  EXPECT_NEAR(scan.expected_voxels[0] / voxels_of(scan, 1), 1.0, 0.02);
  EXPECT_NEAR(scan.expected_voxels[1] / voxels_of(scan, 2), 1.0, 0.02);
  EXPECT_EQ(scan.expected_voxels[2], 0.0);
}

TEST(AtlasToScan, ExpectsTheSameWhenTheFieldOfViewIsCut) {
  const Grid whole = testing::cubes({48, 56, 44}, 3.0);
  Grid cut = whole;
  cut.dims[2] = 22;  // the lower half
  const ScanAtlas all = atlas_to_scan(halves(), space_of(whole, 1.0), {});
  const ScanAtlas half = atlas_to_scan(halves(), space_of(cut, 1.0), {});
  EXPECT_EQ(half.expected_voxels, all.expected_voxels);
  EXPECT_NEAR(voxels_of(half, 1) / half.expected_voxels[0], 0.5, 0.02);
  EXPECT_NEAR(voxels_of(half, 2) / half.expected_voxels[1], 0.5, 0.02);
}

TEST(AtlasToScan, RefusesAScanThatNoRegionMeets) {
  ScanSpace space = space_of(testing::cubes({20, 20, 20}, 3.0), 1.0);
  space.template_from_bold(0, 3) = 500.0;
  EXPECT_THROW(atlas_to_scan(halves(), space, {}), InputError);
  Atlas empty = halves();
  empty.regions.clear();
  EXPECT_THROW(atlas_to_scan(empty, space, {}), InputError);
}

}  // namespace
}  // namespace rewire
