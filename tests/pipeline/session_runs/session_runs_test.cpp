#include "pipeline/session_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/scan_storage.h"
#include "stages/core/error.h"
#include "stages/core/random.h"
#include "stages/files/connectome_files.h"
#include "stages/files/region_series_files.h"
#include "tests/stages/files/temporary_folder.h"

namespace rewire {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ScanKey key_of(const std::string& session, const std::string& run) {
  ScanKey key;
  key.sub = "01";
  key.ses = session;
  key.task = "rest";
  key.run = run;
  return key;
}

TEST(SessionRuns, AreFoundWhereOnlyTheRunDiffers) {
  const std::vector<JoinedRuns> found =
      find_joined_runs({key_of("pre", "1"), key_of("pre", "2"), key_of("post", "1")});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].key, key_of("pre", ""));
  EXPECT_THAT(found[0].runs, ElementsAre(key_of("pre", "1"), key_of("pre", "2")));
  EXPECT_THAT(find_joined_runs({key_of("pre", "")}), IsEmpty());
}

class SessionRunsOnDisk : public testing::TemporaryFolder {
 protected:
  void write_run(const std::string& run, std::uint64_t stream) const {
    RegionSeries series;
    series.atlas = "AAL";
    series.repetition_time_s = 2.0;
    series.degrees_of_freedom = 40.0;
    series.values.resize(80, 6);
    RandomStream random(8, stream);
    for (double& value : series.values.reshaped()) value = random.normal();
    series.kept.assign(80, 1);
    for (int label = 1; label <= 6; ++label) {
      RegionSignal signal;
      signal.region.label = label;
      signal.region.name = "R" + std::to_string(label);
      signal.voxel_count = 9;
      signal.coverage = 1.0;
      series.regions.push_back(signal);
    }
    ScanStorage(folder_, key_of("pre", run), "AAL").series().write(series, {});
  }

  /// Joins the two runs, whichever of them were written.
  std::vector<engine::StepReport> join() const {
    ParticipantRun run;
    run.output = folder_;
    return join_session_runs(
        run, {.key = key_of("pre", ""), .runs = {key_of("pre", "1"), key_of("pre", "2")}});
  }

  std::filesystem::path whole(const std::string& rest) const {
    return folder_ / "sub-01" / "ses-pre" / "func" / ("sub-01_ses-pre_task-rest_atlas-AAL_" + rest);
  }
};

TEST_F(SessionRunsOnDisk, BecomeOneSeriesAndOneConnectome) {
  write_run("1", 1);
  write_run("2", 2);
  join();
  const RegionSeries series = read_region_series(whole("stat-mean_timeseries.tsv"));
  EXPECT_THAT(series.run_starts, ElementsAre(0, 80));
  EXPECT_EQ(series.degrees_of_freedom, 80.0);
  const Connectome connectome = read_connectome(whole("stat-pearsoncorrelation_relmat.tsv"));
  EXPECT_EQ(connectome.values.rows(), 6);
  for (const engine::StepReport& step : join()) {
    EXPECT_EQ(step.outcome, engine::Outcome::reused) << step.name;
  }
}

TEST_F(SessionRunsOnDisk, GoWithoutARunThatFailedAndNeedOne) {
  write_run("2", 2);
  join();
  EXPECT_EQ(read_region_series(whole("stat-mean_timeseries.tsv")).values.rows(), 80);
  std::filesystem::remove_all(folder_ / "sub-01");
  EXPECT_THROW(join(), InputError);
}

}  // namespace
}  // namespace rewire
