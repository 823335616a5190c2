#include "stages/data/denoised.h"

#include <gtest/gtest.h>

#include "tests/stages/data/examples.h"
#include "tests/stages/data/expectations.h"

namespace rewire::testing {
namespace {

CleaningReport example_report() {
  return {.kept = {1, 1, 0, 1},
          .degrees_of_freedom = {.before = 4, .censoring = 1, .detrend = 1, .after = 2},
          .nuisance_columns = {},
          .dropped = {},
          .removed_frequencies_hz = {},
          .warnings = {},
          .strategy = "6P",
          .censoring = {.framewise_displacement = 1}};
}

TEST(CleaningReport, RefusesSumsThatAreWrong) {
  using R = CleaningReport;
  const R report = example_report();
  expect_valid(report);
  expect_refused<R>(
      report, [](R& r) { r.degrees_of_freedom.after = 3; }, "degrees of freedom");
  expect_refused<R>(
      report,
      [](R& r) {
        r.degrees_of_freedom.filter = 2;
        r.degrees_of_freedom.after = 0;
      },
      "= 0");
  expect_refused<R>(
      report, [](R& r) { r.kept[2] = 1; }, "4 of 4");
  expect_refused<R>(
      report, [](R& r) { r.kept.pop_back(); }, "2 of 3");
  expect_distinguished<R>(report,
                          {[](R& r) {
                             r.kept = {1, 0, 1, 1};
                           },
                           [](R& r) { r.degrees_of_freedom.filter = 1; },
                           [](R& r) { r.nuisance_columns = {"csf"}; },
                           [](R& r) {
                             r.nuisance_columns = {"cs", "f"};
                           },
                           [](R& r) {
                             r.dropped = {{"csf", "constant"}};
                           },
                           [](R& r) { r.removed_frequencies_hz = {0.01}; },
                           [](R& r) { r.strategy = "24P"; },
                           [](R& r) { r.censoring = {.standardised_dvars = 1}; }});
  expect_refused<R>(
      report, [](R& r) { r.censoring.neighbours = 1; }, "2 censored volumes with a reason");
}

TEST(Denoised, RefusesAReportOfAnotherScan) {
  MaskedBold bold{
      .mask = example_mask(), .values = Eigen::MatrixXf::Zero(23, 4), .repetition_time_s = 2.0};
  const Denoised denoised{.bold = bold, .report = example_report()};
  expect_valid(denoised);
  expect_refused<Denoised>(
      denoised, [](Denoised& d) { d.bold.values.setZero(23, 5); }, "4 kept flags");
  expect_refused<Denoised>(
      denoised, [](Denoised& d) { d.bold.values(0, 0) = NAN; }, "not finite");
  expect_distinguished<Denoised>(denoised,
                                 {[](Denoised& d) { d.bold.values(0, 0) = 1.0F; },
                                  [](Denoised& d) { d.report.nuisance_columns = {"csf"}; }});
  const DenoisedSeries series{.series = example_series(), .report = example_report()};
  expect_valid(series);
  expect_refused<DenoisedSeries>(
      series,
      [](DenoisedSeries& d) {
        d.series.kept = {1, 0, 1, 1};
      },
      "differ");
  expect_distinguished<DenoisedSeries>(
      series,
      {[](DenoisedSeries& d) { d.series.values(0, 0) = 9.0; },
       [](DenoisedSeries& d) { d.report.nuisance_columns = {"csf"}; }});
}

}  // namespace
}  // namespace rewire::testing
