#include <gtest/gtest.h>

#include "stages/data/connectome.h"
#include "stages/data/denoised.h"
#include "stages/data/graph_metrics.h"
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

RegionSeries example_series() {
  RegionSeries series{.atlas = "Test1",
                      .regions = example_regions(),
                      .values = Eigen::MatrixXd(4, 3),
                      .kept = {1, 1, 0, 1},
                      .repetition_time_s = 2.0,
                      .degrees_of_freedom = 2.0};
  series.values << 1, 2, NAN, 2, 1, NAN, 3, 4, NAN, 4, 3, NAN;
  return series;
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
  expect_distinguished<R>(series,
                          {[](R& s) { s.atlas = "Other"; },
                           [](R& s) { s.values(0, 0) = 1.5; },
                           [](R& s) { s.kept[2] = 1; },
                           [](R& s) { s.repetition_time_s = 1.0; },
                           [](R& s) { s.degrees_of_freedom = 1.0; },
                           [](R& s) { s.regions[0].region.label = 9; },
                           [](R& s) { s.regions[0].voxel_count = 7; },
                           [](R& s) { s.regions[0].coverage = 0.8; },
                           [](R& s) { s.regions[0].tsnr = 51.0; },
                           [](R& s) { s.regions[2].missing_reason = "no signal"; }});
}

CleaningReport example_report() {
  return {.kept = {1, 1, 0, 1},
          .degrees_of_freedom = {.before = 4, .censoring = 1, .detrend = 1, .after = 2},
          .nuisance_columns = {},
          .dropped = {},
          .removed_frequencies_hz = {},
          .warnings = {}};
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
                           [](R& r) { r.removed_frequencies_hz = {0.01}; }});
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

Connectome example_connectome() {
  Connectome connectome{.atlas = "Test1",
                        .regions = example_regions(),
                        .values = Eigen::MatrixXd::Constant(3, 3, NAN),
                        .fisher_z = Eigen::MatrixXd::Constant(3, 3, NAN),
                        .standard_errors = Eigen::MatrixXd::Constant(3, 3, NAN),
                        .effective_degrees_of_freedom = 10.0,
                        .undefined_edges = {}};
  connectome.values.topLeftCorner<2, 2>() << 1.0, 0.5, 0.5, 1.0;
  connectome.fisher_z(0, 1) = connectome.fisher_z(1, 0) = std::atanh(0.5);
  connectome.standard_errors(0, 1) = connectome.standard_errors(1, 0) = 1.0 / 3.0;
  return connectome;
}

TEST(Connectome, RefusesMatricesThatAreNoCorrelations) {
  using C = Connectome;
  const C connectome = example_connectome();
  expect_valid(connectome);
  expect_refused<C>(
      connectome, [](C& c) { c.values(0, 1) = 0.6; }, "not symmetric");
  expect_refused<C>(
      connectome, [](C& c) { c.fisher_z(0, 1) = 0.6; }, "not symmetric");
  expect_refused<C>(
      connectome, [](C& c) { c.values.resize(2, 2); }, "2x2");
  expect_refused<C>(
      connectome, [](C& c) { c.fisher_z.resize(3, 2); }, "3x2");
  expect_refused<C>(
      connectome, [](C& c) { c.standard_errors.resize(0, 0); }, "0x0");
  expect_refused<C>(
      connectome, [](C& c) { c.values(0, 1) = c.values(1, 0) = 1.5; }, "outside -1 to 1: A--B");
  expect_refused<C>(
      connectome, [](C& c) { c.values(0, 1) = c.values(1, 0) = NAN; }, "missing regions: A--B");
  expect_refused<C>(
      connectome, [](C& c) { c.values(0, 2) = c.values(2, 0) = 0.1; }, "missing regions: A--C");
  expect_refused<C>(
      connectome,
      [](C& c) { c.standard_errors(0, 1) = c.standard_errors(1, 0) = -1.0; },
      "negative standard errors");
  expect_refused<C>(
      connectome, [](C& c) { c.effective_degrees_of_freedom = INFINITY; }, "infinite degrees");
  expect_distinguished<C>(connectome,
                          {[](C& c) { c.atlas = "Other"; },
                           [](C& c) { c.kind = ConnectivityKind::fisher_z; },
                           [](C& c) { c.regions[0].tsnr = 1.0; },
                           [](C& c) { c.values(0, 1) = 0.6; },
                           [](C& c) { c.fisher_z(0, 1) = 0.6; },
                           [](C& c) { c.standard_errors(0, 1) = 0.6; },
                           [](C& c) { c.effective_degrees_of_freedom = 11.0; },
                           [](C& c) {
                             c.undefined_edges = {{0, 1, "equal"}};
                           },
                           [](C& c) {
                             c.undefined_edges = {{1, 0, "equal"}};
                           }});
}

TEST(GraphMetrics, RefusesShapesAndDensitiesThatDoNotFit) {
  using G = GraphMetrics;
  const G metrics{.atlas = "Test1",
                  .regions = example_regions(),
                  .densities = Eigen::Vector2d(0.1, 0.2),
                  .nodal = {{"degree", Eigen::MatrixXd::Zero(3, 2), Eigen::VectorXd::Zero(3)}},
                  .global = {{"modularity", Eigen::VectorXd::Zero(2), 0.0}},
                  .communities = {},
                  .warnings = {}};
  expect_valid(metrics);
  expect_refused<G>(
      metrics, [](G& g) { g.densities = Eigen::Vector2d(0.2, 0.1); }, "ascending");
  expect_refused<G>(
      metrics, [](G& g) { g.densities = Eigen::Vector2d(0.2, 1.1); }, "ascending");
  expect_refused<G>(
      metrics, [](G& g) { g.densities = Eigen::Vector2d(0.0, 0.1); }, "ascending");
  expect_refused<G>(
      metrics, [](G& g) { g.densities = Eigen::Vector2d(NAN, 0.1); }, "ascending");
  expect_refused<G>(
      metrics, [](G& g) { g.nodal[0].values.resize(2, 2); }, "degree of 2x2");
  expect_refused<G>(
      metrics, [](G& g) { g.nodal[0].values(0, 0) = INFINITY; }, "infinite degree");
  expect_refused<G>(
      metrics, [](G& g) { g.nodal.push_back(g.nodal[0]); }, "degree");
  expect_refused<G>(
      metrics, [](G& g) { g.global[0].values.resize(3); }, "modularity");
  expect_refused<G>(
      metrics, [](G& g) { g.communities.setZero(3, 1); }, "communities of 3x1");
  expect_distinguished<G>(metrics,
                          {[](G& g) { g.atlas = "Other"; },
                           [](G& g) { g.regions[0].tsnr = 1.0; },
                           [](G& g) { g.densities(1) = 0.3; },
                           [](G& g) { g.nodal[0].name = "strength"; },
                           [](G& g) { g.nodal[0].values(2, 1) = NAN; },
                           [](G& g) { g.nodal[0].area_under_curve(2) = 1.0; },
                           [](G& g) { g.global[0].values(1) = 1.0; },
                           [](G& g) { g.global[0].area_under_curve = 1.0; },
                           [](G& g) { g.communities.setZero(3, 2); }});
}

}  // namespace
}  // namespace rewire::testing
