#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "pipeline/atlas/atlas_library.h"
#include "pipeline/atlas/data_directory.h"
#include "stages/core/error.h"
#include "stages/files/nifti.h"
#include "tests/pipeline/atlas/scoped_variable.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;
using rewire::testing::ScopedVariable;
using ::testing::HasSubstr;

/// The message of what `work` throws; a failure when it throws nothing.
template <class Exception, class Work>
std::string message_of(Work&& work) {
  try {
    work();
  } catch (const Exception& error) {
    return error.message();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

/// Two voxels wide on each side of the midline: label 1 left, 2 right.
LabelMap two_halves() {
  LabelMap map;
  map.grid.dims = {8, 4, 4};
  map.grid.world_from_voxel.diagonal() << 4.0, 4.0, 4.0, 1.0;
  map.grid.world_from_voxel(0, 3) = -14.0;
  map.labels.assign(map.grid.voxel_count(), 0);
  for (int k = 0; k < 4; ++k) {
    for (int j = 0; j < 4; ++j) {
      for (int i = 0; i < 8; ++i) map.labels[map.grid.index(i, j, k)] = i < 4 ? 1 : 2;
    }
  }
  return map;
}

class OwnAtlas : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = fs::path(::testing::TempDir()) / ("rewire_atlas_" + std::string(test->name()));
    fs::create_directories(directory_);
    write_labels(image(), two_halves());
    write("Own.tsv", two_rows);
  }
  void TearDown() override { fs::remove_all(directory_); }

  fs::path image() const { return directory_ / "own.nii.gz"; }
  fs::path table() const { return directory_ / "Own.tsv"; }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
    return directory_ / name;
  }
  fs::path write_descriptor(const std::string& volume) const {
    return write("Own.toml",
                 "name = \"Own\"\ntitle = \"t\"\ndescription = \"d\"\nlabel_table = \"Own.tsv\"\n"
                 "source = \"s\"\nobtain = \"ask Ada\"\ncitations = [\"c\"]\nlicence = \"l\"\n"
                 "[[volume]]\nspace = \"Here\"\n" +
                     volume);
  }
  Atlas load() const { return load_atlas(image(), table(), "Own", "Here"); }

  static constexpr const char* two_rows =
      "index\tname\themisphere\thomologue\tstructure\n"
      "0\tBackground\tn/a\tn/a\tn/a\n"
      "1\tA_L\tleft\tA_R\tamygdala\n"
      "2\tA_R\tright\tA_L\tamygdala\n";

 private:
  fs::path directory_;
};

TEST(AtlasLibrary, EveryDescriptorAndTableCanBeRead) {
  const std::vector<AtlasDescriptor> atlases = list_atlases();
  EXPECT_EQ(atlases.size(), 9U);
  for (const AtlasDescriptor& atlas : atlases) {
    EXPECT_FALSE(read_label_table(atlas.label_table).empty()) << atlas.name;
    EXPECT_THAT(atlas.citations.front(), HasSubstr("doi:")) << atlas.name;
    for (const AtlasVolume& volume : atlas.volumes) {
      EXPECT_EQ(volume.digest.size(), 32U) << atlas.name;
      EXPECT_EQ(find_template(volume.space).name, volume.space);
    }
  }
  EXPECT_EQ(list_templates().size(), 3U);
}

TEST(AtlasLibrary, FindsByNameApartFromCaseAndDashes) {
  EXPECT_EQ(find_atlas("aal").name, "AAL");
  EXPECT_EQ(find_atlas("schaefer-400-tian-s2").name, "Schaefer400TianS2");
  EXPECT_EQ(find_template("mnicolin27").name, "MNIColin27");
}

TEST(AtlasLibrary, UnknownAtlasNamesTheNearest) {
  const std::string message = message_of<ConfigError>([] { find_atlas("Schaefer400TianS3"); });
  EXPECT_THAT(message, HasSubstr("Schaefer400TianS"));
  EXPECT_THAT(message, HasSubstr("did you mean"));
}

TEST(AtlasLibrary, MissingVolumeSaysWhereItLookedAndHowToGetIt) {
  const ScopedVariable nowhere("REWIRE_ATLAS_DIR", "/nowhere/a:/nowhere/b");
  const std::string message =
      message_of<InputError>([] { load_atlas(find_atlas("Schaefer100TianS1")); });
  EXPECT_THAT(message, HasSubstr("/nowhere/b/Schaefer2018_100Parcels"));
  EXPECT_THAT(message, HasSubstr("github.com/yetianmed/subcortex"));
  EXPECT_THAT(message_of<InputError>([] { load_template(find_template("MNI152NLin2009cAsym")); }),
              HasSubstr("templateflow.org"));
}

TEST(AtlasLibrary, UnknownSpaceNamesThoseThatExist) {
  EXPECT_THAT(message_of<InputError>([] { locate_volume(find_atlas("AAL"), "MNI305"); }),
              HasSubstr("MNIColin27"));
}

TEST(DataDirectory, NamedOneMustHoldTheData) {
  const ScopedVariable wrong("REWIRE_DATA_DIR", "/nowhere");
  EXPECT_THAT(message_of<ConfigError>([] { data_directory(); }), HasSubstr("REWIRE_DATA_DIR"));
}

TEST(DataDirectory, ExpandsListsOfDirectories) {
  const ScopedVariable two("REWIRE_TEST_DIRS", "/a::/b");
  EXPECT_THAT(expand_path("${REWIRE_TEST_DIRS}/x.nii"),
              ::testing::ElementsAre(fs::path("/a/x.nii"), fs::path("/b/x.nii")));
  EXPECT_TRUE(expand_path("${REWIRE_TEST_NOT_SET}/x.nii").empty());
}

TEST_F(OwnAtlas, LoadsImageAndTable) {
  const Atlas atlas = load();
  ASSERT_EQ(atlas.regions.size(), 2U);
  EXPECT_EQ(atlas.regions[0].structure, Structure::amygdala);
  EXPECT_TRUE(check_regions(atlas, "own").empty());
  const std::vector<RegionGeometry> geometry = region_geometry(atlas);
  EXPECT_EQ(geometry[0].voxels, 64U);
  EXPECT_DOUBLE_EQ(geometry[0].volume_mm3, 4096.0);
  EXPECT_LT((geometry[0].centroid_mm - Eigen::Vector3d(-8.0, 6.0, 6.0)).norm(), 1e-4);
  EXPECT_LT((geometry[1].centroid_mm - Eigen::Vector3d(8.0, 6.0, 6.0)).norm(), 1e-4);
}

TEST_F(OwnAtlas, TakesEitherColumnNames) {
  write("Own.tsv", "index\tlabel\n1\tx\n2\ty\n");
  EXPECT_EQ(load().regions[1].name, "y");
  write("Own.tsv", "label\tname\n1\tx\n2\tz\n");
  EXPECT_EQ(load().regions[1].name, "z");
  write("Own.tsv", "index\tlabel\tname\n1\t2\tx\n2\t1\ty\n");
  EXPECT_THAT(message_of<InputError>([&] { load(); }), HasSubstr("index and label"));
}

TEST_F(OwnAtlas, ReportsEveryWrongCell) {
  write("Own.tsv", "index\tname\tstructure\themisphere\nx\tA\thippo\tleft\n2\tn/a\t\tL\n");
  const std::string message = message_of<InputError>([&] { load(); });
  for (const char* part : {"label 'x'", "'hippo'", "no name", "'L'", "line 2", "line 3"}) {
    EXPECT_THAT(message, HasSubstr(part));
  }
}

TEST_F(OwnAtlas, RefusesATableOfAnotherVolume) {
  write("Own.tsv", "index\tname\n7\tx\n8\ty\n");
  EXPECT_THAT(message_of<InputError>([&] { load(); }), HasSubstr("none of the table's labels"));
}

TEST_F(OwnAtlas, DescriptorWantsEveryLabelNamed) {
  const AtlasDescriptor own = find_atlas(write_descriptor("files = [\"own.nii.gz\"]\n").string());
  EXPECT_EQ(load_atlas(own).regions.size(), 2U);
  write("Own.tsv", "index\tname\n1\tx\n");
  EXPECT_THAT(message_of<InputError>([&] { load_atlas(own); }), HasSubstr("another volume"));
  EXPECT_TRUE(has_errors(check_atlas(own)));
}

TEST_F(OwnAtlas, OtherContentThanTheDigestIsAWarning) {
  const std::string right = label_map_digest(two_halves());
  const std::string files = "files = [\"own.nii.gz\"]\ndigest = \"";
  EXPECT_TRUE(check_atlas(find_atlas(write_descriptor(files + right + "\"\n").string())).empty());
  const auto problems =
      check_atlas(find_atlas(write_descriptor(files + std::string(32, '0') + "\"\n").string()));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].severity, Severity::warning);
  EXPECT_THAT(problems[0].found, HasSubstr(right));
}

TEST_F(OwnAtlas, MissingVolumeQuotesTheDescriptor) {
  const AtlasDescriptor own = find_atlas(write_descriptor("files = [\"gone.nii\"]\n").string());
  EXPECT_THAT(message_of<InputError>([&] { load_atlas(own); }), HasSubstr("ask Ada"));
  EXPECT_TRUE(has_errors(check_atlas(own)));
}

TEST_F(OwnAtlas, BrokenDescriptorsSayWhatIsWrongAllAtOnce) {
  const fs::path syntax = write("Own.toml", "name = \"Own\ntitle = 3\n");
  EXPECT_THAT(message_of<ConfigError>([&] { find_atlas(syntax.string()); }), HasSubstr("line 1"));
  const fs::path content = write("Own.toml", "name = \"Other\"\ntitel = \"t\"\n");
  const std::string message = message_of<ConfigError>([&] { find_atlas(content.string()); });
  for (const char* part : {"titel", "no licence", "no label volume", "the name Other"}) {
    EXPECT_THAT(message, HasSubstr(part));
  }
}

TEST_F(OwnAtlas, SwappedSidesAndLonelyHomologuesAreErrors) {
  Atlas atlas = load();
  std::swap(atlas.regions[0].hemisphere, atlas.regions[1].hemisphere);
  EXPECT_EQ(check_regions(atlas, "own").size(), 2U);
  atlas = load();
  atlas.regions[1].homologue.clear();
  EXPECT_TRUE(has_errors(check_regions(atlas, "own")));
}

TEST_F(OwnAtlas, TemplateBrainIsMadeFromHeadAndMask) {
  Volume head{.grid = two_halves().grid, .values = {}};
  Mask mask{.grid = head.grid, .inside = {}};
  for (std::size_t i = 0; i < head.grid.voxel_count(); ++i) {
    head.values.push_back(static_cast<float>(i + 1));
    mask.inside.push_back(i < 110 ? 1 : 0);
  }
  const fs::path directory = image().parent_path();
  write_volume(directory / "head.nii.gz", head);
  write_mask(directory / "mask.nii.gz", mask);
  const fs::path file = write("Mine.toml",
                              "name = \"Mine\"\ntitle = \"t\"\nhead = [\"head.nii.gz\"]\n"
                              "brain_mask = [\"mask.nii.gz\"]\nsource = \"s\"\nobtain = \"o\"\n"
                              "citations = [\"c\"]\nlicence = \"l\"\n");
  const BrainTemplate mine = load_template(find_template(file.string()));
  EXPECT_FLOAT_EQ(mine.brain.values[109], 110.0F);
  EXPECT_FLOAT_EQ(mine.brain.values[110], 0.0F);
  EXPECT_FLOAT_EQ(mine.head.values[110], 111.0F);
  mask.grid.world_from_voxel(0, 3) += 2.0;
  write_mask(directory / "mask.nii.gz", mask);
  EXPECT_THAT(message_of<InputError>([&] { load_template(find_template(file.string())); }),
              HasSubstr("one edition"));
}

}  // namespace
}  // namespace rewire
