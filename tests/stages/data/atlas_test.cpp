#include <gtest/gtest.h>

#include "stages/data/scan_atlas.h"
#include "tests/stages/data/examples.h"
#include "tests/stages/data/expectations.h"

namespace rewire::testing {
namespace {

Atlas example_atlas() {
  Atlas atlas{.name = "Test1",
              .space = "MNIColin27",
              .regions = {{.label = 1, .name = "A_L", .homologue = "A_R"},
                          {.label = 2, .name = "A_R", .homologue = "A_L"},
                          {.label = 7, .name = "P", .structure = Structure::prefrontal}},
              .label_map = {.grid = example_grid(), .labels = std::vector<std::int32_t>(24, 0)}};
  atlas.label_map.labels[0] = 1;
  atlas.label_map.labels[1] = 2;
  atlas.label_map.labels[2] = 7;
  return atlas;
}

TEST(Atlas, RefusesLabelTablesThatAreAmbiguous) {
  const Atlas atlas = example_atlas();
  expect_valid(atlas);
  expect_refused<Atlas>(
      atlas, [](Atlas& a) { a.name = "Test-1"; }, "'Test-1'");
  expect_refused<Atlas>(
      atlas, [](Atlas& a) { a.name.clear(); }, "atlas name ''");
  expect_refused<Atlas>(
      atlas, [](Atlas& a) { a.regions.clear(); }, "no regions");
  expect_refused<Atlas>(
      atlas, [](Atlas& a) { a.regions[0].label = 0; }, "labels 0");
  expect_refused<Atlas>(
      atlas, [](Atlas& a) { a.regions[0].label = 7; }, "twice: 7");
  expect_refused<Atlas>(
      atlas, [](Atlas& a) { a.regions[2].name = "A_L"; }, "A_L");
  expect_refused<Atlas>(
      atlas, [](Atlas& a) { a.regions[0].homologue = "B"; }, "no region: B");
  expect_refused<Atlas>(
      atlas,
      [](Atlas& a) { a.regions[0].prefrontal_area = PrefrontalArea::OFC; },
      "outside the prefrontal structure");
  expect_refused<Atlas>(
      atlas, [](Atlas& a) { a.label_map.labels[9] = -1; }, "negative labels");
}

TEST(Atlas, WarnsOfRegionsAndLabelsWithoutEachOther) {
  Atlas atlas = example_atlas();
  atlas.label_map.labels[2] = 8;
  const std::vector<Problem> problems = validate(atlas, "example");
  EXPECT_EQ(problems.size(), 2U);
  EXPECT_FALSE(has_errors(problems));
}

TEST(Atlas, EveryPartOfItIsContent) {
  expect_distinguished<Atlas>(
      example_atlas(),
      {[](Atlas& a) { a.name = "Test2"; },
       [](Atlas& a) { a.space = "MNI152"; },
       [](Atlas& a) { a.label_map.labels[9] = 1; },
       [](Atlas& a) { a.regions[2].label = 8; },
       [](Atlas& a) { a.regions[2].name = "Q"; },
       [](Atlas& a) { a.regions[2].structure = Structure::amygdala; },
       [](Atlas& a) { a.regions[2].prefrontal_area = PrefrontalArea::sgACC; },
       [](Atlas& a) { a.regions[2].hemisphere = Hemisphere::left; },
       [](Atlas& a) { a.regions[2].network = "Limbic"; },
       [](Atlas& a) { a.regions[2].homologue = "Limbic"; }});
}

TEST(Atlas, NamesOfStructuresReadBack) {
  for (const Structure one :
       {Structure::other, Structure::amygdala, Structure::hippocampus, Structure::prefrontal}) {
    EXPECT_EQ(parse_structure(to_text(one)), one);
  }
  for (const PrefrontalArea one : {PrefrontalArea::none,
                                   PrefrontalArea::sgACC,
                                   PrefrontalArea::vmPFC,
                                   PrefrontalArea::dmPFC,
                                   PrefrontalArea::dlPFC,
                                   PrefrontalArea::vlPFC,
                                   PrefrontalArea::OFC}) {
    EXPECT_EQ(parse_prefrontal_area(to_text(one)), one);
  }
  EXPECT_FALSE(parse_structure("Amygdalas"));
  EXPECT_FALSE(parse_hemisphere("both"));
}

TEST(ScanAtlas, RefusesCountsThatDoNotFit) {
  const ScanAtlas scan{.atlas = example_atlas(), .expected_voxels = {4.0, 4.5, 0.0}};
  expect_valid(scan);
  expect_refused<ScanAtlas>(
      scan, [](ScanAtlas& s) { s.expected_voxels.pop_back(); }, "2 expected voxel counts");
  for (const double count : {-1.0, std::nan("")}) {
    expect_refused<ScanAtlas>(
        scan, [&](ScanAtlas& s) { s.expected_voxels[1] = count; }, "negative or not finite");
  }
  expect_distinguished<ScanAtlas>(scan,
                                  {[](ScanAtlas& s) { s.expected_voxels[1] = 5.0; },
                                   [](ScanAtlas& s) { s.atlas.name = "Other"; }});
}

}  // namespace
}  // namespace rewire::testing
