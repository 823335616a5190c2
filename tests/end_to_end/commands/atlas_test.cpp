#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace rewire::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST(AtlasCommand, ListsEveryDescriptorWithThePlaceOfItsVolume) {
  const ProgramResult result = rewire_program("atlas list");
  EXPECT_EQ(result.exit_status, 0) << result.output;
  for (const auto& entry : fs::directory_iterator(fs::path(REWIRE_SOURCE_DIR) / "atlases")) {
    if (entry.path().extension() == ".toml") {
      EXPECT_THAT(result.output, HasSubstr(entry.path().stem().string()));
    }
  }
}

TEST(AtlasCommand, ShowsStructures) {
  const ProgramResult result = rewire_program("atlas show aal");
  EXPECT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("Amygdala_L\tamygdala\tnone\tleft"));
  EXPECT_THAT(result.output, HasSubstr("licence: "));
}

TEST(AtlasCommand, RefusesUnknownNamesAndMissingWords) {
  const ProgramResult result = rewire_program("atlas check Schaefer100TianS3");
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_THAT(result.output, HasSubstr("did you mean Schaefer100TianS"));
  EXPECT_EQ(rewire_program("atlas").exit_status, 2);
  EXPECT_EQ(rewire_program("atlas show").exit_status, 2);
  const ProgramResult mistyped = rewire_program("atlas lst");
  EXPECT_EQ(mistyped.exit_status, 2);
  EXPECT_THAT(mistyped.output, HasSubstr("did you mean list"));
}

}  // namespace
}  // namespace rewire::testing
