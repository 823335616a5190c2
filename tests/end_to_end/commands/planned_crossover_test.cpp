#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/files/file_bytes.h"
#include "tests/end_to_end/commands/planned_models.h"
#include "tests/reference_file.h"

namespace rewire::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

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

}  // namespace
}  // namespace rewire::testing
