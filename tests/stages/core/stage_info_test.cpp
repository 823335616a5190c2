#include "stages/core/stage_info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "stages/core/field_reference.h"
#include "stages/core/field_schema.h"
#include "tests/stages/core/example_params.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;

constexpr std::array papers{Paper{.authors = "Salmon et al.",
                                  .year = 2011,
                                  .title = "Parallel random numbers: as easy as 1, 2, 3",
                                  .doi = "10.1145/2063384.2063405",
                                  .where = "section 3"}};

double example(const double& value, const ExampleParams&) { return value; }
std::vector<Problem> check_example(const double&, const ExampleParams&) { return {}; }

constexpr Stage<double, ExampleParams, double> example_stage{
    "example", 3, "Give back a number", &example, &check_example, papers};

TEST(Describe, says_what_the_stage_says) {
  const StageInfo info = describe(example_stage);
  EXPECT_EQ(info.name, "example");
  EXPECT_EQ(info.version, 3);
  EXPECT_EQ(info.papers.size(), 1U);
  EXPECT_EQ(info.fields.size(), 8U);
}

TEST(StageSchema, says_types_ranges_choices_and_defaults) {
  const auto schema = stage_schema(describe(example_stage));
  EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(schema["additionalProperties"], false);
  const auto& properties = schema["properties"];
  EXPECT_EQ(properties["low_cut"]["type"], "number");
  EXPECT_EQ(properties["low_cut"]["maximum"], 1.0);
  EXPECT_EQ(properties["low_cut"]["default"], 0.01);
  EXPECT_EQ(properties["low_cut"]["x-unit"], "Hz");
  EXPECT_EQ(properties["radius"]["anyOf"][1]["const"], "auto");
  EXPECT_EQ(properties["radius"]["default"], "auto");
  EXPECT_EQ(properties["dummy_volumes"]["anyOf"][0]["minimum"], 0.0);
  EXPECT_FALSE(properties["dummy_volumes"]["anyOf"][0].contains("maximum"));
  EXPECT_EQ(properties["edges"]["enum"], (std::vector<std::string>{"reflect", "zero"}));
  EXPECT_EQ(properties["densities"]["items"]["type"], "number");
}

TEST(ConfigurationSchema, has_one_section_per_stage) {
  const std::vector<StageInfo> stages{describe(example_stage)};
  const auto schema = configuration_schema(stages);
  EXPECT_EQ(schema["properties"]["example"]["properties"].size(), 8U);
  EXPECT_EQ(schema["properties"]["example"]["additionalProperties"], false);
}

TEST(StageMarkdown, has_a_row_per_parameter_and_the_papers) {
  const std::string text = stage_markdown(describe(example_stage));
  EXPECT_THAT(text,
              HasSubstr("| `low_cut` | `--low-cut` | `0.01` | Hz | a number from 0 to 1 Hz | "
                        "Slower frequencies are removed. |\n"));
  EXPECT_THAT(text, HasSubstr("The order \\| of the filter."));
  EXPECT_THAT(text, HasSubstr("Salmon et al. (2011). Parallel random numbers"));
  EXPECT_THAT(text, HasSubstr("doi:10.1145/2063384.2063405 (section 3)"));
}

}  // namespace
}  // namespace rewire::testing
