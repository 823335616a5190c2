#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "pipeline/strategies/strategy_library.h"
#include "stages/core/error.h"

namespace rewire {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A folder of strategy files of one test.
class StrategyFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        std::filesystem::temp_directory_path() / ("rewire_strategies_" + std::string(test->name()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  static std::string refusal(const std::string& path) {
    try {
      find_strategy(path);
    } catch (const ConfigError& error) {
      return error.message();
    }
    return {};
  }

  std::filesystem::path folder_;
};

TEST(Strategies, AllOfTheProgramsOwnCanBeRead) {
  for (const StrategyTitle& strategy : list_strategies()) {
    EXPECT_FALSE(strategy.title.empty()) << strategy.name;
    EXPECT_THAT(validate(find_strategy(strategy.name), strategy.name), IsEmpty());
  }
}

TEST(Strategies, AreFoundInAnyCase) {
  EXPECT_EQ(find_strategy("acompcor").name, "aCompCor");
  EXPECT_THROW(find_strategy("25P"), ConfigError);
}

TEST_F(StrategyFiles, ExtendTheProgramsOwn) {
  write("Base.toml",
        "[strategy]\ntitle = \"b\"\ncolumns = [\"physio_a\"]\nsuffixes = [\"\", \"_lag\"]\n");
  const Strategy strategy =
      find_strategy(write("Mine.toml",
                          "[strategy]\ntitle = \"m\"\nincludes = [\"Base\", \"6P\"]\ncolumns = "
                          "['physio_\\d', \"trans_x\"]\n"
                          "component_masks = [\"CSF\"]\ncomponent_count = "
                          "3\n[censoring]\nframewise_displacement_limit = 0.4\n"));
  EXPECT_EQ(strategy.name, "Mine");
  EXPECT_THAT(strategy.columns,
              ElementsAre("physio_a",
                          "physio_a_lag",
                          "trans_x",
                          "trans_y",
                          "trans_z",
                          "rot_x",
                          "rot_y",
                          "rot_z",
                          "physio_\\d"));
  EXPECT_EQ(strategy.components.count, 3);
  EXPECT_EQ(strategy.censoring.framewise_displacement_limit_mm, 0.4);
}

TEST_F(StrategyFiles, AreRefusedWhenTheyAreWrong) {
  EXPECT_THAT(refusal(write("a.toml", "[strategy]\ntitle = \"a\"\ncolumn = [\"x\"]\n")),
              HasSubstr("columns"));
  EXPECT_THAT(refusal(write("b.toml", "[strategy]\ncolumns = [\"x\"]\n")), HasSubstr("no title"));
  EXPECT_THAT(refusal(write("c.toml", "[strategy]\ntitle = \"c\"\nincludes = [\"c\"]\n")),
              HasSubstr("includes itself"));
  EXPECT_THAT(refusal(write("d.toml", "[strategy]\ntitle = \"d\"\ncomponent_masks = [\"GM\"]\n")),
              HasSubstr("components of 'GM'"));
  EXPECT_THAT(refusal(write("e.toml", "[strategy\n")), HasSubstr("not TOML"));
  EXPECT_THAT(refusal(write("f.toml", "[strategy]\ntitle = \"f\"\ncolumns = ['csf(']\n")),
              HasSubstr("'csf(' among the columns"));
  EXPECT_THAT(refusal((folder_ / "absent.toml").string()), HasSubstr("absent.toml"));
}

}  // namespace
}  // namespace rewire
