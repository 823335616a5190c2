#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "stages/core/canonical.h"
#include "stages/core/field_assign.h"
#include "stages/core/field_check.h"
#include "stages/core/field_text.h"
#include "stages/core/nearest_name.h"
#include "tests/stages/core/example_params.h"

namespace rewire::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ListFields, has_every_row_of_the_table_with_its_default) {
  const std::vector<FieldInfo> fields = list_fields(ExampleParams{});
  EXPECT_THAT(names_of(fields),
              ElementsAre("low_cut",
                          "order",
                          "radius",
                          "dummy_volumes",
                          "suffix",
                          "densities",
                          "columns",
                          "edges"));
  EXPECT_EQ(value_text(fields[0]), "0.01");
  EXPECT_EQ(value_text(fields[2]), "\"auto\"");
  EXPECT_EQ(value_text(fields[5]), "[0.05, 0.1]");
  EXPECT_EQ(plain_value_text(fields[6]), "csf,white_matter");
  EXPECT_EQ(value_text(fields[7]), "\"reflect\"");
  EXPECT_EQ(fields[0].unit, Unit::hertz);
  EXPECT_EQ(expectation(fields[0]), "a number from 0 to 1 Hz");
  EXPECT_EQ(expectation(fields[3]), "an integer of 0 or more volumes, or detect");
  EXPECT_EQ(expectation(fields[7]), "one of: reflect, zero");
  EXPECT_EQ(option_name("low_cut"), "--low-cut");
}

TEST(AssignFieldText, sets_each_kind) {
  ExampleParams params;
  const auto assign = [&](const char* name, const char* text) {
    EXPECT_TRUE(assign_field_text(params, name, text, "command line").empty()) << name;
  };
  assign("low_cut", "1e-1");
  assign("order", "2");
  assign("radius", "50");
  assign("dummy_volumes", "3");
  assign("suffix", "a b");
  assign("densities", "0.1, 0.2,0.3");
  assign("columns", "");
  assign("edges", "zero");
  const ExampleParams expected{.low_cut_hz = 0.1,
                               .order = 2,
                               .radius_mm = 50.0,
                               .dummy_volumes = 3,
                               .suffix = "a b",
                               .densities = {0.1, 0.2, 0.3},
                               .columns = {},
                               .edges = Edges::zero};
  EXPECT_EQ(params, expected);
  assign("radius", "auto");
  assign("dummy_volumes", "detect");
  EXPECT_FALSE(params.radius_mm);
  EXPECT_FALSE(params.dummy_volumes);
}

TEST(AssignFieldText, refuses_what_does_not_suit_and_changes_nothing) {
  const std::vector<std::pair<const char*, const char*>> refused{{"low_cut", "1.5"},
                                                                 {"low_cut", "-0.1"},
                                                                 {"low_cut", "nan"},
                                                                 {"low_cut", "auto"},
                                                                 {"low_cut", ""},
                                                                 {"order", "2.5"},
                                                                 {"order", "0"},
                                                                 {"radius", "inf"},
                                                                 {"dummy_volumes", "-1"},
                                                                 {"densities", "0.1,,0.2"},
                                                                 {"densities", "0.1,2"},
                                                                 {"edges", "Zero"},
                                                                 {"edge", "zero"}};
  for (const auto& [name, text] : refused) {
    ExampleParams params;
    EXPECT_EQ(assign_field_text(params, name, text, "command line").size(), 1U) << name << text;
    EXPECT_EQ(params, ExampleParams()) << name << " " << text;
  }
}

TEST(AssignFieldText, says_found_expected_where_and_the_nearest_name) {
  ExampleParams params;
  const Problem unknown = assign_field_text(params, "lowcut", "0.1", "--lowcut").at(0);
  EXPECT_THAT(unknown.found, HasSubstr("lowcut"));
  EXPECT_EQ(unknown.remedy, "did you mean low_cut?");
  const Problem outside = assign_field_text(params, "low_cut", "7", "--low-cut").at(0);
  EXPECT_EQ(to_text(outside),
            "low_cut = 7, expected a number from 0 to 1 Hz (--low-cut); change low_cut");
  EXPECT_EQ(assign_field_text(params, "edges", "reflct", "x").at(0).remedy,
            "did you mean reflect?");
}

TEST(AssignField, takes_an_integer_for_a_number_but_no_number_for_an_integer) {
  ExampleParams params;
  EXPECT_TRUE(assign_field(params, "low_cut", std::int64_t{1}, "x").empty());
  EXPECT_EQ(params.low_cut_hz, 1.0);
  EXPECT_FALSE(assign_field(params, "order", 2.0, "x").empty());
  EXPECT_FALSE(assign_field(params, "suffix", std::int64_t{1}, "x").empty());
  EXPECT_TRUE(assign_field(params, "columns", std::vector<double>(), "x").empty());
  EXPECT_TRUE(params.columns.empty());
}

TEST(CheckFields, finds_every_bad_value) {
  EXPECT_TRUE(check_fields(ExampleParams{}, "defaults").empty());
  ExampleParams params;
  params.low_cut_hz = std::nan("");
  params.order = 11;
  params.radius_mm = std::numeric_limits<double>::infinity();
  params.densities = {0.5, -1.0};
  params.edges = static_cast<Edges>(9);
  EXPECT_EQ(check_fields(params, "here").size(), 5U);
}

TEST(CanonicalText, is_sorted_and_unambiguous) {
  EXPECT_EQ(canonical_text(ExampleParams{}),
            "columns=[\"csf\", \"white_matter\"]\ndensities=[0.05, 0.1]\ndummy_volumes=auto\n"
            "edges=\"reflect\"\nlow_cut=0.01\norder=4\nradius=auto\nsuffix=\"bold\"\n");
  ExampleParams forged;
  forged.suffix = "bold\"\nsuffix=\"x";
  ExampleParams split;
  split.columns = {"csf\", \"white_matter"};
  EXPECT_NE(canonical_text(split), canonical_text(ExampleParams{}));
  const std::string text = canonical_text(forged);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 8);
}

TEST(CanonicalText, changes_with_each_parameter_but_not_with_the_sign_of_zero) {
  const std::string before = canonical_text(ExampleParams{});
  for (const auto& [name, text] :
       std::vector<std::pair<const char*, const char*>>{{"low_cut", "0.010000000000000002"},
                                                        {"order", "5"},
                                                        {"radius", "1"},
                                                        {"dummy_volumes", "0"},
                                                        {"suffix", "auto"},
                                                        {"densities", "0.05"},
                                                        {"columns", "csf"},
                                                        {"edges", "zero"}}) {
    ExampleParams params;
    ASSERT_TRUE(assign_field_text(params, name, text, "x").empty());
    EXPECT_NE(canonical_text(params), before) << name;
  }
  EXPECT_EQ(canonical_text(ExampleParams{.low_cut_hz = 0.0}),
            canonical_text(ExampleParams{.low_cut_hz = -0.0}));
}

TEST(AddContent, digests_parameters) {
  Digester a;
  Digester b;
  add_content(a, ExampleParams{});
  add_content(b, ExampleParams{.order = 5});
  EXPECT_NE(a.finish(), b.finish());
}

TEST(EditDistance, counts_a_swap_of_neighbours_once) {
  EXPECT_EQ(edit_distance("low_cut", "lwo_cut"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("ca", "abc"), 3U);
  EXPECT_EQ(edit_distance("Low-Cut", "low_cut"), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(NearestName, is_silent_when_nothing_is_near) {
  EXPECT_EQ(nearest_name("hihg_cut", {"low_cut", "high_cut"}), "high_cut");
  EXPECT_FALSE(nearest_name("banana", {"low_cut", "high_cut"}));
  EXPECT_FALSE(nearest_name("x", {}));
}

}  // namespace
}  // namespace rewire::testing
