#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <map>

#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/program.h"
#include "tests/reference_file.h"

namespace rewire::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A plan and tables of numbers; the answers are those of other programs (see each reference file).
class PlannedModels : public ::testing::Test {
 protected:
  void SetUp() override {
    work_ = fs::path(::testing::TempDir()) /
            ("rewire_models_" + std::to_string(::getpid()) + "_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(work_);
  }
  void TearDown() override { fs::remove_all(work_); }

  void write(const std::string& name, const std::string& text) const {
    write_text(work_ / name, text);
  }
  ProgramResult compare() const {
    return rewire_program("compare --plan " + (work_ / "plan.toml").string() + " --output " +
                          (work_ / "out").string());
  }
  Table result(const std::string& name) const { return read_tsv(work_ / "out" / "group" / name); }

  /// Column -> text of the first row that has these texts.
  static std::map<std::string, std::string> row_with(
      const Table& table, const std::map<std::string, std::string>& wanted) {
    for (std::size_t row = 0; row < table.row_count(); ++row) {
      std::map<std::string, std::string> cells;
      for (std::size_t c = 0; c < table.names.size(); ++c) {
        cells[table.names[c]] = table.columns[c][row];
      }
      bool same = true;
      for (const auto& [name, text] : wanted) same = same && cells[name] == text;
      if (same) return cells;
    }
    ADD_FAILURE() << "no such row";
    return {};
  }
  static double number(const std::map<std::string, std::string>& row, const std::string& column) {
    const auto found = row.find(column);
    return found == row.end() ? std::nan("") : parse_number(found->second).value_or(std::nan(""));
  }

  fs::path work_;
};

std::string person_name(Eigen::Index number) { return "sub-" + std::to_string(101 + number); }

class Crossover : public PlannedModels {
 protected:
  void SetUp() override {
    PlannedModels::SetUp();
    const Eigen::MatrixXd data = read_reference_matrix("models/crossover.txt");
    std::string people = "participant_id\tsequence\n";
    std::string sessions = "participant_id\tsession_id\tpill\tperiod\n";
    std::string values = "participant_id\tsession_id\tx\ty\n";
    for (Eigen::Index i = 0; i < data.rows(); ++i) {
      const auto person = static_cast<Eigen::Index>(data(i, 0));
      const bool drug = data(i, 2) == 1.0;
      const bool second = data(i, 1) == 1.0;
      const std::string visit = person_name(person) + (second ? "\tses-2" : "\tses-1");
      if (!second) people += person_name(person) + "\t" + (drug ? "DP" : "PD") + "\n";
      sessions += visit + "\t" + (drug ? "drug" : "placebo") + (second ? "\t2\n" : "\t1\n");
      values += visit + "\t" + format_number(data(i, 3)) + "\t" +
                format_number(std::sin(static_cast<double>(7 * i))) + "\n";
    }
    write("participants.tsv", people);
    write("sessions.tsv", sessions);
    write("values.tsv", values);
    write("plan.toml", plan());
  }
  static std::string with_model(std::string text, const std::string& lines) {
    return text.replace(text.find("[model]"), 7, "[model]\n" + lines);
  }
  static std::string plan() {
    return R"([trial]
design = "crossover"
arm_column = "pill"
reference_arm = "placebo"
followups = ["ses-1", "ses-2"]
sequence_column = "sequence"
period_column = "period"
[endpoints]
primary = ["v:v@x"]
exploratory = ["v"]
[model]
degrees_of_freedom = "satterthwaite"
[inference]
permutations = 500
[data]
sessions = "sessions.tsv"
tables = ["v=values.tsv"]
)";
  }
};

TEST_F(Crossover, TreatmentsAreComparedAsByAMixedModelAndWithinParticipants) {
  const Eigen::MatrixXd expected = read_reference_matrix("models/crossover_fits.txt");
  const ProgramResult done = compare();
  ASSERT_EQ(done.exit_status, 0) << done.output;
  const Table endpoints = result("endpoints.tsv");
  const auto planned = row_with(endpoints, {{"analysis", "plan"}});
  EXPECT_NEAR(number(planned, "estimate"), expected(0, 0), 1e-5);
  EXPECT_NEAR(number(planned, "standard_error"), expected(0, 1), 1e-5);
  EXPECT_NEAR(number(planned, "mean_treatment") - number(planned, "mean_reference"),
              number(planned, "estimate"),
              1e-10);
  EXPECT_EQ(planned.at("n_treatment"), "19") << "one of 20 has no number there";
  const auto within = row_with(endpoints, {{"analysis", "within participants alone"}});
  EXPECT_NEAR(number(within, "estimate"), expected(0, 2), 1e-9);
  EXPECT_NEAR(number(within, "standard_error"), expected(0, 3), 1e-9);
  const double p = number(within, "p");
  EXPECT_NEAR(number(planned, "p_permutation"), p, 5.0 * std::sqrt(p * (1.0 - p) / 500.0) + 0.002);
  EXPECT_EQ(result("effects.tsv").column("contrast", "").front(),
            "(drug - placebo) within participants");
  EXPECT_THAT(read_text(work_ / "out/group/methods.txt"), HasSubstr("random participant"));
  // Coded: neither treatment nor sequence is told.
  std::string coded = plan();
  coded.replace(coded.find("[endpoints]"), 0, "blinding = \"coded\"\n");
  write("plan.toml", coded);
  const ProgramResult blind = compare();
  ASSERT_EQ(blind.exit_status, 0) << blind.output;
  for (const char* name : {"endpoints.tsv", "flow.tsv", "checks.tsv", "effects.tsv"}) {
    EXPECT_THAT(read_text(work_ / "out" / "group" / name),
                AllOf(Not(HasSubstr("drug")), Not(HasSubstr("DP"))))
        << name;
  }
}

TEST_F(Crossover, CarryOverIsAMixedModelsTermAndBadPlansAreRefusedAtOnce) {
  const Eigen::MatrixXd expected = read_reference_matrix("models/crossover_fits.txt");
  write("plan.toml", with_model(plan(), "carry_over = \"first_order\""));
  const ProgramResult done = compare();
  ASSERT_EQ(done.exit_status, 0) << done.output;
  EXPECT_THAT(done.output, HasSubstr("carry_over with two periods"));
  const auto planned = row_with(result("endpoints.tsv"), {{"analysis", "plan"}});
  EXPECT_NEAR(number(planned, "estimate"), expected(0, 4), 1e-5);
  EXPECT_NEAR(number(planned, "standard_error"), expected(0, 5), 1e-5);

  std::string bad = plan();
  bad.replace(bad.find("\"placebo\""), 9, "\"placbo\"");
  bad.replace(bad.find("followups ="), 0, "baseline = \"ses-1\"\nperiod_baselines = [\"ses-1\"]\n");
  write("plan.toml",
        with_model(bad, "model = \"mmrm\"\nvariance = \"heteroscedastic\"") +
            "[association]\nscores = [\"madrs\"]\n");
  const ProgramResult refused = compare();
  EXPECT_EQ(refused.exit_status, 3);
  for (const char* part : {"treatment 'placbo'",
                           "baseline (ses-1) in a crossover",
                           "1 period_baselines for 2",
                           "model = MMRM in a crossover",
                           "variance per arm in a mixed model",
                           "'madrs'",
                           "associations, moderation, prediction or reliability in a crossover"}) {
    EXPECT_THAT(refused.output, HasSubstr(part));
  }
}

TEST_F(PlannedModels, AnExponentialCourseOverDaysIsThatOfAMixedModel) {
  const Eigen::MatrixXd data = read_reference_matrix("models/courses.txt");
  const Eigen::MatrixXd expected = read_reference_matrix("models/course_fits.txt");
  std::string people = "participant_id\tarm\n";
  std::string sessions = "participant_id\tsession_id\tdays_since_dose\n";
  std::string values = "participant_id\tsession_id\ty\n";
  for (Eigen::Index i = 0; i < data.rows(); ++i) {
    const std::string visit = person_name(i / 3) + "\tses-" + std::to_string(i % 3);
    if (i % 3 == 0) people += person_name(i / 3) + (data(i, 1) == 1.0 ? "\tdrug\n" : "\tplacebo\n");
    sessions += visit + "\t" + format_number(data(i, 2)) + "\n";
    values += visit + "\t" + (std::isnan(data(i, 3)) ? "n/a" : format_number(data(i, 3))) + "\n";
  }
  write("participants.tsv", people);
  write("sessions.tsv", sessions);
  write("values.tsv", values);
  write("plan.toml", R"([trial]
reference_arm = "placebo"
baseline = "ses-0"
followups = ["ses-1", "ses-2"]
[endpoints]
primary = ["v:v@y"]
[model]
model = "exponential_course"
half_life = 9
covariance = "compound_symmetry"
degrees_of_freedom = "satterthwaite"
[data]
sessions = "sessions.tsv"
tables = ["v=values.tsv"]
)");
  const ProgramResult done = compare();
  ASSERT_EQ(done.exit_status, 0) << done.output;
  const auto planned = row_with(result("endpoints.tsv"), {{"analysis", "plan"}});
  EXPECT_NEAR(number(planned, "mean_reference"), expected(0, 0), 1e-5);
  EXPECT_NEAR(number(planned, "mean_treatment"), expected(1, 0), 1e-5);
  EXPECT_NEAR(number(planned, "estimate"), expected(2, 0), 1e-5);
  EXPECT_NEAR(number(planned, "standard_error"), expected(2, 1), 1e-5);
  EXPECT_THAT(planned.at("followup"), HasSubstr("halving in 9 days"));
}

TEST_F(PlannedModels, NetworksOverAllLabellingsAreThoseOfLoops) {
  const Eigen::MatrixXd data = read_reference_matrix("planned/networks.txt");
  const Eigen::MatrixXd expected = read_reference_matrix("planned/networks_expected.txt");
  std::string people = "participant_id\tarm\n";
  for (Eigen::Index person = 0; person < 8; ++person) {
    people += person_name(person) + (person % 2 == 0 ? "\tdrug\n" : "\tplacebo\n");
    for (int session = 0; session < 2; ++session) {
      Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(5, 5);
      Eigen::Index edge = 0;
      for (Eigen::Index i = 0; i < 5; ++i) {
        for (Eigen::Index j = i + 1; j < 5; ++j) {
          matrix(i, j) = matrix(j, i) = data(2 * person + session, edge++);
        }
      }
      std::string text;
      for (Eigen::Index i = 0; i < 5; ++i) {
        for (Eigen::Index j = 0; j < 5; ++j) {
          text += (j > 0 ? "," : "") + format_number(matrix(i, j));
        }
        text += "\n";
      }
      write(person_name(person) + "_ses-" + std::to_string(session + 1) + ".csv", text);
    }
  }
  write("participants.tsv", people);
  write("regions.tsv",
        "name\tstructure\nAmy\tamygdala\nHip\thippocampus\nMed\tprefrontal\nDor\tprefrontal\nVis\tn"
        "/a\n");
  const std::string plan = R"([trial]
reference_arm = "placebo"
baseline = "ses-1"
followups = ["ses-2"]
[endpoints]
primary = ["edge:Amy--Hip"]
exploratory = ["edge"]
[model]
model = "change"
[inference]
permutations = 100
network_thresholds = [1.5]
network_enhancement = "tfnbs"
edge_sets = "structures"
[data]
files = "{participant}_{session}.csv"
regions = "regions.tsv"
)";
  write("plan.toml", plan);
  const ProgramResult done = compare();
  ASSERT_EQ(done.exit_status, 0) << done.output;
  const std::string contrast = "(drug - placebo) x (ses-2 - ses-1)";
  const Table effects = result("effects.tsv");
  const Table networks = result("networks.tsv");
  const Table sets = result("edge_sets.tsv");
  const std::vector<std::string> regions{"Amy", "Hip", "Med", "Dor", "Vis"};
  const std::vector<std::string> names{"amygdala--hippocampus",
                                       "amygdala--prefrontal",
                                       "hippocampus--prefrontal",
                                       "prefrontal--prefrontal"};
  std::vector<std::string> edges;
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = i + 1; j < 5; ++j) edges.push_back(regions[i] + "--" + regions[j]);
  }
  std::map<int, int> seen;
  for (Eigen::Index row = 0; row < expected.rows(); ++row) {
    const auto place = static_cast<std::size_t>(expected(row, 1));
    ++seen[static_cast<int>(expected(row, 0))];
    if (expected(row, 0) == 0.0) {
      const auto found = row_with(effects, {{"contrast", contrast}, {"endpoint", edges[place]}});
      EXPECT_NEAR(number(found, "t"), expected(row, 2), 1e-9);
      EXPECT_NEAR(number(found, "tfnbs"), expected(row, 3), 1e-9);
      EXPECT_NEAR(number(found, "p_tfnbs"), expected(row, 4), 1e-12) << edges[place];
      EXPECT_NEAR(number(found, "p_tfnbs_fwe"), expected(row, 5), 1e-12) << edges[place];
    } else if (expected(row, 0) == 1.0) {
      const auto found =
          row_with(networks, {{"contrast", contrast}, {"component", std::to_string(place)}});
      EXPECT_EQ(number(found, "extent") * number(found, "sign"), expected(row, 2));
      EXPECT_NEAR(number(found, "intensity"), expected(row, 3), 1e-9);
      EXPECT_NEAR(number(found, "p_extent"), expected(row, 4), 1e-12);
      EXPECT_NEAR(number(found, "p_intensity"), expected(row, 5), 1e-12);
    } else {
      const auto found = row_with(sets, {{"contrast", contrast}, {"set", names[place]}});
      EXPECT_EQ(number(found, "edges"), expected(row, 2));
      EXPECT_NEAR(number(found, "mean_t"), expected(row, 3), 1e-9);
      EXPECT_NEAR(number(found, "p"), expected(row, 4), 1e-12) << names[place];
      EXPECT_NEAR(number(found, "p_fwe"), expected(row, 5), 1e-12) << names[place];
    }
  }
  EXPECT_EQ(seen[0], 10);
  EXPECT_GE(seen[1], 1);
  EXPECT_EQ(seen[2], 4);
  EXPECT_THAT(read_text(work_ / "out/group/methods.txt"), HasSubstr("threshold-free"));

  // The page again, and the result again, from what is stored.
  const std::string page = read_text(work_ / "out/group/report.html");
  EXPECT_THAT(page, HasSubstr("Connected edges"));
  fs::remove(work_ / "out/group/report.html");
  const ProgramResult again = rewire_program("report " + (work_ / "out").string());
  ASSERT_EQ(again.exit_status, 0) << again.output;
  EXPECT_EQ(read_text(work_ / "out/group/report.html"), page);
  EXPECT_EQ(compare().output, done.output);

  // Without them the tables of the earlier result are gone.
  std::string without = plan;
  without.erase(without.find("network_thresholds"),
                without.find("[data]") - without.find("network_thresholds"));
  write("plan.toml", without);
  ASSERT_EQ(compare().exit_status, 0);
  EXPECT_FALSE(fs::exists(work_ / "out/group/networks.tsv"));
  EXPECT_FALSE(fs::exists(work_ / "out/group/edge_sets.tsv"));
  // Tests of edges that nobody explores.
  std::string wrong = plan;
  wrong.replace(wrong.find("exploratory = [\"edge\"]"), 22, "");
  write("plan.toml", wrong);
  EXPECT_THAT(compare().output, HasSubstr("network tests of edges that are not explored"));
}

}  // namespace
}  // namespace rewire::testing
