#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stages/core/fields.h"

namespace rewire::testing {

enum class Edges { reflect, zero };

/// One parameter of each kind.
struct ExampleParams {
  double low_cut_hz = 0.01;
  std::int64_t order = 4;
  std::optional<double> radius_mm{};
  std::optional<std::int64_t> dummy_volumes{};
  std::string suffix = "bold";
  std::vector<double> densities{0.05, 0.1};
  std::vector<std::string> columns{"csf", "white_matter"};
  Edges edges = Edges::reflect;

  bool operator==(const ExampleParams&) const = default;
};

inline void fields(FieldVisitor& v, ExampleParams& p) {
  v.number("low_cut", p.low_cut_hz, Unit::hertz, {0, 1}, "Slower frequencies are removed.");
  v.integer("order", p.order, Unit::none, {1, 10}, "The order | of the filter.");
  v.optional_number("radius", p.radius_mm, "auto", Unit::millimetres, {1, 100}, "The radius.");
  v.optional_integer("dummy_volumes",
                     p.dummy_volumes,
                     "detect",
                     Unit::volumes,
                     {.low = 0},
                     "Volumes that are taken away.");
  v.text("suffix", p.suffix, "The suffix of the file.");
  v.numbers("densities", p.densities, Unit::none, {0, 1}, "Shares of edges.");
  v.texts("columns", p.columns, "Columns that are used.");
  v.choice("edges", p.edges, {"reflect", "zero"}, "What is assumed beyond the ends.");
}

}  // namespace rewire::testing
