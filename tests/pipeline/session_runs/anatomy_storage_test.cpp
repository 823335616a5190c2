#include "pipeline/anatomy_storage.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "stages/core/random.h"
#include "stages/data/provenance.h"
#include "stages/preprocess/tissue.h"

namespace rewire::testing {
namespace {

/// A box of random tissues; its grids have digits that no image's header holds.
Anatomy random_anatomy(RandomStream& random) {
  Grid grid{.dims = {31, 33, 35}};
  grid.world_from_voxel.diagonal() << 1.0 / 3.0, 1.0 / 3.0, 1.0 / 7.0, 1.0;
  grid.world_from_voxel.topRightCorner<3, 1>() << -20.0 / 3.0, 0.1, 0.7;
  const std::size_t voxels = grid.voxel_count();
  Anatomy anatomy;
  anatomy.space = "MNIColin27";
  anatomy.head = {.grid = grid, .values = std::vector<float>(voxels)};
  anatomy.brain = {.grid = grid, .inside = std::vector<std::uint8_t>(voxels, 1)};
  anatomy.grey_probability = anatomy.white_probability = anatomy.csf_probability = anatomy.head;
  for (std::size_t v = 0; v < voxels; ++v) {
    const auto white = static_cast<float>(random.uniform());
    const auto rest = 1.0F - white;
    const auto grey = rest * static_cast<float>(random.uniform());
    anatomy.head.values[v] = 100.0F * white + 50.0F * grey;
    anatomy.white_probability.values[v] = white;
    anatomy.grey_probability.values[v] = grey;
    anatomy.csf_probability.values[v] = rest - grey;
  }
  set_tissue_masks(anatomy);
  anatomy.template_from_t1w.topRightCorner<3, 1>() << 0.1, 0.2, 0.3;
  anatomy.template_from_t1w(0, 1) = 1.0 / 3.0;
  anatomy.template_correlation = 1.0 / 7.0;
  anatomy.template_coverage = 1.0 / 9.0;
  return anatomy;
}

Warp random_warp(RandomStream& random) {
  Warp warp;
  warp.grid = {.dims = {3, 4, 5}};
  warp.grid.world_from_voxel(0, 0) = 1.0 / 3.0;
  warp.template_from_affine_mm.resize(3, 60);
  for (float& value : warp.template_from_affine_mm.reshaped()) {
    value = static_cast<float>(random.uniform() - 0.5);
  }
  warp.affine_from_template_mm = -0.9F * warp.template_from_affine_mm;
  warp.least_jacobian = 0.1;
  warp.brain_jacobian_least = 0.3;
  warp.brain_jacobian_largest = 2.1;
  warp.brain_strained_share = 0.01;
  return warp;
}

Digest content_of(const Anatomy& anatomy) {
  Digester digester;
  add_content(digester, anatomy);
  return digester.finish();
}

TEST(AnatomyStorage, GivesBackEveryBitOfAnAnatomy) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) /
                                       ("rewire_anatomy_" + std::to_string(::getpid()));
  ScanFiles scan;
  scan.key.sub = "01";
  scan.t1w = AnatomicalFile{.path = "x_T1w.nii.gz", .session = "ses-pre", .same_session = false};
  const auto storage = AnatomyStorage(folder, scan, "MNIColin27", "AAL").anatomy();
  RandomStream random(3, 1);
  Anatomy anatomy = random_anatomy(random);
  for (const bool is_warped : {false, true}) {
    if (is_warped) anatomy.warp = random_warp(random);
    storage.write(anatomy, Provenance());
    const Anatomy read = storage.read();
    EXPECT_TRUE(validate(read, "anatomy").empty());
    EXPECT_GT(read.white_matter.count() + read.grey_matter.count(), 0U);
    EXPECT_EQ(read.warp.is_identity(), !is_warped);
    EXPECT_EQ(content_of(read), content_of(anatomy));
  }
  std::filesystem::remove_all(folder);
}

TEST(AnatomyStorage, GivesBackEveryBitOfACommonImageOfScans) {
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / ("rewire_common_" + std::to_string(::getpid()));
  ScanFiles scan;
  scan.key.sub = "01";
  scan.session_bold = {{.path = "a_bold.nii.gz", .session = "ses-pre", .same_session = false},
                       {.path = "b_bold.nii.gz", .session = "ses-post", .same_session = false}};
  const auto storage = AnatomyStorage(folder, scan, "MNIColin27", "AAL").anatomy();
  RandomStream random(3, 2);
  Anatomy anatomy = random_anatomy(random);
  anatomy.source = AnatomySource::common_bold;
  anatomy.template_correlation = -1.0 / 7.0;
  anatomy.template_brain_dice = 1.0 / 1.1;
  for (std::size_t v = 0; v < anatomy.brain.inside.size(); v += 3) anatomy.csf.inside[v] = 1;
  storage.write(anatomy, Provenance());
  ASSERT_TRUE(storage.read);
  const Anatomy read = storage.read();
  EXPECT_TRUE(validate(read, "anatomy").empty());
  EXPECT_EQ(content_of(read), content_of(anatomy));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace rewire::testing
