#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "stages/core/number_text.h"
#include "stages/core/random.h"
#include "stages/files/atomic_file.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/program.h"

namespace rewire::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Time series of four regions in text files, a table of participants with arms, and a plan.
class PlanCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    work_ = fs::path(::testing::TempDir()) /
            ("rewire_plan_" + std::to_string(::getpid()) + "_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(work_);
    std::string people = "participant_id\tgroup\tage\n";
    for (int i = 0; i < 12; ++i) {
      const std::string sub = "sub-" + std::to_string(11 + i);
      people += sub + "\t" +
                (i == 11      ? "n/a"
                 : i % 2 == 0 ? "drug"
                              : "placebo") +
                "\t" + std::to_string(20 + 7 * i % 31) + "\n";
      for (const char* session : {"ses-1", "ses-2"}) {
        if (i == 10 && session == std::string("ses-2")) continue;
        write_series(sub, session, 2U * static_cast<unsigned>(i) + (session[4] == '2' ? 1U : 0U));
      }
    }
    write_text(work_ / "participants.tsv", people);
    write_text(work_ / "regions.tsv",
               "label\tname\tstructure\n1\tAmy\tamygdala\n2\tHip\thippocampus\n3\tMed\tprefrontal\n"
               "4\tVis\tn/a\n");
    write_plan(plan_text());
  }
  void TearDown() override { fs::remove_all(work_); }

  void write_series(const std::string& sub,
                    const std::string& session,
                    std::uint64_t stream) const {
    RandomStream random(8, stream);
    std::string text;
    for (int volume = 0; volume < 40; ++volume) {
      const double common = random.normal();
      for (int region = 0; region < 4; ++region) {
        text += (region > 0 ? "," : "") + format_number(common + random.normal());
      }
      text += "\n";
    }
    write_text(work_ / session / (sub + ".csv"), text);
  }

  static std::string plan_text() {
    return R"([trial]
title = "Small"
reference_arm = "placebo"
baseline = "1"
followups = ["ses-2"]
participant_covariates = ["age"]
[endpoints]
primary = ["structure_pair:amygdala--prefrontal"]
secondary = ["structure_pair"]
exploratory = ["edge"]
[inference]
permutations = 100
[data]
files = "{session}/{participant}.csv"
regions = "regions.tsv"
repetition_time = 2
)";
  }
  void write_plan(const std::string& text) const { write_text(work_ / "plan.toml", text); }
  std::string plan() const { return (work_ / "plan.toml").string(); }
  std::string output() const { return (work_ / "out").string(); }
  ProgramResult compare(const std::string& more = "") const {
    return rewire_program("compare --plan " + plan() + " --output " + output() + " " + more);
  }
  std::string result(const std::string& name) const {
    return read_text(work_ / "out" / "group" / name);
  }

  fs::path work_;
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

TEST_F(PlanCommand, FromAnybodysFilesToEverything) {
  ASSERT_EQ(rewire_program("plan check " + plan()).exit_status, 0);
  ASSERT_EQ(rewire_program("plan lock " + plan()).exit_status, 0);
  const ProgramResult done = compare("--nprocs 1");
  ASSERT_EQ(done.exit_status, 0) << done.output;
  EXPECT_THAT(done.output, AllOf(HasSubstr("locked at 20"), HasSubstr("unchanged since")));
  const Table endpoints = read_tsv(work_ / "out" / "group" / "endpoints.tsv");
  EXPECT_EQ(endpoints.column("analysis", "").front(), "plan");
  EXPECT_EQ(endpoints.column("n_treatment", "").front(), "5");
  EXPECT_EQ(endpoints.column("n_reference", "").front(), "5");
  EXPECT_THAT(result("flow.tsv"),
              AllOf(HasSubstr("sub-21\tses-2\tdrug\tno\tno file: ses-2/sub-21.csv"),
                    HasSubstr("sub-21\tses-1\tdrug\tno\tno follow-up: ses-2: no file"),
                    HasSubstr("sub-22\tses-1\tn/a\tno\tno arm in the column group"),
                    HasSubstr("sub-11\tses-2\tdrug\tyes\tn/a")));
  EXPECT_THAT(result("methods.txt"), HasSubstr("analysis of covariance"));
  EXPECT_THAT(result("checks.tsv"),
              AllOf(HasSubstr("baseline balance\tage"), HasSubstr("leave one person out")));
  EXPECT_THAT(result("trial.json"), HasSubstr("\"PlanIsKept\": true"));
  EXPECT_THAT(result("report.html"), HasSubstr("Small"));
  const auto once = contents_of(work_ / "out");
  fs::remove_all(output());
  ASSERT_EQ(compare("--nprocs 2").exit_status, 0);
  EXPECT_EQ(contents_of(work_ / "out"), once) << "other bytes with two threads";
}

TEST_F(PlanCommand, AChangeAfterLockingIsSaidLoudly) {
  ASSERT_EQ(rewire_program("plan lock " + plan()).exit_status, 0);
  write_plan(replaced(plan_text(), "[inference]", "[inference]\nalpha = 0.1"));
  const ProgramResult done = compare();
  ASSERT_EQ(done.exit_status, 0) << done.output;
  EXPECT_THAT(done.output, HasSubstr("alpha was 0.05, is 0.1"));
  EXPECT_THAT(result("trial.json"), HasSubstr("\"PlanIsKept\": false"));
  const ProgramResult refused = rewire_program("plan lock " + plan());
  EXPECT_EQ(refused.exit_status, 2);
  EXPECT_THAT(refused.output, HasSubstr("--reason"));
  EXPECT_EQ(rewire_program("plan lock " + plan() + " --reason 'alpha was a slip'").exit_status, 0);
  EXPECT_THAT(compare().output, AllOf(HasSubstr("AMENDED"), HasSubstr("alpha was a slip")));
  // A comment and the order of lines decide nothing.
  write_plan("# note\n" + replaced(plan_text(), "[inference]", "[inference]\nalpha = 0.1"));
  EXPECT_THAT(rewire_program("plan check " + plan()).output, HasSubstr("unchanged since"));
  // A lock that was edited is no lock.
  const fs::path lock = work_ / "plan.lock.json";
  write_text(lock, replaced(read_text(lock), "alpha=0.1", "alpha=0.2"));
  EXPECT_EQ(rewire_program("plan check " + plan()).exit_status, 3);
}

TEST_F(PlanCommand, CodedArmsUntilUnblinded) {
  write_plan(replaced(plan_text(), "[endpoints]", "blinding = \"coded\"\n[endpoints]"));
  EXPECT_EQ(rewire_program("plan unblind " + plan()).exit_status, 2);
  ASSERT_EQ(rewire_program("plan lock " + plan()).exit_status, 0);
  const ProgramResult coded = compare();
  ASSERT_EQ(coded.exit_status, 0) << coded.output;
  EXPECT_THAT(coded.output, AllOf(HasSubstr("coded"), Not(HasSubstr("drug"))));
  for (const char* name :
       {"endpoints.tsv", "flow.tsv", "checks.tsv", "methods.txt", "effects.tsv"}) {
    EXPECT_THAT(result(name), Not(HasSubstr("drug"))) << name;
  }
  EXPECT_EQ(rewire_program("plan unblind " + plan() + " --reason 'data base closed'").exit_status,
            0);
  EXPECT_EQ(rewire_program("plan unblind " + plan()).exit_status, 2) << "only once";
  EXPECT_THAT(compare().output, AllOf(HasSubstr("drug"), HasSubstr("unblinded at")));
}

TEST_F(PlanCommand, EverythingWrongWithAPlanAtOnceAndNothingComputed) {
  std::string text =
      replaced(plan_text(), "reference_arm = \"placebo\"", "reference_arm = \"plcebo\"");
  text = replaced(text, "\"age\"", "\"agee\"");
  text = replaced(text, "structure_pair:amygdala--prefrontal", "edge:Amyg--Med");
  text = replaced(text, "permutations = 100", "permutations = 10");
  write_plan(text);
  std::string people = read_text(work_ / "participants.tsv");
  write_text(work_ / "participants.tsv", people + "sub-13\tplacebo\t30\n");
  for (const std::string& command :
       {"plan check " + plan(), "compare --plan " + plan() + " --output " + output()}) {
    const ProgramResult refused = rewire_program(command);
    EXPECT_EQ(refused.exit_status, 3) << refused.output;
    for (const char* part : {"did you mean 'placebo'?",
                             "no column 'agee'",
                             "no region 'Amyg'",
                             "10 permutations, expected at least 20",
                             "sub-13 in 2 arms: drug, placebo"}) {
      EXPECT_THAT(refused.output, HasSubstr(part)) << command;
    }
  }
  EXPECT_FALSE(fs::exists(output()));
}

TEST_F(PlanCommand, BadFilesAreNamed) {
  write_text(work_ / "ses-1" / "sub-12.csv", "1,2,3,4\n5,x,7,8\n");
  write_text(work_ / "ses-1" / "sub-13.csv", "1,2,3\n4,5,6\n");
  write_text(work_ / "ses-2" / "sub-14.csv", "");
  const ProgramResult refused = compare();
  EXPECT_EQ(refused.exit_status, 3) << refused.output;
  EXPECT_THAT(
      refused.output,
      AllOf(HasSubstr("'x' in line 2"), HasSubstr("3 regions"), HasSubstr("an empty file")));
  EXPECT_EQ(rewire_program("compare --plan /nowhere/plan.toml --output " + output()).exit_status,
            2);
  EXPECT_EQ(rewire_program("compare --plan " + plan()).exit_status, 2);
  EXPECT_EQ(rewire_program("compare " + work_.string()).exit_status, 2);
  write_plan("[trial]\nreferencearm = 1\n[endpoint]\n");
  const ProgramResult keys = rewire_program("plan check " + plan());
  EXPECT_EQ(keys.exit_status, 2);
  EXPECT_THAT(keys.output, AllOf(HasSubstr("referencearm"), HasSubstr("did you mean endpoints?")));
}

TEST_F(PlanCommand, TablesOfEndpointsAndMatrices) {
  RandomStream random(9, 0);
  std::string volumes = "participant_id\tsession_id\tHip_L\tHip_R\n";
  for (int i = 0; i < 12; ++i) {
    const std::string sub = std::to_string(11 + i);
    for (const char* session : {"ses-1", "ses-2"}) {
      // Without their prefix, as other programs write them.
      volumes += sub + "\t" + session + "\t" + format_number(4000 + 100 * random.normal()) + "\t" +
                 (i == 9 ? "n/a" : format_number(4100 + 100 * random.normal())) + "\n";
      const std::string r = format_number(std::tanh(0.3 * random.normal()));
      write_text(work_ / "m" / (sub + session + ".tsv"),
                 "node\tAmy\tHip\nAmy\t1\t" + r + "\nHip\t" + r + "\t1\n");
    }
  }
  write_text(work_ / "volumes.tsv", volumes + "99\tses-1\t1\t2\n");
  std::string text = replaced(plan_text(), "structure_pair:amygdala--prefrontal", "volume@Hip_R");
  text =
      replaced(text, "secondary = [\"structure_pair\"]", "secondary = [\"volume\", \"Hip--Amy\"]");
  text = replaced(text, "{session}/{participant}.csv", "m/{sub}{session}.tsv");
  text = replaced(text, "regions = \"regions.tsv\"", "tables = [\"volume=volumes.tsv\"]");
  write_plan(text);
  const ProgramResult done = compare();
  ASSERT_EQ(done.exit_status, 0) << done.output;
  EXPECT_THAT(done.output, HasSubstr("1 rows of no participant"));
  const Table endpoints = read_tsv(work_ / "out" / "group" / "endpoints.tsv");
  const auto& names = endpoints.column("endpoint", "");
  EXPECT_EQ(names.front(), "volume@Hip_R");
  EXPECT_EQ(endpoints.column("n_reference", "").front(), "4") << "sub-20 has no number";
  EXPECT_NE(std::find(names.begin(), names.end(), "Amy--Hip"), names.end());
  // From tables alone.
  write_plan(replaced(replaced(text, ", \"Hip--Amy\"", ""), "files = ", "# "));
  std::string alone = read_text(work_ / "plan.toml");
  write_plan(replaced(alone, "exploratory = [\"edge\"]", ""));
  EXPECT_EQ(compare().exit_status, 0);
  write_text(work_ / "volumes.tsv", volumes + "11\tses-1\t1\tmuch\n");
  const ProgramResult refused = compare();
  EXPECT_EQ(refused.exit_status, 3);
  EXPECT_THAT(refused.output, HasSubstr("more than one row for sub-11 ses-1"));
  EXPECT_THAT(refused.output, HasSubstr("much"));
}

TEST_F(PlanCommand, TheTemplateIsAPlan) {
  const ProgramResult text = rewire_program("plan template");
  write_plan(text.output);
  const ProgramResult checked = rewire_program("plan lock " + plan());
  EXPECT_EQ(checked.exit_status, 3);
  EXPECT_THAT(checked.output,
              AllOf(HasSubstr("no reference_arm"), HasSubstr("no primary endpoint")));
}

}  // namespace
}  // namespace rewire::testing
