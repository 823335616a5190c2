#include "pipeline/bids/trial_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/bids/session_order.h"
#include "tests/pipeline/bids/dataset_fixture.h"

namespace rewire {
namespace {

using testing::DatasetFixture;
using ::testing::ElementsAre;
using testing::find_problem;
using testing::texts;

Dataset dataset_of(const std::vector<std::string>& sessions) {
  Dataset dataset;
  for (const std::string& id : sessions) {
    Session session;
    session.participant = "sub-1";
    session.id = id;
    session.has_directory = true;
    dataset.sessions.push_back(session);
  }
  return dataset;
}

std::vector<std::string> order(const std::vector<std::string>& sessions,
                               const std::string& baseline = "") {
  std::vector<Problem> problems;
  return session_order(dataset_of(sessions), baseline, problems);
}

TEST(TrialTables, HaveARowForEveryParticipantAndSession) {
  const DatasetFixture files;
  files.add_trial();
  std::filesystem::remove_all(files.root() / "sub-2/ses-post");
  std::filesystem::remove_all(files.root() / "sub-3");
  files.add("sub-10/ses-post/func/sub-10_ses-post_task-rest_bold.json", "{}");
  files.add(
      "sub-1/sub-1_sessions.tsv",
      "session_id\tdays_since_dose\tmadrs\tscanner\nses-pre\t-1\t31\t1\nses-post\t7\t12\t2\n");
  const Dataset dataset = index_dataset(files.root());
  std::vector<Problem> problems;
  const TrialTable table = make_trial_table(dataset, {}, problems);
  EXPECT_TRUE(problems.empty()) << texts(problems);
  EXPECT_TRUE(validate(table, "trial").empty()) << texts(validate(table, "trial"));
  EXPECT_THAT(table.arms, ElementsAre("placebo", "ketamine"));
  EXPECT_THAT(table.sessions, ElementsAre("ses-pre", "ses-post"));
  ASSERT_EQ(table.rows.size(), 8U);
  const TrialRow& first = table.rows[1];
  EXPECT_EQ(first.participant, "sub-1");
  EXPECT_EQ(first.session, "ses-post");
  EXPECT_EQ(first.arm, "ketamine");
  EXPECT_EQ(first.days_since_dose, 7.0);
  EXPECT_EQ(first.covariates.at("madrs"), 12.0);
  EXPECT_EQ(first.covariates.at("age"), 30.0);
  EXPECT_EQ(first.factors.at("sex"), "F");
  EXPECT_EQ(first.factors.at("scanner"), "2");
  EXPECT_FALSE(first.factors.contains("arm"));
  EXPECT_EQ(first.missing_reason, "");
  EXPECT_EQ(table.rows[3].missing_reason, "scan not usable: no RepetitionTime") << "sub-10 post";
  EXPECT_EQ(table.rows[5].missing_reason, "no data of the session") << "sub-2 post";
  EXPECT_EQ(table.rows[6].missing_reason, "no data of the participant") << "sub-3 pre";
  EXPECT_FALSE(table.rows[6].covariates.contains("age"));
  EXPECT_FALSE(table.rows[0].days_since_dose.value() > 0);
}

TEST(TrialTables, KnowScansThatWereNotAnalysed) {
  const DatasetFixture files;
  files.add_trial();
  const Dataset dataset = index_dataset(files.root());
  std::vector<Problem> problems;
  const std::vector<ScanKey> available{dataset.scans[0].key};
  const TrialTable table = make_trial_table(dataset, available, {}, problems);
  EXPECT_EQ(table.rows[0].missing_reason, "scan not analysed") << "sub-1 pre";
  EXPECT_EQ(table.rows[1].missing_reason, "") << "sub-1 post";
}

TEST(TrialTables, LeaveOutWhoHasNoArm) {
  const DatasetFixture files;
  files.add("participants.tsv",
            "participant_id\tgroup\nsub-1\tactive\nsub-2\tn/a\nsub-3\ta\nsub-3\tb\nsub-5\tsham\n");
  for (const char* sub : {"1", "2", "3", "4", "5"}) files.add_scan(sub, "");
  std::vector<Problem> problems;
  const TrialTable table = make_trial_table(index_dataset(files.root()), {}, problems);
  EXPECT_EQ(problems.size(), 3U) << texts(problems);
  EXPECT_NE(find_problem(problems, "sub-2 has no value in 'group'"), nullptr);
  EXPECT_NE(find_problem(problems, "sub-3 has rows that differ"), nullptr);
  EXPECT_NE(find_problem(problems, "sub-4 has no row"), nullptr);
  EXPECT_TRUE(has_errors(problems));
  EXPECT_THAT(table.arms, ElementsAre("sham", "active"));
  EXPECT_EQ(table.rows.size(), 2U);
  EXPECT_TRUE(validate(table, "trial").empty());
}

TEST(ArmColumns, AreFoundOrAskedFor) {
  Dataset dataset;
  Participant participant;
  participant.values = {{"arm", "a"}, {"group", "patient"}, {"dose", "1"}};
  dataset.participants = {participant};
  std::vector<Problem> problems;
  dataset.participant_columns = {"dose", "group", "treatment"};
  EXPECT_EQ(arm_column(dataset, "", problems), "group") << "treatment holds nothing";
  EXPECT_TRUE(problems.empty());
  dataset.participant_columns = {"arm", "group"};
  EXPECT_EQ(arm_column(dataset, "", problems), "");
  EXPECT_NE(find_problem(problems, "several columns of arms: arm, group"), nullptr);
  EXPECT_EQ(arm_column(dataset, "group", problems), "group");
  problems.clear();
  EXPECT_EQ(arm_column(dataset, "gruop", problems), "");
  EXPECT_EQ(problems.at(0).remedy, "did you mean 'group'?");
  problems.clear();
  dataset.participant_columns = {"treatment"};
  EXPECT_EQ(arm_column(dataset, "", problems), "");
  EXPECT_NE(find_problem(problems, "no value in the column treatment"), nullptr);
}

TEST(TrialTables, TakeAReferenceArm) {
  const DatasetFixture files;
  files.add_trial();
  const Dataset dataset = index_dataset(files.root());
  std::vector<Problem> problems;
  TrialTableOptions options{.reference_arm = "ketamine", .baseline = "post"};
  const TrialTable table = make_trial_table(dataset, options, problems);
  EXPECT_THAT(table.arms, ElementsAre("ketamine", "placebo"));
  EXPECT_THAT(table.sessions, ElementsAre("ses-post", "ses-pre"));
  EXPECT_TRUE(problems.empty());
  options = {.reference_arm = "placebbo", .baseline = "pree"};
  make_trial_table(dataset, options, problems);
  ASSERT_EQ(problems.size(), 2U) << texts(problems);
  EXPECT_EQ(problems[0].remedy, "did you mean 'ses-pre'?");
  EXPECT_EQ(problems[1].remedy, "did you mean 'placebo'?");
}

TEST(TrialTables, TakeNumbersWithLevelsForNames) {
  const DatasetFixture files;
  files.add("participants.tsv",
            "participant_id\tarm\tcohort\tage\nsub-1\ta\t1\t30\nsub-2\tb\t2\t40\n");
  files.add("participants.json", R"({"cohort": {"Levels": {"1": "north", "2": "south"}}})");
  files.add_scan("1", "");
  files.add_scan("2", "");
  std::vector<Problem> problems;
  const TrialTable table = make_trial_table(index_dataset(files.root()), {}, problems);
  EXPECT_EQ(table.rows.at(1).factors.at("cohort"), "2");
  EXPECT_EQ(table.rows.at(1).covariates.at("age"), 40.0);
}

TEST(SessionOrder, PutsFirstVisitsFirst) {
  EXPECT_THAT(order({"ses-post", "ses-pre"}), ElementsAre("ses-pre", "ses-post"));
  EXPECT_THAT(order({"ses-followup", "ses-post", "ses-pre"}),
              ElementsAre("ses-pre", "ses-post", "ses-followup"));
  EXPECT_THAT(order({"ses-1week", "ses-24h", "ses-baseline"}),
              ElementsAre("ses-baseline", "ses-24h", "ses-1week"));
  EXPECT_THAT(order({"ses-day7", "ses-day14", "ses-day1", "ses-baseline"}),
              ElementsAre("ses-baseline", "ses-day1", "ses-day7", "ses-day14"));
  EXPECT_THAT(order({"ses-10", "ses-2", "ses-1"}), ElementsAre("ses-1", "ses-2", "ses-10"));
  EXPECT_THAT(order({"ses-screening", "ses-week4", "ses-BL"}),
              ElementsAre("ses-BL", "ses-screening", "ses-week4"));
  EXPECT_THAT(order({"ses-b", "ses-a", "ses-c"}, "c"), ElementsAre("ses-c", "ses-a", "ses-b"));
}

TEST(SessionOrder, FollowsTheDays) {
  Dataset dataset = dataset_of({"ses-a", "ses-b", "ses-c"});
  dataset.sessions[0].values["days"] = "7";
  dataset.sessions[1].values["days"] = "-1";
  std::vector<Problem> problems;
  EXPECT_THAT(session_order(dataset, "", problems), ElementsAre("ses-a", "ses-b", "ses-c"))
      << "one session has no day";
  dataset.sessions[2].values["days"] = "1";
  EXPECT_THAT(session_order(dataset, "", problems), ElementsAre("ses-b", "ses-c", "ses-a"));
}

TEST(DaysInLabels, ReadTimes) {
  EXPECT_EQ(days_in_label("24h"), 1.0);
  EXPECT_EQ(days_in_label("week02"), 14.0);
  EXPECT_EQ(days_in_label("3months"), 90.0);
  EXPECT_FALSE(days_in_label("post"));
  EXPECT_FALSE(days_in_label("2"));
  EXPECT_FALSE(days_in_label("day"));
  EXPECT_FALSE(days_in_label(""));
}

}  // namespace
}  // namespace rewire
