#include "stages/files/bold_stream.h"

#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/files/file_bytes.h"
#include "stages/files/gzip.h"
#include "stages/files/nifti.h"
#include "tests/stages/files/temporary_folder.h"

namespace rewire {
namespace {

class BoldStream : public testing::TemporaryFolder {
 protected:
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }
};

/// Large enough that its compressed bytes come in several chunks.
BoldRun noisy_bold() {
  BoldRun bold;
  bold.grid.dims = {24, 20, 16};
  bold.values.resize(24 * 20 * 16, 30);
  RandomStream random(3, 0);
  for (float& value : bold.values.reshaped()) value = static_cast<float>(random.normal());
  bold.values.row(5).setConstant(2.0F);
  bold.repetition_time_s = 1.5;
  return bold;
}

Mask every_third(const Grid& grid) {
  Mask mask{.grid = grid, .inside = {}};
  mask.inside.assign(grid.voxel_count(), 0);
  for (std::size_t v = 0; v < mask.inside.size(); v += 3) mask.inside[v] = 1;
  return mask;
}

TEST_F(BoldStream, GivesWhatReadingTheWholeGives) {
  const BoldRun bold = noisy_bold();
  const MaskedBold expected = apply_mask(bold, every_third(bold.grid));
  for (const char* name : {"a.nii", "a.nii.gz"}) {
    write_bold(file(name), bold);
    for (const int threads : {1, 2}) {
      const ThreadLimit limit(threads);
      const MaskedBold found = read_masked_bold(file(name), {}, every_third(bold.grid));
      EXPECT_TRUE((found.values.array() == expected.values.array()).all()) << name;
      EXPECT_EQ(found.repetition_time_s, 1.5);
      EXPECT_TRUE(same_grid(found.mask.grid, bold.grid));
    }
    const Mask varying = varying_voxels(file(name), {});
    EXPECT_EQ(varying.count(), bold.grid.voxel_count() - 1);
    EXPECT_EQ(varying.inside[5], 0);
  }
}

TEST_F(BoldStream, ReadsGzipOfSeveralMembers) {
  const BoldRun bold = noisy_bold();
  write_bold(file("a.nii"), bold);
  const std::vector<std::byte> bytes = read_bytes(file("a.nii"));
  std::vector<std::byte> members;
  for (const std::size_t cut : {std::size_t{1000}, std::size_t{400000}, bytes.size()}) {
    static std::size_t begin = 0;
    const auto member = gzip(std::span(bytes).subspan(begin, cut - begin));
    members.insert(members.end(), member.begin(), member.end());
    begin = cut;
  }
  testing::put_bytes(file("b.nii.gz"), members);
  const MaskedBold found = read_masked_bold(file("b.nii.gz"), {}, every_third(bold.grid));
  EXPECT_TRUE(
      (found.values.array() == apply_mask(bold, every_third(bold.grid)).values.array()).all());
}

TEST_F(BoldStream, WritesWhatCanBeReadBack) {
  const BoldRun bold = noisy_bold();
  const Mask mask = every_third(bold.grid);
  const MaskedBold masked = apply_mask(bold, mask);
  for (const char* name : {"m.nii", "m.nii.gz"}) {
    write_masked_bold(file(name), masked);
    const BoldRun back = read_bold(file(name));
    EXPECT_EQ(back.repetition_time_s, 1.5);
    EXPECT_TRUE((apply_mask(back, mask).values.array() == masked.values.array()).all());
    EXPECT_EQ(back.values.row(1).norm(), 0.0F);
  }
  BoldWriter writer(file("half.nii"), bold.grid, 2, 1.5);
  const std::vector<float> volume(bold.grid.voxel_count(), 1.0F);
  writer.write(volume);
  EXPECT_THROW(writer.commit(), InternalError);
  EXPECT_FALSE(std::filesystem::exists(file("half.nii")));
}

TEST_F(BoldStream, RefusesWhatIsCutShortDamagedOrTooLong) {
  const BoldRun bold = noisy_bold();
  const Mask mask = every_third(bold.grid);
  for (const char* name : {"a.nii", "a.nii.gz"}) {
    write_bold(file(name), bold);
    const std::vector<std::byte> whole = read_bytes(file(name));
    const auto refused = [&](std::vector<std::byte> bytes) {
      testing::put_bytes(file(name), bytes);
      EXPECT_THROW(read_masked_bold(file(name), {}, mask), InputError) << name;
    };
    refused({whole.begin(), whole.end() - 1});
    refused({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2)});
    std::vector<std::byte> longer = whole;
    longer.push_back(std::byte{1});
    refused(longer);
  }
  std::vector<std::byte> damaged = read_bytes(file("a.nii.gz"));
  damaged.pop_back();
  damaged[damaged.size() / 2] ^= std::byte{0x10};
  testing::put_bytes(file("a.nii.gz"), damaged);
  EXPECT_THROW(read_masked_bold(file("a.nii.gz"), {}, mask), InputError);
  testing::put_bytes(file("text.nii.gz"), std::as_bytes(std::span("no image")));
  EXPECT_THROW(BoldReader(file("text.nii.gz")), InputError);
  EXPECT_THROW(BoldReader(file("absent.nii.gz")), InputError);
}

TEST_F(BoldStream, RefusesAMaskOnAnotherGrid) {
  const BoldRun bold = noisy_bold();
  write_bold(file("a.nii"), bold);
  Mask mask = every_third(bold.grid);
  mask.grid.world_from_voxel(0, 3) += 4.0;
  EXPECT_THROW(read_masked_bold(file("a.nii"), {}, mask), InputError);
}

}  // namespace
}  // namespace rewire
