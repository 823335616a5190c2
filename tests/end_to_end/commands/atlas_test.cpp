#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "stages/files/atomic_file.h"
#include "stages/files/nifti.h"
#include "tests/end_to_end/program.h"

namespace rewire::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Two regions and a descriptor of one's own.
class OwnAtlas : public ::testing::Test {
 protected:
  void SetUp() override {
    work_ = fs::path(::testing::TempDir()) / ("rewire_own atlas_" + std::to_string(::getpid()));
    fs::remove_all(work_);
    Grid grid{.dims = {10, 10, 10}};
    grid.world_from_voxel.diagonal().head<3>().setConstant(4.0);
    grid.world_from_voxel.col(3).head<3>().setConstant(-18.0);
    LabelMap labels{.grid = grid, .labels = std::vector<std::int32_t>(1000, 0)};
    for (std::size_t voxel = 0; voxel < 1000; ++voxel) {
      const std::size_t x = voxel % 10;
      if (x == 2) labels.labels[voxel] = 1;
      if (x == 7) labels.labels[voxel] = 2;
    }
    write_labels(work_ / "two.nii.gz", labels);
    write_table("1\tLeft\tleft\n2\tRight\tright\n");
    write_text(
        work_ / "Two.toml",
        "name = \"Two\"\ntitle = \"Two regions\"\ndescription = \"Test\"\n"
        "label_table = \"two.tsv\"\nsource = \"here\"\nobtain = \"make it\"\n"
        "citations = [\"nobody\"]\nlicence = \"none\"\n\n[[volume]]\nspace = \"MNIColin27\"\n"
        "files = [\"two.nii.gz\"]\n");
  }
  void TearDown() override { fs::remove_all(work_); }
  void write_table(const std::string& rows) const {
    write_text(work_ / "two.tsv", "label\tname\themisphere\n" + rows);
  }
  ProgramResult check() const {
    return rewire_program("atlas check '" + (work_ / "Two.toml").string() + "'");
  }

  fs::path work_;
};

TEST_F(OwnAtlas, IsShown) {
  const ProgramResult result = rewire_program("atlas show '" + (work_ / "Two.toml").string() + "'");
  EXPECT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("space: MNIColin27"));
  EXPECT_THAT(result.output, HasSubstr("1\tLeft\tother\tnone\tleft"));
}

TEST_F(OwnAtlas, IsHeldToItsTable) {
  EXPECT_EQ(check().exit_status, 0) << check().output;
  write_table("1\tLeft\tright\n2\tRight\tleft\n");
  const ProgramResult mirrored = check();
  EXPECT_EQ(mirrored.exit_status, 3) << mirrored.output;
  EXPECT_THAT(mirrored.output, HasSubstr("error: "));
  write_table("1\tLeft\tleft\n");
  const ProgramResult lacking = check();
  EXPECT_THAT(lacking.output, HasSubstr("2")) << lacking.output;
  EXPECT_THAT(lacking.output, HasSubstr(", expected "));
}

TEST_F(OwnAtlas, WhoseVolumeIsNotThereSaysHowToGetIt) {
  fs::remove(work_ / "two.nii.gz");
  const ProgramResult result = check();
  EXPECT_EQ(result.exit_status, 3) << result.output;
  EXPECT_THAT(result.output, HasSubstr("make it"));
}

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
