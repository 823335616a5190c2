#include "stages/data/region_series.h"

#include <gtest/gtest.h>

#include "tests/stages/data/examples.h"
#include "tests/stages/data/expectations.h"

namespace rewire::testing {
namespace {

TEST(RegionSeries, RefusesSeriesThatDoNotAgreeWithTheirRegions) {
  using R = RegionSeries;
  const R series = example_series();
  expect_valid(series);
  expect_refused<R>(
      series, [](R& s) { s.regions[0].coverage = -0.1; }, "infinite: A");
  expect_refused<R>(
      series, [](R& s) { s.regions[1].tsnr = INFINITY; }, "infinite: B");
  expect_refused<R>(
      series, [](R& s) { s.regions[1].region.name = "A"; }, "A");
  expect_refused<R>(
      series, [](R& s) { s.regions.pop_back(); }, "3 series");
  expect_refused<R>(
      series, [](R& s) { s.kept.pop_back(); }, "3 kept-volume flags");
  expect_refused<R>(
      series, [](R& s) { s.kept[0] = 2; }, "above 1");
  expect_refused<R>(
      series, [](R& s) { s.values(1, 0) = NAN; }, "A");
  expect_refused<R>(
      series, [](R& s) { s.values(1, 2) = 1.0; }, "C");
  expect_refused<R>(
      series, [](R& s) { s.regions[2].missing_reason.clear(); }, "C");
  expect_refused<R>(
      series, [](R& s) { s.repetition_time_s = 2000.0; }, "repetition");
  expect_refused<R>(
      series, [](R& s) { s.degrees_of_freedom = NAN; }, "degrees of freedom");
  expect_refused<R>(
      series, [](R& s) { s.values = s.values.topRows(1).eval(); }, "1 volumes");
  expect_refused<R>(
      series,
      [](R& s) {
        s.run_starts = {0, 1000};
      },
      "runs that do not start in order");
  expect_distinguished<R>(series,
                          {[](R& s) { s.atlas = "Other"; },
                           [](R& s) { s.values(0, 0) = 1.5; },
                           [](R& s) { s.kept[2] = 1; },
                           [](R& s) { s.repetition_time_s = 1.0; },
                           [](R& s) { s.degrees_of_freedom = 1.0; },
                           [](R& s) {
                             s.run_starts = {0, 2};
                           },
                           [](R& s) { s.regions[0].region.label = 9; },
                           [](R& s) { s.regions[0].voxel_count = 7; },
                           [](R& s) { s.regions[0].coverage = 0.8; },
                           [](R& s) { s.regions[0].tsnr = 51.0; },
                           [](R& s) { s.regions[2].missing_reason = "no signal"; }});
}

}  // namespace
}  // namespace rewire::testing
