#include "stages/data/graph_metrics.h"

#include <gtest/gtest.h>

#include "tests/stages/data/examples.h"
#include "tests/stages/data/expectations.h"

namespace rewire::testing {
namespace {

TEST(GraphMetrics, RefusesShapesAndDensitiesThatDoNotFit) {
  using G = GraphMetrics;
  const G metrics{.atlas = "Test1",
                  .regions = example_regions(),
                  .levels = Eigen::Vector2d(0.1, 0.2),
                  .nodal = {{"degree", Eigen::MatrixXd::Zero(3, 2), Eigen::VectorXd::Zero(3)}},
                  .global = {{"modularity", Eigen::VectorXd::Zero(2), 0.0}},
                  .communities = {},
                  .warnings = {}};
  expect_valid(metrics);
  expect_refused<G>(
      metrics, [](G& g) { g.levels = Eigen::Vector2d(0.2, 0.1); }, "ascending");
  expect_refused<G>(
      metrics, [](G& g) { g.levels = Eigen::Vector2d(0.2, 1.1); }, "ascending");
  expect_refused<G>(
      metrics, [](G& g) { g.levels = Eigen::Vector2d(0.0, 0.1); }, "ascending");
  expect_refused<G>(
      metrics, [](G& g) { g.levels = Eigen::Vector2d(NAN, 0.1); }, "ascending");
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
  expect_refused<G>(
      metrics, [](G& g) { g.nodal[0].null_mean.setZero(3, 2); }, "null networks' degree");
  expect_refused<G>(
      metrics, [](G& g) { g.nulls = 5; }, "degree without null networks and without a reason");
  expect_refused<G>(
      metrics,
      [](G& g) { g.global[0].without_nulls = "no"; },
      "modularity with a reason for having no null networks");
  expect_refused<G>(
      metrics,
      [](G& g) { g.curves = {{.name = "rich_club", .step = "degree", .values = {}}}; },
      "curves of rich_club");
  expect_refused<G>(
      metrics,
      [](G& g) {
        g.structures = {{"efficiency", "amygdala", Eigen::Vector3d::Zero(), 0.0}};
      },
      "efficiency@amygdala");
  expect_refused<G>(
      metrics,
      [](G& g) {
        g.path_shares = {{"a--b", Eigen::MatrixXd::Zero(2, 2), {}}};
      },
      "path shares a--b of 2x2");
  expect_distinguished<G>(metrics,
                          {[](G& g) { g.atlas = "Other"; },
                           [](G& g) { g.regions[0].tsnr = 1.0; },
                           [](G& g) { g.levels(1) = 0.3; },
                           [](G& g) { g.nodal[0].name = "strength"; },
                           [](G& g) { g.nodal[0].values(2, 1) = NAN; },
                           [](G& g) { g.nodal[0].area_under_curve(2) = 1.0; },
                           [](G& g) { g.global[0].values(1) = 1.0; },
                           [](G& g) { g.global[0].area_under_curve = 1.0; },
                           [](G& g) { g.level_kind = LevelKind::threshold; },
                           [](G& g) { g.edges = "all"; },
                           [](G& g) { g.nodal[0].null_mean.setZero(3, 2); },
                           [](G& g) { g.nodal[0].null_deviation.setZero(3, 2); },
                           [](G& g) { g.global[0].null_mean.setZero(2); },
                           [](G& g) { g.global[0].null_deviation.setZero(2); },
                           [](G& g) { g.global[0].normalised_area = 1.0; },
                           [](G& g) { g.curves = {{.name = "a", .step = "b", .values = {}}}; },
                           [](G& g) {
                             g.structures = {{"a", "b", Eigen::Vector2d::Zero(), 0.0}};
                           },
                           [](G& g) {
                             g.path_shares = {{"a", Eigen::MatrixXd::Zero(3, 2), {}}};
                           },
                           [](G& g) { g.nodal[0].without_nulls = "x"; },
                           [](G& g) { g.global[0].without_nulls = "x"; },
                           [](G& g) { g.null_model = "degrees"; },
                           [](G& g) { g.nulls = 3; },
                           [](G& g) { g.communities.setZero(3, 2); }});
}

}  // namespace
}  // namespace rewire::testing
