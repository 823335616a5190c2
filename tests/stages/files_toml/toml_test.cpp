#include "stages/files/toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "tests/stages/core/example_params.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;

ExampleParams apply_example(TomlConfig config) {
  ExampleParams params;
  config.apply("filter", params);
  config.finish();
  return params;
}

std::vector<Problem> problems_of(const std::string& text) {
  try {
    apply_example(TomlConfig::parse(text, "run.toml"));
  } catch (const ConfigError& error) {
    return error.problems();
  }
  return {};
}

TEST(TomlConfig, sets_what_is_named_and_leaves_the_rest) {
  const ExampleParams params = apply_example(TomlConfig::parse(
      "[filter]\nlow_cut = 1\nradius = 'auto'\ndensities = [0, 0.5]\nedges = \"zero\"\n",
      "run.toml"));
  const ExampleParams expected{.low_cut_hz = 1.0, .densities = {0.0, 0.5}, .edges = Edges::zero};
  EXPECT_EQ(params, expected);
  EXPECT_EQ(apply_example(TomlConfig::parse("", "run.toml")), ExampleParams());
}

TEST(TomlConfig, reports_all_problems_at_once_with_their_lines) {
  const auto problems = problems_of(
      "[filter]\n"
      "lowcut = 0.1\n"
      "low_cut = 3\n"
      "order = 2.0\n"
      "suffix = true\n"
      "columns = ['a', 1]\n"
      "[filtre]\n"
      "low_cut = 0.1\n");
  std::map<std::string, Problem> by_place;
  for (const Problem& problem : problems) by_place[problem.where] = problem;
  ASSERT_EQ(problems.size(), 6U);
  EXPECT_EQ(by_place.at("run.toml line 2 [filter]").remedy, "did you mean low_cut?");
  EXPECT_EQ(by_place.at("run.toml line 3 [filter]").expected, "a number from 0 to 1 Hz");
  EXPECT_THAT(by_place.at("run.toml line 4 [filter]").expected, HasSubstr("an integer"));
  EXPECT_THAT(by_place.at("run.toml line 5 [filter]").found, HasSubstr("true or false"));
  EXPECT_EQ(by_place.at("run.toml line 6 [filter]").expected, "a list of texts");
  EXPECT_EQ(by_place.at("run.toml line 7").remedy, "did you mean filter?");
}

TEST(TomlConfig, refuses_a_value_in_place_of_a_section) {
  EXPECT_EQ(problems_of("filter = 3\n").size(), 1U);
  EXPECT_EQ(problems_of("[[filter]]\nlow_cut = 0.1\n").size(), 1U);
}

TEST(TomlConfig, says_line_and_column_of_a_syntax_error) {
  const auto problems = problems_of("[filter]\nlow_cut = = 3\n");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].where, HasSubstr("run.toml line 2 column"));
  EXPECT_EQ(problems_of("[filter]\nlow_cut = 0.1\nlow_cut = 0.2\n").size(), 1U);
}

TEST(TomlConfig, names_a_missing_file) {
  try {
    TomlConfig::read("/nowhere/run.toml");
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.problems()[0].where, "/nowhere/run.toml");
  }
}

TEST(TomlSection, reads_back_to_equal_parameters) {
  ExampleParams params;
  params.suffix = "a \"b\"\\\n\x01 ü";
  params.radius_mm = 12.5;
  params.densities = {};
  params.columns = {};
  params.edges = Edges::zero;
  const std::string text = toml_section("filter", list_fields(params));
  EXPECT_EQ(apply_example(TomlConfig::parse(text, "run.toml")), params);
}

TEST(TomlSection, explains_each_key) {
  EXPECT_THAT(toml_section("filter", list_fields(ExampleParams{})),
              HasSubstr("# Slower frequencies are removed.\n"
                        "# Allowed: a number from 0 to 1 Hz.\n"
                        "low_cut = 0.01\n"));
}

}  // namespace
}  // namespace rewire::testing
