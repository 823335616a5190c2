#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <tuple>

#include "pipeline/atlas/atlas_library.h"
#include "stages/core/error.h"
#include "tests/pipeline/atlas/scoped_variable.h"

namespace rewire {
namespace {

std::filesystem::path volumes_directory() {
  const char* shared = std::getenv("REWIRE_SHARED_DATA");
  return std::filesystem::path(shared == nullptr ? "../shared/data" : shared) / "atlases" /
         "schaefer-tian";
}

using Choice = std::tuple<int, int>;  // parcels, scale

class SchaeferTian : public ::testing::TestWithParam<Choice> {
 protected:
  int parcels() const { return std::get<0>(GetParam()); }
  int scale() const { return std::get<1>(GetParam()); }
  AtlasDescriptor descriptor() const {
    return find_atlas("Schaefer" + std::to_string(parcels()) + "TianS" + std::to_string(scale()));
  }
};

std::size_t count(const std::vector<Region>& regions, Structure structure, Hemisphere hemisphere) {
  std::size_t found = 0;
  for (const Region& region : regions) {
    found += region.structure == structure && region.hemisphere == hemisphere ? 1 : 0;
  }
  return found;
}

TEST_P(SchaeferTian, TableHasEveryStructureOnBothSides) {
  const std::vector<Region> regions = read_label_table(descriptor().label_table);
  const auto subcortex = static_cast<std::size_t>(16 * scale());
  ASSERT_EQ(regions.size(), static_cast<std::size_t>(parcels()) + subcortex);
  for (std::size_t row = 0; row < regions.size(); ++row) {
    EXPECT_EQ(regions[row].label, static_cast<int>(row) + 1);
    EXPECT_EQ(regions[row].homologue.empty(), row >= subcortex) << regions[row].name;
    EXPECT_EQ(regions[row].structure == Structure::prefrontal,
              regions[row].prefrontal_area != PrefrontalArea::none)
        << regions[row].name;
  }
  const auto divisions = static_cast<std::size_t>(scale());
  for (const Hemisphere side : {Hemisphere::left, Hemisphere::right}) {
    EXPECT_EQ(count(regions, Structure::amygdala, side), divisions);
    EXPECT_EQ(count(regions, Structure::hippocampus, side), divisions);
    EXPECT_GT(count(regions, Structure::prefrontal, side), regions.size() / 20);
  }
}

TEST_P(SchaeferTian, VolumesInBothSpacesMatchTheTable) {
  if (!std::filesystem::is_directory(volumes_directory())) {
    GTEST_SKIP() << "no shared data; set REWIRE_SHARED_DATA";
  }
  const rewire::testing::ScopedVariable directory("REWIRE_ATLAS_DIR", volumes_directory().string());
  for (const std::string space : {"MNI152NLin6Asym", "MNI152NLin2009cAsym"}) {
    for (const Problem& problem : check_atlas(descriptor(), space)) {
      ADD_FAILURE() << to_text(problem);
    }
    const Atlas atlas = load_atlas(descriptor(), space);
    EXPECT_EQ(atlas.space, space);
    EXPECT_EQ(atlas.name, descriptor().name);
    const std::vector<RegionGeometry> geometry = region_geometry(atlas);
    for (std::size_t row = 0; row < atlas.regions.size(); ++row) {
      const Region& region = atlas.regions[row];
      if (region.structure != Structure::amygdala) continue;
      const double side = region.hemisphere == Hemisphere::left ? -1.0 : 1.0;
      const Eigen::Vector3d expected(side * 23.0, -5.0, -18.0);
      EXPECT_LT((geometry[row].centroid_mm - expected).norm(), 8.0) << region.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All,
                         SchaeferTian,
                         ::testing::Combine(::testing::Values(100, 200, 300, 400),
                                            ::testing::Values(1, 2)));

}  // namespace
}  // namespace rewire
