#include <map>

#include "stages/core/number_text.h"
#include "stages/files/connectome_hdf5.h"
#include "stages/files/file_bytes.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/group_trial.h"

namespace rewire::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Matrices and quality tables as our participant level and XCP-D leave them.
class PlannedGroup : public GroupTrial {
 protected:
  void SetUp() override {
    GroupTrial::SetUp();
    write({.participants_per_arm = 5});
    RandomStream random(4, 0);
    for (const auto& [sub, ses] : visits()) {
      const bool wild = sub == "sub-03" && ses == "day1";
      write_text(work_ / "out" / sub / ("ses-" + ses) / "func" /
                     (sub + "_ses-" + ses + "_task-rest_desc-linc_qc.tsv"),
                 "mean_fd\tminutes_retained\tcoverage_amygdala\n" +
                     format_number(wild ? 0.9 : 0.1 + 0.1 * random.uniform()) + "\t" +
                     format_number(6.0 + random.uniform()) + "\t0.95\n");
    }
    write_text(work_ / "plan.toml", R"([trial]
reference_arm = "placebo"
baseline = "ses-baseline"
followups = ["ses-day1"]
[endpoints]
primary = ["structure_pair:amygdala--hippocampus", "edge:Amygdala_L--Frontal_Sup_L"]
exploratory = ["edge"]
[inference]
permutations = 120
[exclusion]
maximum_mean_fd = 0.5
)");
  }

  static std::vector<std::pair<std::string, std::string>> visits() {
    std::vector<std::pair<std::string, std::string>> all;
    for (int i = 1; i <= 10; ++i) {
      for (const char* session : {"baseline", "day1"}) {
        all.emplace_back("sub-0" + std::to_string(i), session);
      }
    }
    return all;
  }
  std::string plan() const { return (work_ / "plan.toml").string(); }
};

TEST_F(PlannedGroup, OurSessionsWithMotionAndExclusion) {
  const std::string data = " --data " + bids() + " --derivatives " + output();
  const ProgramResult checked = rewire_program("plan check " + plan() + data);
  ASSERT_EQ(checked.exit_status, 0) << checked.output;
  const ProgramResult done =
      rewire_program("run " + bids() + " " + output() + " group --plan " + plan());
  ASSERT_EQ(done.exit_status, 0) << done.output;
  EXPECT_THAT(done.output, HasSubstr("NOT LOCKED"));
  const fs::path group = work_ / "out" / "group";
  EXPECT_THAT(
      read_text(group / "flow.tsv"),
      AllOf(HasSubstr("sub-03\tses-day1\tketamine\tno\tmean framewise displacement above 0.5 mm: "
                      "0.900"),
            HasSubstr("sub-03\tses-baseline\tketamine\tno\tno follow-up")));
  const Table endpoints = read_tsv(group / "endpoints.tsv");
  EXPECT_EQ(endpoints.column("n_treatment", "").front(), "4");
  EXPECT_EQ(endpoints.column("n_reference", "").front(), "5");
  const std::string analyses = read_text(group / "endpoints.tsv");
  EXPECT_THAT(analyses, HasSubstr("with change of motion\tprimary"));
  const std::string checks = read_text(group / "checks.tsv");
  EXPECT_THAT(
      checks,
      AllOf(HasSubstr("motion\tchange of mean framewise displacement (mm)\tketamine - placebo"),
            HasSubstr("QC-FC of change\tmedian |r| with the change of motion"),
            HasSubstr("time left\tminutes after censoring\tplacebo")));
  // The page again from what is stored.
  const std::string page = read_text(group / "report.html");
  const ProgramResult again =
      rewire_program("report " + output() + " " + (work_ / "page.html").string());
  ASSERT_EQ(again.exit_status, 0) << again.output;
  EXPECT_EQ(read_text(work_ / "page.html"), page);
}

TEST_F(PlannedGroup, TheSameFromOtherDerivativesIsASensitivityAnalysis) {
  for (const auto& [sub, ses] : visits()) {
    const fs::path from = matrix_file(sub, ses);
    const fs::path place = work_ / "gsr" / from.lexically_relative(work_ / "out");
    write_text(place, read_text(from));
  }
  write_text(work_ / "plan.toml",
             read_text(work_ / "plan.toml") + "[data]\nalternatives = [\"gsr=../gsr\"]\n");
  const ProgramResult done = rewire_program("compare " + bids() + " " + output() + " " +
                                            (work_ / "result").string() + " --plan " + plan());
  ASSERT_EQ(done.exit_status, 0) << done.output;
  const Table endpoints = read_tsv(work_ / "result" / "group" / "endpoints.tsv");
  const auto& analyses = endpoints.column("analysis", "");
  const auto found = std::find(analyses.begin(), analyses.end(), "inputs: gsr");
  ASSERT_NE(found, analyses.end());
  // Equal matrices: equal numbers.
  const auto row = static_cast<std::size_t>(found - analyses.begin());
  EXPECT_EQ(endpoints.column("estimate", "")[row], endpoints.column("estimate", "").front());
}

TEST_F(PlannedGroup, VolumesOfTheT1wAreEndpoints) {
  std::map<std::string, double> change_of;
  for (const auto& [sub, ses] : visits()) change_of[sub] = 10.0 * (sub.back() - '0');
  change_of.erase(change_of.begin());  // had one T1w only
  for (const auto& [sub, change] : change_of) {
    const fs::path path =
        work_ / "out" / sub / "anat" / (sub + "_atlas-AAL_desc-longitudinal_morph.tsv");
    write_text(path,
               "index\tname\tstructure\themisphere\tses-baseline\tses-day1\n"
               "37\tHippocampus_L\thippocampus\tleft\t3000.00\t" +
                   format_number(3000.0 + change) + "\n");
    write_text(fs::path(path).replace_extension(".json"), "{\"Atlas\": \"AAL\"}\n");
  }
  std::string text = read_text(work_ / "plan.toml");
  const std::string primary = "\"structure_pair:amygdala--hippocampus\"";
  text.replace(text.find(primary), primary.size(), "\"volume@Hippocampus_L\"");
  write_text(work_ / "plan.toml", text + "[model]\nmodel = \"change\"\n");
  const ProgramResult checked =
      rewire_program("plan check " + plan() + " --data " + bids() + " --derivatives " + output());
  EXPECT_EQ(checked.exit_status, 0) << checked.output;
  const ProgramResult done =
      rewire_program("run " + bids() + " " + output() + " group --plan " + plan());
  ASSERT_EQ(done.exit_status, 0) << done.output;
  const Table flow = read_tsv(work_ / "out" / "group" / "flow.tsv");
  std::map<std::string, std::vector<double>> changes;
  for (std::size_t row = 0; row < flow.row_count(); ++row) {
    const auto change = change_of.find(flow.column("participant_id", "")[row]);
    if (flow.column("session_id", "")[row] != "ses-day1" || change == change_of.end()) continue;
    if (flow.column("analysed", "")[row] == "no") continue;
    changes[flow.column("arm", "")[row]].push_back(change->second);
  }
  const auto mean = [&](const std::string& arm) {
    double sum = 0.0;
    for (const double change : changes[arm]) sum += change;
    return sum / static_cast<double>(changes[arm].size());
  };
  const Table endpoints = read_tsv(work_ / "out" / "group" / "endpoints.tsv");
  EXPECT_EQ(endpoints.column("family", "").front(), "region_volume");
  EXPECT_NEAR(parse_number(endpoints.column("estimate", "").front()).value(),
              mean("ketamine") - mean("placebo"),
              1e-9);
}

TEST_F(PlannedGroup, ConnectomesInHdf5AreReadWithTheirStandardErrors) {
  const std::vector<std::string> names = GroupTrialPlan().regions;
  for (const auto& [sub, ses] : visits()) {
    const Eigen::MatrixXd r = read_matrix_tsv(matrix_file(sub, ses)).values;
    Connectome connectome;
    for (const std::string& name : names) {
      RegionSignal signal;
      signal.region.name = name;
      signal.region.structure = name.starts_with("Amygdala")      ? Structure::amygdala
                                : name.starts_with("Hippocampus") ? Structure::hippocampus
                                                                  : Structure::prefrontal;
      connectome.regions.push_back(signal);
    }
    connectome.values = r;
    connectome.transformed = r.unaryExpr([](double value) { return std::atanh(value); });
    connectome.standard_errors = Eigen::MatrixXd::Constant(5, 5, sub == "sub-01" ? 0.2 : 0.1);
    connectome.effective_degrees_of_freedom = Eigen::MatrixXd::Constant(5, 5, 100.0);
    connectome.nominal_degrees_of_freedom = 100.0;
    for (Eigen::MatrixXd* matrix : {&connectome.transformed, &connectome.standard_errors}) {
      matrix->diagonal().setConstant(std::nan(""));
    }
    write_connectome_hdf5(work_ / "h5" / (sub + "_ses-" + ses + ".h5"), connectome, {});
  }
  std::string text = read_text(work_ / "plan.toml");
  text = text.substr(0, text.find("[exclusion]"));
  write_text(work_ / "tsv.toml", text);
  write_text(work_ / "h5.toml",
             text +
                 "[data]\nparticipants = \"../bids/participants.tsv\"\n"
                 "files = \"{participant}_{session}.h5\"\n");
  const ProgramResult one =
      rewire_program("compare " + bids() + " " + output() + " " + (work_ / "one").string() +
                     " --plan " + (work_ / "tsv.toml").string());
  ASSERT_EQ(one.exit_status, 0) << one.output;
  const ProgramResult other =
      rewire_program("compare --plan " + (work_ / "h5.toml").string() + " --data " +
                     (work_ / "h5").string() + " --output " + (work_ / "other").string());
  ASSERT_EQ(other.exit_status, 0) << other.output;
  const Table from_tsv = read_tsv(work_ / "one" / "group" / "endpoints.tsv");
  const Table from_hdf5 = read_tsv(work_ / "other" / "group" / "endpoints.tsv");
  for (const std::size_t row : {0, 1}) {
    EXPECT_NEAR(parse_number(from_hdf5.column("estimate", "")[row]).value(),
                parse_number(from_tsv.column("estimate", "")[row]).value(),
                1e-6);
  }
  EXPECT_THAT(from_hdf5.column("analysis", ""), ::testing::Contains("weighted by standard errors"));
}

/// A trial with so many labellings that they are several parts of a second or more.
class LongComparison : public GroupTrial {
 protected:
  void SetUp() override {
    GroupTrial::SetUp();
    GroupTrialPlan trial{.participants_per_arm = 14};
    for (int r = 0; r < 24; ++r) trial.regions.push_back("Frontal_" + std::to_string(r));
    write(trial);
    write_text(work_ / "plan.toml", R"([trial]
reference_arm = "placebo"
baseline = "ses-baseline"
followups = ["ses-day1"]
[endpoints]
primary = ["edge:Amygdala_L--Hippocampus_L"]
exploratory = ["edge"]
[model]
model = "change"
[inference]
permutations = 4000000
)");
  }
  std::string command(const std::string& folder) const {
    return "compare " + bids() + " " + output() + " " + (work_ / folder).string() + " --plan " +
           (work_ / "plan.toml").string();
  }
  /// The program, interrupted as soon as it has kept a part of its work; its exit status.
  std::string interrupted(const std::string& folder) const {
    const std::string parts = (work_ / folder / ".rewire" / "group.parts").string();
    return "sh -c '" + std::string(REWIRE_BINARY) + " " + command(folder) +
           " & while kill -0 $! 2>/dev/null && ! ls " + parts +
           "/*.part >/dev/null 2>&1; do sleep 0.02; done; kill -INT $!; wait $!'";
  }
};

TEST_F(LongComparison, StoppedAndStartedAgainGivesTheSameFiles) {
  const ProgramResult stopped = run_command(interrupted("stopped"));
  EXPECT_EQ(stopped.exit_status, 130) << stopped.output;
  EXPECT_FALSE(fs::exists(work_ / "stopped" / "group" / "trial.json"));
  const ProgramResult resumed = rewire_program(command("stopped"));
  ASSERT_EQ(resumed.exit_status, 0) << resumed.output;
  EXPECT_THAT(resumed.output, HasSubstr("taken up again"));
  EXPECT_FALSE(fs::exists(work_ / "stopped" / ".rewire" / "group.parts"));
  // Edges in a file instead of memory: the same files, too.
  const ProgramResult whole = rewire_program(command("whole") + " --mem-mb 0.01");
  ASSERT_EQ(whole.exit_status, 0) << whole.output;
  EXPECT_EQ(contents_of(work_ / "stopped"), contents_of(work_ / "whole"));
}

}  // namespace
}  // namespace rewire::testing
