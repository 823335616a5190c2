#include "stages/files/nifti.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <numeric>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/random.h"
#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"
#include "stages/files/gzip.h"
#include "tests/stages/files/temporary_folder.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;

class NiftiTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::path(::testing::TempDir()) /
        (std::string("nifti_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  int python(const std::string& script) const {
    const std::string command = std::string(REWIRE_PYTHON) +
                                " " REWIRE_SOURCE_DIR "/tests/stages/files/" + script + " " +
                                folder_.string();
    return std::system(command.c_str());
  }
  fs::path folder_;
};

std::vector<double> numbers_in(const fs::path& path) {
  std::ifstream file(path);
  std::vector<double> numbers;
  for (std::string word; file >> word;) numbers.push_back(parse_number(word).value());
  return numbers;
}

Grid oblique_grid() {
  Grid grid{.dims = {4, 3, 2}, .world_from_voxel = {}};
  grid.world_from_voxel << -2, 0.5, 0, 10, 0.5, 2, 0, -20, 0, 0, 3, 5, 0, 0, 0, 1;
  return grid;
}

BoldRun counting_bold() {
  BoldRun bold;
  bold.grid = oblique_grid();
  bold.values.resize(24, 5);
  std::iota(bold.values.data(), bold.values.data() + bold.values.size(), 0.0F);
  bold.repetition_time_s = 2.25;
  return bold;
}

TEST_F(NiftiTest, ReadsAffineAndVoxelsAsNibabelDoes) {
  ASSERT_EQ(python("write_images.py"), 0);
  std::ifstream names(folder_ / "names.txt");
  int count = 0;
  for (std::string name; names >> name; ++count) {
    const std::string stem = name.substr(0, name.find('.'));
    const std::vector<double> expected = numbers_in(folder_ / (stem + ".txt"));
    const bool four = stem.ends_with("bold");
    const BoldRun bold = four ? read_bold(folder_ / name) : BoldRun{};
    const Volume volume = four ? Volume{} : read_volume(folder_ / name);
    const Grid& grid = four ? bold.grid : volume.grid;
    for (int i = 0; i < 16; ++i) {
      EXPECT_NEAR(grid.world_from_voxel(i / 4, i % 4), expected[static_cast<std::size_t>(i)], 2e-6)
          << name << " affine " << i;
    }
    const std::size_t voxels = expected.size() - 16;
    ASSERT_EQ(four ? static_cast<std::size_t>(bold.values.size()) : volume.values.size(), voxels);
    for (std::size_t i = 0; i < voxels; ++i) {
      const float value = four ? bold.values.data()[i] : volume.values[i];
      EXPECT_EQ(value, static_cast<float>(expected[16 + i])) << name << " voxel " << i;
    }
    if (four) {
      EXPECT_DOUBLE_EQ(bold.repetition_time_s, 1.5);
    }
  }
  EXPECT_EQ(count, 52);
}

TEST_F(NiftiTest, NibabelReadsWhatIsWritten) {
  const BoldRun bold = counting_bold();
  write_bold(folder_ / "bold.nii.gz", bold);
  write_bold(folder_ / "bold.nii", bold);
  Mask mask{.grid = bold.grid, .inside = std::vector<std::uint8_t>(24)};
  LabelMap labels{.grid = bold.grid, .labels = std::vector<std::int32_t>(24)};
  std::iota(labels.labels.begin(), labels.labels.end(), 0);
  for (std::size_t i = 0; i < 24; ++i) mask.inside[i] = i % 2;
  write_mask(folder_ / "mask.nii.gz", mask);
  write_labels(folder_ / "labels.nii.gz", labels);
  EXPECT_EQ(python("check_images.py"), 0);
  EXPECT_EQ(read_mask(folder_ / "mask.nii.gz").inside, mask.inside);
  EXPECT_EQ(read_labels(folder_ / "labels.nii.gz").labels, labels.labels);
  EXPECT_EQ(read_bold(folder_ / "bold.nii.gz").values, bold.values);
}

TEST_F(NiftiTest, EveryTruncationIsAnInputError) {
  write_bold(folder_ / "bold.nii.gz", counting_bold());
  const std::vector<std::byte> whole = read_bytes(folder_ / "bold.nii.gz");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    testing::put_bytes(folder_ / "cut.nii.gz", std::span(whole).first(length));
    EXPECT_THROW(read_bold(folder_ / "cut.nii.gz"), InputError) << length;
  }
}

TEST_F(NiftiTest, RandomDamageNeverCrashesAndIsNeverTakenForTheImage) {
  write_bold(folder_ / "bold.nii.gz", counting_bold());
  const std::vector<std::byte> whole = read_bytes(folder_ / "bold.nii.gz");
  RandomStream random(3, 0);
  int refused = 0;
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<std::byte> damaged = whole;
    // The first ten bytes of gzip hold flags and a time that no checksum covers.
    const std::size_t at = 10 + random.below(static_cast<std::uint32_t>(whole.size() - 10));
    damaged[at] ^= std::byte(1U << random.below(8));
    testing::put_bytes(folder_ / "damaged.nii.gz", damaged);
    // Bits between the last code and the checksum mean nothing: the image is then whole.
    try {
      EXPECT_EQ(read_bold(folder_ / "damaged.nii.gz").values, counting_bold().values) << at;
    } catch (const InputError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST_F(NiftiTest, DamagedHeadersNeverCrash) {
  write_bold(folder_ / "bold.nii", counting_bold());
  const std::vector<std::byte> whole = read_bytes(folder_ / "bold.nii");
  RandomStream random(4, 0);
  int refused = 0;
  for (int trial = 0; trial < 400; ++trial) {
    std::vector<std::byte> damaged = whole;
    damaged[random.below(352)] = std::byte(random.below(256));
    testing::put_bytes(folder_ / "damaged.nii", damaged);
    try {
      const BoldRun bold = read_bold(folder_ / "damaged.nii");
      EXPECT_EQ(static_cast<std::size_t>(bold.values.rows()), bold.grid.voxel_count());
    } catch (const InputError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST_F(NiftiTest, ReadsSeveralGzipMembersAndRefusesOtherDataBehindThem) {
  const BoldRun bold = counting_bold();
  write_bold(folder_ / "bold.nii", bold);
  const std::vector<std::byte> content = read_bytes(folder_ / "bold.nii");
  std::vector<std::byte> members = gzip(std::span(content).first(400));
  const std::vector<std::byte> second = gzip(std::span(content).subspan(400));
  members.insert(members.end(), second.begin(), second.end());
  write_bytes(folder_ / "members.nii.gz", members);
  EXPECT_EQ(read_bold(folder_ / "members.nii.gz").values, bold.values);
  members.push_back(std::byte{7});
  write_bytes(folder_ / "members.nii.gz", members);
  EXPECT_THROW(read_bold(folder_ / "members.nii.gz"), InputError);
}

TEST_F(NiftiTest, RefusesWrongKindsOfFile) {
  write_text(folder_ / "text.nii.gz", "this is a letter, not a scan\n");
  EXPECT_THROW(read_bold(folder_ / "text.nii.gz"), InputError);
  EXPECT_THROW(read_bold(folder_ / "absent.nii.gz"), InputError);
  EXPECT_THROW(read_bold(folder_), InputError);
  write_volume(folder_ / "one.nii.gz", {oblique_grid(), std::vector<float>(24, 0.5F)});
  EXPECT_THROW(read_bold(folder_ / "one.nii.gz"), InputError);
  EXPECT_THROW(read_labels(folder_ / "one.nii.gz"), InputError);
  write_bold(folder_ / "bold.nii.gz", counting_bold());
  EXPECT_THROW(read_volume(folder_ / "bold.nii.gz"), InputError);
}

TEST_F(NiftiTest, UnwritablePlacesAreStorageErrors) {
  write_text(folder_ / "file", "x");
  EXPECT_THROW(write_bold(folder_ / "file" / "bold.nii.gz", counting_bold()), StorageError);
  EXPECT_THROW(write_text("/dev/full/x", "x"), StorageError);
}

TEST_F(NiftiTest, EqualContentGivesEqualBytes) {
  write_bold(folder_ / "a.nii.gz", counting_bold());
  write_bold(folder_ / "b.nii.gz", counting_bold());
  EXPECT_EQ(read_bytes(folder_ / "a.nii.gz"), read_bytes(folder_ / "b.nii.gz"));
}

}  // namespace
}  // namespace rewire
