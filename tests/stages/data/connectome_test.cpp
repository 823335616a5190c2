#include "stages/data/connectome.h"

#include <gtest/gtest.h>

#include "tests/stages/data/examples.h"
#include "tests/stages/data/expectations.h"

namespace rewire::testing {
namespace {

Connectome example_connectome() {
  Connectome connectome{.atlas = "Test1",
                        .regions = example_regions(),
                        .values = Eigen::MatrixXd::Constant(3, 3, NAN),
                        .transformed = Eigen::MatrixXd::Constant(3, 3, NAN),
                        .standard_errors = Eigen::MatrixXd::Constant(3, 3, NAN),
                        .effective_degrees_of_freedom = Eigen::MatrixXd::Constant(3, 3, NAN),
                        .nominal_degrees_of_freedom = 10.0,
                        .undefined_edges = {}};
  connectome.values.topLeftCorner<2, 2>() << 1.0, 0.5, 0.5, 1.0;
  connectome.transformed(0, 1) = connectome.transformed(1, 0) = std::atanh(0.5);
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
      connectome, [](C& c) { c.transformed(0, 1) = 0.6; }, "not symmetric");
  expect_refused<C>(
      connectome, [](C& c) { c.values.resize(2, 2); }, "2x2");
  expect_refused<C>(
      connectome, [](C& c) { c.transformed.resize(3, 2); }, "3x2");
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
      connectome, [](C& c) { c.nominal_degrees_of_freedom = INFINITY; }, "infinite degrees");
  expect_distinguished<C>(connectome,
                          {[](C& c) { c.atlas = "Other"; },
                           [](C& c) { c.kind = ConnectivityKind::fisher_z; },
                           [](C& c) { c.regions[0].tsnr = 1.0; },
                           [](C& c) { c.values(0, 1) = 0.6; },
                           [](C& c) { c.transformed(0, 1) = 0.6; },
                           [](C& c) { c.standard_errors(0, 1) = 0.6; },
                           [](C& c) { c.nominal_degrees_of_freedom = 11.0; },
                           [](C& c) { c.effective_degrees_of_freedom(0, 1) = 9.0; },
                           [](C& c) { c.fit["shrinkage"] = 0.1; },
                           [](C& c) {
                             c.undefined_edges = {{0, 1, "equal"}};
                           },
                           [](C& c) {
                             c.undefined_edges = {{1, 0, "equal"}};
                           }});
}

}  // namespace
}  // namespace rewire::testing
