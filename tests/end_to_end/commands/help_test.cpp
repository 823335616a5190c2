#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "stages/files/file_bytes.h"
#include "tests/end_to_end/program.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

const std::vector<std::string> commands{"run",
                                        "validate",
                                        "simulate",
                                        "preprocess",
                                        "denoise",
                                        "parcellate",
                                        "connect",
                                        "graph",
                                        "compare",
                                        "report",
                                        "status",
                                        "atlas",
                                        "help"};

TEST(Help, NamesEveryCommandAndEachHasItsOwn) {
  const ProgramResult whole = rewire_program("--help");
  EXPECT_EQ(whole.exit_status, 0);
  const std::string readme = read_text(std::filesystem::path(REWIRE_SOURCE_DIR) / "README.md");
  for (const std::string& command : commands) {
    EXPECT_THAT(whole.output, HasSubstr("\n  " + command)) << command;
    const ProgramResult own = rewire_program(command + " --help");
    EXPECT_EQ(own.exit_status, 0) << command;
    EXPECT_THAT(own.output, HasSubstr(command)) << command;
    EXPECT_THAT(readme, HasSubstr(command)) << command;
  }
}

TEST(Help, TellsTheVersion) {
  for (const char* option : {"--version", "-v"}) {
    const ProgramResult result = rewire_program(option);
    EXPECT_EQ(result.exit_status, 0);
    EXPECT_THAT(result.output, MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+[^ ]*\n"));
  }
}

TEST(Help, DescribesAStageInMarkdown) {
  const ProgramResult result = rewire_program("help denoise --format markdown");
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.output, HasSubstr("low_cut"));
  EXPECT_THAT(result.output, HasSubstr("10.1002/hbm.24528"));
  EXPECT_EQ(result.output, rewire_program("help denoise").output);
}

TEST(Help, DescribesAStageAsJsonSchema) {
  const ProgramResult result = rewire_program("help denoise --format json-schema");
  EXPECT_EQ(result.exit_status, 0);
  const nlohmann::json schema = nlohmann::json::parse(result.output);
  EXPECT_TRUE(schema.at("properties").contains("low_cut"));
  EXPECT_EQ(schema.at("additionalProperties"), false);
  const ProgramResult whole = rewire_program("help --format json-schema");
  EXPECT_TRUE(nlohmann::json::parse(whole.output).is_object());
}

TEST(Help, OfACommandThatIsNoStageIsItsOwn) {
  EXPECT_EQ(rewire_program("help run").output, rewire_program("run --help").output);
}

TEST(Help, RefusesUnknownStagesAndFormats) {
  const ProgramResult stage = rewire_program("help denose");
  EXPECT_EQ(stage.exit_status, 2);
  EXPECT_THAT(stage.output, HasSubstr("did you mean denoise?"));
  EXPECT_EQ(rewire_program("help denoise --format html").exit_status, 2);
}

TEST(CommandLine, WithoutACommandSaysWhatThereIs) {
  const ProgramResult result = rewire_program("");
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.output, HasSubstr("--help"));
}

TEST(CommandLine, MistypedCommandsAndOptionsComeWithTheNearest) {
  const ProgramResult command = rewire_program("valdate /data");
  EXPECT_EQ(command.exit_status, 2);
  EXPECT_THAT(command.output, HasSubstr("did you mean validate"));
  const ProgramResult option = rewire_program("denoise a b c --lowcut 0.01");
  EXPECT_EQ(option.exit_status, 2);
  EXPECT_THAT(option.output, HasSubstr("did you mean --low-cut"));
  const ProgramResult value = rewire_program("denoise a b c --low-cut fast");
  EXPECT_EQ(value.exit_status, 2);
  EXPECT_THAT(value.output, HasSubstr("low_cut = \"fast\""));
  const ProgramResult level = rewire_program("run a b participants");
  EXPECT_EQ(level.exit_status, 2);
  EXPECT_THAT(level.output, HasSubstr("Usage: rewire run bids_dir output_dir level [options]"));
  const ProgramResult preset = rewire_program("simulate out --preset big");
  EXPECT_EQ(preset.exit_status, 2);
  EXPECT_THAT(preset.output, HasSubstr("tiny"));
}

}  // namespace
}  // namespace rewire::testing
