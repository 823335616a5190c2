#include <gtest/gtest.h>

#include <cmath>

#include "stages/core/error.h"
#include "stages/files/file_bytes.h"
#include "stages/files/hdf5.h"
#include "stages/files/local_activity_files.h"
#include "stages/files/nifti.h"
#include "stages/files/quality_files.h"
#include "stages/files/tsv.h"
#include "tests/stages/files/example_regions.h"
#include "tests/stages/files/temporary_folder.h"

namespace rewire {
namespace {

using testing::TemporaryFolder;

const double nan = std::nan("");

Digest digest_of(const LocalActivity& activity) {
  Digester digester;
  add_content(digester, activity);
  return digester.finish();
}

LocalActivity example_activity() {
  LocalActivity activity{
      .atlas = "AAL", .regions = example_regions(), .measures = {}, .warnings = {}};
  activity.measures.push_back({.name = "falff",
                               .brain_mean = 0.4,
                               .brain_sd = 0.1 / 3.0,
                               .values = Eigen::Vector3d(1.0 / 3.0, nan, 0.5),
                               .z = Eigen::Vector3d(-2.0, nan, 3.0),
                               .ratio = Eigen::Vector3d(0.9, nan, 1.25)});
  for (std::size_t i = 0; i < activity.regions.size(); ++i) {
    if (i == 1 && activity.regions[i].missing_reason.empty()) {
      activity.regions[i].missing_reason = "tSNR 9.0 below 10";
    }
    if (i != 1) activity.regions[i].missing_reason.clear();
  }
  return activity;
}

class ActivityFiles : public TemporaryFolder {};

TEST_F(ActivityFiles, ATableReadsBackBitForBit) {
  const LocalActivity activity = example_activity();
  const auto path = folder_ / "sub-1_localactivity.tsv";
  write_local_activity(path, activity, {});
  EXPECT_EQ(digest_of(read_local_activity(path)), digest_of(activity));
  const Table table = read_tsv(path);
  EXPECT_EQ(table.column("falff_z", "")[1], "n/a");
  EXPECT_EQ(table.column("reason", "")[1], activity.regions[1].missing_reason);
  write_region_activity(folder_ / "row.tsv", activity, activity.measures[0], {});
  EXPECT_EQ(read_tsv(folder_ / "row.tsv").row_count(), 1U);
}

TEST_F(ActivityFiles, ATableThatLacksAMeasureIsRefused) {
  const auto path = folder_ / "a.tsv";
  write_local_activity(path, example_activity(), {});
  Table table = read_tsv(path);
  table.names[3] = "other";
  write_tsv(path, table);
  EXPECT_THROW(read_local_activity(path), InputError);
  EXPECT_THROW(read_local_activity(folder_ / "absent.tsv"), InputError);
}

TEST_F(ActivityFiles, AMapIsAnImage) {
  ActivityMaps maps;
  maps.mask.grid.dims = {2, 2, 1};
  maps.mask.inside = {1, 0, 1, 1};
  maps.maps.push_back({.name = "reho", .values = Eigen::Vector3f(0.2F, 0.4F, 0.6F)});
  const auto path = folder_ / "stat-reho_desc-z_boldmap.nii.gz";
  write_activity_map(path, maps, maps.maps[0], Standardisation::z, {});
  const Volume volume = read_volume(path);
  EXPECT_NEAR(volume.values[0], -1.0F, 1e-6F);
  EXPECT_EQ(volume.values[1], 0.0F);
}

ScanQuality example_quality() {
  ScanQuality quality;
  quality.values = {{"mean_fd", 0.25, "Mean."}, {"max_fd", nan, "Largest."}};
  quality.framewise_displacement_mm = Eigen::Vector2d(nan, 0.25);
  quality.dvars_before = Eigen::Vector2d(nan, 3.0);
  quality.dvars_after = Eigen::Vector2d(nan, 2.0);
  quality.kept = {1, 1};
  quality.carpet.tissues = {CarpetTissue::regions, CarpetTissue::csf};
  quality.carpet.before = Eigen::Matrix2d::Constant(-1.25);
  quality.carpet.after = Eigen::Matrix2d::Constant(0.07);
  return quality;
}

TEST_F(ActivityFiles, QualityIsOneRowAndManyRowsAreOneTable) {
  write_quality(folder_ / "a.tsv", example_quality(), {{"sub", "01"}, {"task", "rest"}}, {});
  const Table one = read_tsv(folder_ / "a.tsv");
  EXPECT_EQ(one.names, (std::vector<std::string>{"sub", "task", "mean_fd", "max_fd"}));
  EXPECT_EQ(one.column("max_fd", "")[0], "n/a");
  Table other;
  other.add("sub", {"02"});
  other.add("norm_dice", {"0.9"});
  write_tsv(folder_ / "b.tsv", other);
  const Table all = read_quality_table({folder_ / "a.tsv", folder_ / "b.tsv"});
  EXPECT_TRUE(read_quality_table({}).names.empty());
  EXPECT_EQ(all.column("sub", ""), (std::vector<std::string>{"01", "02"}));
  EXPECT_EQ(all.column("mean_fd", ""), (std::vector<std::string>{"0.25", "n/a"}));
  EXPECT_EQ(all.column("norm_dice", ""), (std::vector<std::string>{"n/a", "0.9"}));
}

TEST_F(ActivityFiles, TheCarpetIsWholeNumbers) {
  write_carpet(folder_ / "c.h5", example_quality(), {});
  const Hdf5Reader file(folder_ / "c.h5", "rewire-carpet", 1);
  EXPECT_EQ(file.integers("before"), (std::vector<std::int64_t>(4, -125)));
  EXPECT_EQ(file.integers("after").front(), 7);
  EXPECT_EQ(file.texts("tissue").back(), "csf");
}

TEST_F(ActivityFiles, TheCarpetReadsBack) {
  const auto path = folder_ / "c.h5";
  write_carpet(path, example_quality(), {});
  const ScanQuality carpet = read_carpet(path);
  EXPECT_TRUE(carpet.values.empty());
  EXPECT_EQ(carpet.carpet.tissues, example_quality().carpet.tissues);
  EXPECT_EQ(carpet.carpet.before, example_quality().carpet.before);
  EXPECT_EQ(carpet.carpet.after, example_quality().carpet.after);
  EXPECT_EQ(carpet.kept, example_quality().kept);
  EXPECT_EQ(carpet.framewise_displacement_mm[1], 0.25);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  EXPECT_THROW(read_carpet(path), InputError);
}

}  // namespace
}  // namespace rewire
