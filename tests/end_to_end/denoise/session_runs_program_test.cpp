// A trial with two runs in every session, through participants and group; and the same by single
// commands.
#include <nlohmann/json.hpp>

#include "stages/files/json.h"
#include "stages/files/local_activity_files.h"
#include "stages/files/region_series_files.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/small_trial.h"

namespace rewire::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// What short scans allow, and no warp, which nothing here looks at.
const std::string options = " --set denoise.strategy=6P --set anatomy.normalization=affine";

class TwoRunTrial : public SmallTrial {
 protected:
  static constexpr int participants = 4;

  /// Every session's second run is the scan of the participant's other session.
  std::string two_run_trial() const {
    const fs::path copy = copy_of_trial();
    for (int number = 1; number <= participants; ++number) {
      const std::string sub = "sub-0" + std::to_string(number);
      for (const auto& [ses, other] :
           {std::pair("ses-baseline", "ses-day1"), std::pair("ses-day1", "ses-baseline")}) {
        for (const char* ending : {"_bold.nii.gz", "_bold.json"}) {
          const fs::path folder = copy / sub / ses / "func";
          const std::string start = sub + "_" + ses + "_task-rest";
          const fs::path second =
              fs::path(bids()) / sub / other / "func" / (sub + "_" + other + "_task-rest" + ending);
          if (!fs::exists(folder / (start + ending))) continue;
          fs::rename(folder / (start + ending), folder / (start + "_run-1" + ending));
          fs::copy_file(second, folder / (start + "_run-2" + ending));
        }
      }
    }
    return copy.string();
  }

  /// A further participant with the scans and results of another: the comparison wants three of an
  /// arm.
  void add_twin(const std::string& trial, const std::string& of, const std::string& name) const {
    for (const fs::path& root : {fs::path(trial), fs::path(output())}) {
      for (const auto& entry : fs::recursive_directory_iterator(root / of)) {
        std::string copy = entry.path().lexically_relative(root).string();
        for (std::size_t at = 0; (at = copy.find(of, at)) != std::string::npos;) {
          copy.replace(at, of.size(), name);
        }
        fs::create_directories((root / copy).parent_path());
        if (entry.is_regular_file()) fs::copy_file(entry.path(), root / copy);
      }
    }
    const fs::path table = fs::path(trial) / "participants.tsv";
    const std::string text = read_text(table);
    const std::string row =
        text.substr(text.find(of), text.find('\n', text.find(of)) - text.find(of));
    write_text(table, text + name + row.substr(of.size()) + "\n");
  }

  std::string result(const std::string& ses, const std::string& rest) const {
    const std::string name = "sub-01_" + ses + "_task-rest_" + rest;
    return (fs::path(output()) / "sub-01" / ses / "func" / name).string();
  }
};

void expect_standardised(const Eigen::VectorXd& run) {
  EXPECT_NEAR(run.mean(), 0.0, 1e-10);
  EXPECT_NEAR(
      (run.array() - run.mean()).square().sum() / static_cast<double>(run.size() - 1), 1.0, 1e-9);
}

TEST_F(TwoRunTrial, IsComparedByItsJoinedRunsLocalActivityAmongThem) {
  const std::string trial = two_run_trial();
  const std::string participants_command =
      "run " + trial + " " + output() + " participant" + options;
  const ProgramResult analysed = rewire_program(participants_command);
  ASSERT_EQ(analysed.exit_status, 0) << analysed.output;
  EXPECT_THAT(rewire_program(participants_command).output, Not(HasSubstr(" done ")));

  // Standardised run by run, with the gap known.
  const std::string joined_file = result("ses-day1", "atlas-AAL_stat-mean_timeseries.tsv");
  const RegionSeries joined = read_region_series(joined_file);
  const RegionSeries first =
      read_region_series(result("ses-day1", "run-1_atlas-AAL_stat-mean_timeseries.tsv"));
  const RegionSeries second =
      read_region_series(result("ses-day1", "run-2_atlas-AAL_stat-mean_timeseries.tsv"));
  EXPECT_THAT(joined.run_starts, ElementsAre(0, first.values.rows()));
  EXPECT_EQ(joined.degrees_of_freedom, first.degrees_of_freedom + second.degrees_of_freedom);
  for (Eigen::Index i = 0; i < joined.values.cols(); ++i) {
    if (!joined.regions[static_cast<std::size_t>(i)].missing_reason.empty()) continue;
    expect_standardised(joined.values.col(i).head(first.values.rows()));
    expect_standardised(joined.values.col(i).tail(second.values.rows()));
  }

  // The same by single commands.
  const std::string chained = (work_ / "chained_timeseries.tsv").string();
  const std::string matrix = (work_ / "chained_stat-pearsoncorrelation_relmat.tsv").string();
  const ProgramResult by_hand = rewire_program(
      "join " + chained + " " + result("ses-day1", "run-1_atlas-AAL_stat-mean_timeseries.tsv") +
      " " + result("ses-day1", "run-2_atlas-AAL_stat-mean_timeseries.tsv"));
  ASSERT_EQ(by_hand.exit_status, 0) << by_hand.output;
  EXPECT_EQ(read_text(chained), read_text(joined_file));
  ASSERT_EQ(rewire_program("connect " + chained + " " + matrix).exit_status, 0);
  EXPECT_EQ(read_text(matrix),
            read_text(result("ses-day1", "atlas-AAL_stat-pearsoncorrelation_relmat.tsv")));

  // Local activity is the mean of the runs'; both keep all volumes.
  const LocalActivity whole =
      read_local_activity(result("ses-day1", "atlas-AAL_localactivity.tsv"));
  const LocalActivity one =
      read_local_activity(result("ses-day1", "run-1_atlas-AAL_localactivity.tsv"));
  const LocalActivity two =
      read_local_activity(result("ses-day1", "run-2_atlas-AAL_localactivity.tsv"));
  ASSERT_EQ(whole.measures.size(), 3U);
  int compared = 0;
  for (std::size_t m = 0; m < 3; ++m) {
    for (Eigen::Index i = 0; i < whole.measures[m].z.size(); ++i) {
      const double mean = 0.5 * (one.measures[m].z[i] + two.measures[m].z[i]);
      EXPECT_EQ(std::isnan(whole.measures[m].z[i]), std::isnan(mean));
      if (std::isnan(mean)) continue;
      EXPECT_NEAR(whole.measures[m].z[i], mean, 1e-12);
      ++compared;
    }
  }
  EXPECT_GT(compared, 200);

  const std::string people = read_text(fs::path(trial) / "participants.tsv");
  const auto arm_of = [&](const std::string& sub) {
    const std::string row = people.substr(people.find(sub));
    return row.substr(0, row.find('\n')).find("placebo") != std::string::npos;
  };
  add_twin(trial, "sub-01", "sub-05");
  add_twin(trial, arm_of("sub-02") == arm_of("sub-01") ? "sub-03" : "sub-02", "sub-06");
  const ProgramResult group = rewire_program("run " + trial + " " + output() +
                                             " group --set compare.permutations=50" + options);
  ASSERT_EQ(group.exit_status, 0) << group.output;
  EXPECT_THAT(group.output, Not(HasSubstr("local activity of single runs")));
  const fs::path results = fs::path(output()) / "group";
  EXPECT_THAT(read_text(results / "effects.tsv"), HasSubstr("structure_activity"));
  EXPECT_EQ(read_tsv(results / "quality.tsv").row_count(), 4U * (participants + 2));
  const Table activity = read_tsv(results / "activity.tsv");
  EXPECT_EQ(activity.row_count(), 3U * 116U * 4U);
  EXPECT_THAT(activity.column("n", ""), ::testing::Contains("3"));
  EXPECT_THAT(read_text(results / "report.html"), HasSubstr("sub-01_ses-day1_task-rest_run-2"));
  // The page made again from what lies there is the same.
  const std::string page = read_text(results / "report.html");
  fs::remove(results / "report.html");
  ASSERT_EQ(rewire_program("report " + output()).exit_status, 0);
  EXPECT_EQ(read_text(results / "report.html"), page);
}

TEST_F(TwoRunTrial, ARunThatIsAskedForLaterProductsMakesThemWithoutComputingAll) {
  const std::string command = "run " + bids() + " " + output() +
                              " participant --participant-label 01 --session-label baseline" +
                              options;
  ASSERT_EQ(rewire_program(command).exit_status, 0);
  EXPECT_FALSE(fs::exists(result("ses-baseline", "desc-denoised_bold.nii.gz")));
  const ProgramResult more = rewire_program(
      command + " --set run.cleaned=scan --set smooth.fwhm=8 --set run.local_activity=maps");
  ASSERT_EQ(more.exit_status, 0) << more.output;
  EXPECT_TRUE(fs::exists(result("ses-baseline", "stat-reho_boldmap.nii.gz")));
  // What the run writes is what the commands make of its cleaned scan.
  const std::string cleaned = result("ses-baseline", "desc-denoised_bold.nii.gz");
  const std::string mask = result("ses-baseline", "desc-brain_mask.nii.gz");
  const std::string by_hand = (work_ / "smoothed_bold.nii.gz").string();
  const ProgramResult smoothed =
      rewire_program("smooth " + cleaned + " " + by_hand + " --fwhm 8 --mask " + mask);
  ASSERT_EQ(smoothed.exit_status, 0) << smoothed.output;
  EXPECT_EQ(contents_of(work_).at("smoothed_bold.nii.gz"),
            contents_of(output()).at("sub-01/ses-baseline/func/sub-01_ses-baseline_task-rest_desc-"
                                     "denoisedSmoothed_bold.nii.gz"));
  const nlohmann::json sidecar = read_json(work_ / "smoothed_bold.json");
  EXPECT_EQ(sidecar["Strategy"], "6P");
  EXPECT_EQ(sidecar["GeneratedBy"][0]["Parameters"]["fwhm"], "8");
}

}  // namespace
}  // namespace rewire::testing
