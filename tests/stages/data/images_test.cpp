#include <gtest/gtest.h>

#include <limits>

#include "stages/data/atlas.h"
#include "stages/data/brain_template.h"
#include "stages/data/masked_bold.h"
#include "tests/stages/data/examples.h"
#include "tests/stages/data/expectations.h"

namespace rewire::testing {
namespace {

constexpr float nan_f = std::numeric_limits<float>::quiet_NaN();

TEST(Grid, RefusesWhatIsNoLattice) {
  const Grid grid = example_grid();
  expect_valid(grid);
  expect_refused<Grid>(
      grid, [](Grid& g) { g.dims[1] = 0; }, "a grid of");
  expect_refused<Grid>(
      grid, [](Grid& g) { g.dims[2] = -3; }, "a grid of");
  expect_refused<Grid>(
      grid, [](Grid& g) { g.world_from_voxel(0, 0) = 0; }, "inverted");
  expect_refused<Grid>(
      grid, [](Grid& g) { g.world_from_voxel(0, 3) = std::nan(""); }, "inverted");
  expect_distinguished<Grid>(grid,
                             {[](Grid& g) {
                                g.dims = {3, 2, 4};
                              },
                              [](Grid& g) { g.world_from_voxel(1, 3) = 1e-9; }});
}

TEST(Grid, EqualGridsAgreeToTheTolerance) {
  Grid near = example_grid();
  near.world_from_voxel(0, 3) += 1e-4;
  EXPECT_TRUE(same_grid(example_grid(), near));
  EXPECT_FALSE(same_grid(example_grid(), near, 1e-5));
  EXPECT_FALSE(same_grid(example_grid(), shifted(example_grid())));
}

TEST(Volume, RefusesValuesThatDoNotFitOrAreNotFinite) {
  const Volume volume = example_volume();
  expect_valid(volume);
  expect_refused<Volume>(
      volume, [](Volume& v) { v.values.pop_back(); }, "23");
  expect_refused<Volume>(
      volume, [](Volume& v) { v.values[3] = nan_f; }, "1 voxels that are not");
  expect_refused<Volume>(
      volume, [](Volume& v) { v.grid.dims[0] = 0; }, "a grid of");
  expect_distinguished<Volume>(
      volume, {[](Volume& v) { v.values[3] = 7.5F; }, [](Volume& v) { v.grid = shifted(v.grid); }});
}

TEST(Mask, RefusesWhatIsNoMask) {
  const Mask mask = example_mask();
  expect_valid(mask);
  EXPECT_EQ(mask.count(), 23U);
  EXPECT_EQ(mask.indices().front(), 1U);
  expect_refused<Mask>(
      mask, [](Mask& m) { m.inside.push_back(1); }, "25");
  expect_refused<Mask>(
      mask, [](Mask& m) { m.inside[3] = 2; }, "above 1");
  expect_refused<Mask>(
      mask, [](Mask& m) { m.inside.assign(24, 0); }, "an empty mask");
  expect_distinguished<Mask>(mask,
                             {[](Mask& m) { m.inside[1] = 0; },
                              [](Mask& m) { std::swap(m.inside[0], m.inside[1]); },
                              [](Mask& m) { m.grid = shifted(m.grid); }});
}

TEST(LabelMap, RefusesNegativeLabels) {
  const LabelMap map{.grid = example_grid(), .labels = std::vector<std::int32_t>(24, 1)};
  expect_valid(map);
  expect_refused<LabelMap>(
      map, [](LabelMap& m) { m.labels[2] = -1; }, "negative labels");
  expect_refused<LabelMap>(
      map, [](LabelMap& m) { m.labels.clear(); }, "0");
  expect_distinguished<LabelMap>(
      map, {[](LabelMap& m) { m.labels[2] = 0; }, [](LabelMap& m) { m.grid = shifted(m.grid); }});
}

TEST(BoldRun, RefusesWhatNoScannerGives) {
  const BoldRun bold = example_bold();
  expect_valid(bold);
  expect_refused<BoldRun>(
      bold, [](BoldRun& b) { b.values.resize(23, 3); }, "23 voxels");
  expect_refused<BoldRun>(
      bold, [](BoldRun& b) { b.values = b.values.leftCols(1).eval(); }, "1 volumes");
  expect_refused<BoldRun>(
      bold, [](BoldRun& b) { b.values(4, 1) = nan_f; }, "in volumes 1");
  expect_refused<BoldRun>(
      bold, [](BoldRun& b) { b.values.col(2).setZero(); }, "throughout: 2");
  for (const double time_s : {0.0, -2.0, 0.04, 31.0, 2000.0, std::nan("")}) {
    expect_refused<BoldRun>(
        bold, [&](BoldRun& b) { b.repetition_time_s = time_s; }, "repetition");
  }
  expect_refused<BoldRun>(
      bold, [](BoldRun& b) { b.slice_axis = 3; }, "axis 3");
  expect_refused<BoldRun>(
      bold, [](BoldRun& b) { b.non_steady_volumes = 3; }, "3 volumes before the steady state");
  expect_refused<BoldRun>(
      bold, [](BoldRun& b) { b.dummy_volumes = -1; }, "-1 dummy volumes");
  expect_distinguished<BoldRun>(bold,
                                {[](BoldRun& b) { b.values(4, 1) = 5.5F; },
                                 [](BoldRun& b) { b.repetition_time_s = 2.1; },
                                 [](BoldRun& b) { b.slice_times_s.clear(); },
                                 [](BoldRun& b) { b.slice_axis = 1; },
                                 [](BoldRun& b) { b.dummy_volumes = 1; },
                                 [](BoldRun& b) { b.non_steady_volumes = 1; },
                                 [](BoldRun& b) { b.grid = shifted(b.grid); }});
}

TEST(MaskedBold, RefusesValuesThatDoNotBelongToTheMask) {
  const MaskedBold bold = apply_mask(example_bold(), example_mask());
  expect_valid(bold);
  expect_refused<MaskedBold>(
      bold, [](MaskedBold& b) { b.mask.inside[0] = 1; }, "23 voxels");
  expect_refused<MaskedBold>(
      bold, [](MaskedBold& b) { b.values.resize(23, 1); }, "1 volumes");
  expect_refused<MaskedBold>(
      bold, [](MaskedBold& b) { b.values(0, 0) = nan_f; }, "not finite");
  expect_refused<MaskedBold>(
      bold, [](MaskedBold& b) { b.repetition_time_s = 0; }, "repetition");
  expect_distinguished<MaskedBold>(
      bold,
      {[](MaskedBold& b) { b.values(1, 1) = 0.25F; },
       [](MaskedBold& b) { b.repetition_time_s = 1.0; },
       [](MaskedBold& b) { b.dummy_volumes = 3; },
       [](MaskedBold& b) { std::swap(b.mask.inside[0], b.mask.inside[1]); }});
}

TEST(BrainTemplate, RefusesSmallOrFlatBrainsAndOtherGrids) {
  const Grid grid{.dims = {5, 5, 5}};
  BrainTemplate brain{.name = "Small",
                      .brain = {.grid = grid, .values = std::vector<float>(125, 1.0F)},
                      .head = {},
                      .brain_mask = {.grid = grid, .inside = std::vector<std::uint8_t>(125, 1)}};
  brain.brain.values[7] = 2.0F;
  expect_valid(brain);
  const auto add_head = [](BrainTemplate& b) { b.head = b.brain; };
  BrainTemplate with_head = brain;
  add_head(with_head);
  expect_valid(with_head);
  expect_refused<BrainTemplate>(
      brain, [](BrainTemplate& b) { b.brain.values.assign(125, 1.0F); }, "one intensity");
  expect_refused<BrainTemplate>(
      brain,
      [](BrainTemplate& b) { std::fill_n(b.brain_mask.inside.begin(), 26, std::uint8_t{0}); },
      "99 brain voxels");
  expect_refused<BrainTemplate>(
      brain, [](BrainTemplate& b) { b.brain_mask.grid = shifted(b.brain_mask.grid); }, "a mask of");
  expect_refused<BrainTemplate>(
      with_head, [](BrainTemplate& b) { b.head.grid = shifted(b.head.grid); }, "a head of");
  expect_distinguished<BrainTemplate>(brain,
                                      {add_head,
                                       [](BrainTemplate& b) { b.name = "Other"; },
                                       [](BrainTemplate& b) { b.brain.values[7] = 3.0F; },
                                       [](BrainTemplate& b) { b.brain_mask.inside[0] = 0; }});
}

}  // namespace
}  // namespace rewire::testing
