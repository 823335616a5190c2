#include "tests/end_to_end/commands/planned_models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/files/file_bytes.h"
#include "tests/reference_file.h"

namespace rewire::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

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
