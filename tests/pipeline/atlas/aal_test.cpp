#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "pipeline/atlas/atlas_library.h"
#include "stages/core/error.h"

namespace rewire {
namespace {

std::vector<std::string> names_of(const std::vector<Region>& regions, Structure structure) {
  std::vector<std::string> names;
  for (const Region& region : regions) {
    if (region.structure == structure) names.push_back(region.name);
  }
  return names;
}

bool have_aal() {
  try {
    locate_volume(find_atlas("AAL"));
    return true;
  } catch (const InputError&) {
    return false;
  }
}

TEST(Aal, TableNamesTheStructuresAndNothingElse) {
  const std::vector<Region> regions = read_label_table(find_atlas("AAL").label_table);
  EXPECT_EQ(regions.size(), 116U);
  EXPECT_THAT(names_of(regions, Structure::amygdala),
              testing::ElementsAre("Amygdala_L", "Amygdala_R"));
  EXPECT_THAT(names_of(regions, Structure::hippocampus),
              testing::ElementsAre("Hippocampus_L", "Hippocampus_R"));
  EXPECT_EQ(names_of(regions, Structure::prefrontal).size(), 20U);
  for (const Region& region : regions) {
    EXPECT_EQ(region.structure == Structure::prefrontal,
              region.prefrontal_area != PrefrontalArea::none)
        << region.name;
    EXPECT_NE(region.prefrontal_area, PrefrontalArea::sgACC) << region.name;
    EXPECT_FALSE(region.network.empty()) << region.name;
    EXPECT_EQ(region.homologue.empty(), region.hemisphere == Hemisphere::none) << region.name;
  }
  EXPECT_EQ(regions[40].label, 41);
  EXPECT_EQ(regions[40].name, "Amygdala_L");
  EXPECT_EQ(regions[40].hemisphere, Hemisphere::left);
  EXPECT_EQ(regions[40].homologue, "Amygdala_R");
}

TEST(Aal, BothHemispheresHaveTheSameTags) {
  const std::vector<Region> regions = read_label_table(find_atlas("AAL").label_table);
  for (const Region& region : regions) {
    const auto partner = std::find_if(regions.begin(), regions.end(), [&](const Region& other) {
      return other.name == region.homologue;
    });
    if (partner == regions.end()) continue;
    EXPECT_EQ(partner->structure, region.structure) << region.name;
    EXPECT_EQ(partner->prefrontal_area, region.prefrontal_area) << region.name;
    EXPECT_EQ(partner->network, region.network) << region.name;
  }
}

TEST(Aal, VolumeAndTableBelongTogether) {
  if (!have_aal()) GTEST_SKIP() << "no aal.nii.gz (Debian's mricron-data)";
  const AtlasDescriptor descriptor = find_atlas("AAL");
  for (const Problem& problem : check_atlas(descriptor)) ADD_FAILURE() << to_text(problem);
  const Atlas atlas = load_atlas(descriptor);
  EXPECT_EQ(atlas.name, "AAL");
  EXPECT_EQ(atlas.space, "MNIColin27");
  const std::set<std::int32_t> labels(atlas.label_map.labels.begin(), atlas.label_map.labels.end());
  EXPECT_EQ(labels.size(), 117U);
}

// Centroids of mricron's volume by nibabel and numpy.
TEST(Aal, AmygdalaAndHippocampusAreWhereTheyShouldBe) {
  if (!have_aal()) GTEST_SKIP() << "no aal.nii.gz (Debian's mricron-data)";
  const std::vector<RegionGeometry> geometry = region_geometry(load_atlas(find_atlas("AAL")));
  const auto centroid = [&](int label) {
    return geometry[static_cast<std::size_t>(label - 1)].centroid_mm;
  };
  EXPECT_LT((centroid(41) - Eigen::Vector3d(-24.27, -0.67, -17.14)).norm(), 0.02);
  EXPECT_LT((centroid(42) - Eigen::Vector3d(26.32, 0.64, -17.50)).norm(), 0.02);
  EXPECT_LT((centroid(37) - Eigen::Vector3d(-26.03, -20.74, -10.13)).norm(), 0.02);
  EXPECT_LT((centroid(38) - Eigen::Vector3d(28.23, -19.78, -10.33)).norm(), 0.02);
}

TEST(Aal, LiesInsideItsTemplate) {
  if (!have_aal()) GTEST_SKIP() << "no aal.nii.gz (Debian's mricron-data)";
  const Atlas atlas = load_atlas(find_atlas("AAL"));
  const BrainTemplate colin = load_template(find_template(atlas.space));
  ASSERT_TRUE(colin.has_head());
  ASSERT_TRUE(same_grid(atlas.label_map.grid, colin.brain.grid));
  std::size_t labelled = 0;
  std::size_t inside = 0;
  for (std::size_t voxel = 0; voxel < atlas.label_map.labels.size(); ++voxel) {
    if (atlas.label_map.labels[voxel] == 0) continue;
    ++labelled;
    inside += colin.brain_mask.inside[voxel];
  }
  EXPECT_GT(static_cast<double>(inside), 0.90 * static_cast<double>(labelled));
}

}  // namespace
}  // namespace rewire
