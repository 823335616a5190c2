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
