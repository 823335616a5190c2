#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <map>

#include "stages/core/number_text.h"
#include "stages/core/random.h"
#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/program.h"
#include "tests/reference_file.h"

namespace rewire::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// The trial of tests/reference/planned with scores, and a family of many numbers.
class PlannedFindings : public ::testing::Test {
 protected:
  void SetUp() override {
    work_ = fs::path(::testing::TempDir()) /
            ("rewire_findings_" + std::to_string(::getpid()) + "_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(work_);
    const Eigen::MatrixXd trial = read_reference_matrix("planned/trial.txt");
    const Eigen::MatrixXd scores = read_reference_matrix("planned/scores.txt");
    std::string people = "participant_id\tarm\tsite\tage\tplanted\tnoise\n";
    std::string sessions = "participant_id\tsession_id\tmadrs\n";
    std::string values = "participant_id\tsession_id\ty\n";
    std::string many = "participant_id\tsession_id";
    for (int c = 0; c < 30; ++c) many += "\tf" + std::to_string(c);
    many += "\n";
    RandomStream random(6, 0);
    for (Eigen::Index i = 0; i < trial.rows(); ++i) {
      const std::string person = "sub-" + std::to_string(101 + i);
      double sum = 0.0;
      for (int session = 0; session < 2; ++session) {
        const std::string visit = person + "\tses-" + std::to_string(session + 1);
        const double y = trial(i, 3 + session);
        sessions += visit + "\t" + format_number(scores(i, session)) + "\n";
        values += visit + "\t" + (std::isnan(y) ? "n/a" : format_number(y)) + "\n";
        many += visit;
        const double common = random.normal();
        for (int c = 0; c < 30; ++c) {
          const double x = random.normal() + (c < 10 ? 1.5 * common : 0.0);
          if (session == 0 && c < 10) sum += x;
          many += "\t" + format_number(x);
        }
        many += "\n";
      }
      people += person + (trial(i, 0) == 1.0 ? "\tdrug" : "\tplacebo") +
                (trial(i, 1) == 1.0 ? "\tb\t" : "\ta\t") + format_number(trial(i, 2)) + "\t" +
                format_number(sum + 2.0 * random.normal()) + "\t" + format_number(random.normal()) +
                "\n";
    }
    write_text(work_ / "participants.tsv", people);
    write_text(work_ / "sessions.tsv", sessions);
    write_text(work_ / "values.tsv", values);
    write_text(work_ / "many.tsv", many);
  }
  void TearDown() override { fs::remove_all(work_); }

  ProgramResult compare(const std::string& more) const {
    write_text(work_ / "plan.toml", R"([trial]
reference_arm = "placebo"
baseline = "ses-1"
followups = ["ses-2"]
site_column = "site"
participant_covariates = ["age"]
)" + more + R"([data]
sessions = "sessions.tsv"
tables = ["v=values.tsv", "many=many.tsv"]
)");
    return rewire_program("compare --plan " + (work_ / "plan.toml").string() + " --output " +
                          (work_ / "out").string());
  }
  Table result(const std::string& name) const { return read_tsv(work_ / "out" / "group" / name); }

  static double number(const Table& table,
                       const std::map<std::string, std::string>& wanted,
                       const std::string& column) {
    for (std::size_t row = 0; row < table.row_count(); ++row) {
      bool same = true;
      for (const auto& [name, text] : wanted) same = same && table.column(name, "")[row] == text;
      if (same) return parse_number(table.column(column, "")[row]).value_or(std::nan(""));
    }
    ADD_FAILURE() << "no such row";
    return std::nan("");
  }

  fs::path work_;
};

TEST_F(PlannedFindings, AreThoseOfScipyAndStatsmodels) {
  const Eigen::MatrixXd expected = read_reference_matrix("planned/findings.txt");
  const ProgramResult done = compare(R"([endpoints]
primary = ["v:v@y"]
[association]
scores = ["madrs"]
moderation = "baseline"
[reliability]
reliability = "endpoints"
personal_change = "endpoints"
next_differences = [0.8]
)");
  ASSERT_EQ(done.exit_status, 0) << done.output;
  const Table lines = result("associations.tsv");
  const std::string all = "all arms (adjusted for arm)";
  const std::vector<std::map<std::string, std::string>> wanted{
      {{"measure", "change"}, {"form", "linear"}, {"group", all}},
      {{"measure", "percentage change"}, {"form", "linear"}, {"group", all}},
      {{"measure", "response"}, {"form", "linear"}, {"group", all}},
      {{"measure", "change"}, {"form", "rank"}, {"group", all}},
      {{"measure", "change"}, {"form", "linear"}, {"group", "drug"}},
      {{"kind", "moderation"}, {"group", "drug - placebo"}}};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    Eigen::Index c = 0;
    for (const char* column : {"estimate", "t", "degrees_of_freedom", "p"}) {
      EXPECT_NEAR(
          number(lines, wanted[i], column), expected(static_cast<Eigen::Index>(i), c++), 1e-9)
          << i << " " << column;
    }
  }
  const Table reliability = result("reliability.tsv");
  EXPECT_NEAR(number(reliability, {}, "icc_agreement"), expected(6, 0), 1e-10);
  EXPECT_NEAR(number(reliability, {}, "icc_consistency"), expected(6, 1), 1e-10);
  EXPECT_EQ(number(reliability, {}, "n"), expected(6, 3));
  const Table people = result("people.tsv");
  const auto last = people.row_count() - 1;
  EXPECT_EQ(people.row_count(), static_cast<std::size_t>(expected(8, 3)));
  EXPECT_NEAR(number(people, {}, "t"), expected(7, 0), 1e-10);
  EXPECT_NEAR(number(people, {}, "p"), expected(7, 1), 1e-10);
  EXPECT_NEAR(parse_number(people.column("t", "")[last]).value(), expected(7, 2), 1e-10);
  EXPECT_NEAR(parse_number(people.column("p", "")[last]).value(), expected(7, 3), 1e-10);
  const Table power = result("next_trial.tsv");
  EXPECT_NEAR(number(power, {}, "deviation_of_change"), expected(6, 2), 1e-10);
  EXPECT_EQ(number(power, {}, "per_arm_change"), expected(8, 0));
  EXPECT_NEAR(number(power, {}, "power_now"), expected(8, 1), 1e-6);
  EXPECT_NEAR(number(power, {}, "simulated_power"), 0.8, 0.08);
  EXPECT_THAT(read_text(work_ / "out/group/report.html"), HasSubstr("The size of a next trial"));
}

TEST_F(PlannedFindings, WhatIsThereIsPredictedAndNoiseIsNot) {
  const ProgramResult done = compare(R"([endpoints]
primary = ["v:v@y"]
[prediction]
predicted = ["planted", "noise"]
predictors = "many"
learners = ["ridge", "connectome"]
prediction_permutations = 200
)");
  ASSERT_EQ(done.exit_status, 0) << done.output;
  const Table found = result("predictions.tsv");
  for (const char* learner : {"ridge", "connectome"}) {
    const std::map<std::string, std::string> planted{{"outcome", "planted"}, {"learner", learner}};
    const std::map<std::string, std::string> noise{{"outcome", "noise"}, {"learner", learner}};
    EXPECT_EQ(number(found, planted, "n"), 26);
    EXPECT_GT(number(found, planted, "r"), number(found, planted, "null_r_high")) << learner;
    EXPECT_LT(number(found, planted, "p"), 0.05) << learner;
    EXPECT_GT(number(found, noise, "p"), 0.05) << learner;
  }
  EXPECT_EQ(result("predicted.tsv").row_count(), 4U * 26U);
}

TEST_F(PlannedFindings, SiteIsTakenOutWithTheLimitsSaidAndBadOptionsAreRefusedAtOnce) {
  const ProgramResult done =
      compare("site_model = \"combat\"\n[endpoints]\nprimary = [\"many:many@f0\"]\n");
  ASSERT_EQ(done.exit_status, 0) << done.output;
  const Table checks = result("checks.tsv");
  const auto share = [&](const std::string& when) {
    return number(
        checks,
        {{"check", "site effects"}, {"quantity", "many, share of variance between sites, " + when}},
        "value");
  };
  EXPECT_GT(share("before"), share("after"));
  for (const char* site : {"many, a", "many, b", "v, a", "v, b"}) {
    const auto shift = [&](const char* when) {
      return number(
          checks, {{"check", "site shifts"}, {"quantity", site}, {"session", when}}, "value");
    };
    EXPECT_GE(shift("before"), 0.0) << site;
    EXPECT_GE(shift("after"), 0.0) << site;
    if (site[0] == 'm') {
      EXPECT_GT(shift("before"), shift("after")) << site;
    }
  }
  EXPECT_THAT(read_text(work_ / "out/group/checks.tsv"), HasSubstr("p come out too small"));
  EXPECT_THAT(read_text(work_ / "out/group/methods.txt"), HasSubstr("longitudinal ComBat"));

  const ProgramResult refused = compare(R"([endpoints]
primary = ["v:v@y"]
[model]
weights = "standard_errors"
model = "linear_course"
[association]
scores = ["mardrs"]
[prediction]
predicted = ["planted"]
predictors = "manny"
learners = ["rigde"]
[inference]
network_thresholds = [3.0]
)");
  EXPECT_EQ(refused.exit_status, 3);
  for (const char* part : {"weights by standard errors, which are not known of v",
                           "did you mean 'madrs'?",
                           "did you mean 'many'?",
                           "did you mean 'ridge'?",
                           "follow-up ses-2 without days",
                           "network tests of edges that are not explored"}) {
    EXPECT_THAT(refused.output, HasSubstr(part));
  }
}

}  // namespace
}  // namespace rewire::testing
