#include "pipeline/bids/dataset.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "stages/core/error.h"
#include "tests/pipeline/bids/dataset_fixture.h"

namespace rewire {
namespace {

using testing::DatasetFixture;
using testing::find_problem;
using testing::texts;

TEST(Datasets, AreIndexedInNaturalOrder) {
  const DatasetFixture files;
  files.add_trial();
  const Dataset dataset = index_dataset(files.root());
  EXPECT_TRUE(dataset.problems.empty()) << texts(dataset.problems);
  EXPECT_EQ(dataset.description.name, "Trial");
  EXPECT_EQ(dataset.description.type, "raw");
  ASSERT_EQ(dataset.participants.size(), 4U);
  EXPECT_EQ(dataset.participants[2].id, "sub-3");
  EXPECT_EQ(dataset.participants[3].id, "sub-10");
  EXPECT_EQ(dataset.participants[0].values.at("arm"), "ketamine");
  EXPECT_FALSE(dataset.participants[2].values.contains("age"));
  EXPECT_EQ(dataset.sessions.size(), 8U);
  ASSERT_EQ(dataset.scans.size(), 8U);
  EXPECT_EQ(to_text(dataset.scans[0].key), "sub-1_ses-post_task-rest");
  EXPECT_EQ(dataset.scans[0].repetition_time_s, 2.0);
  EXPECT_TRUE(dataset.scans[0].t1w.value().same_session);
}

TEST(Datasets, WithoutSessionsHaveOneOfNoName) {
  const DatasetFixture files;
  files.add("participants.tsv", "participant_id\tgroup\nsub-02\tn/a\n");
  files.add_scan("02", "");
  const Dataset dataset = index_dataset(files.root());
  EXPECT_TRUE(dataset.problems.empty()) << texts(dataset.problems);
  ASSERT_EQ(dataset.sessions.size(), 1U);
  EXPECT_EQ(dataset.sessions[0].id, "");
  ASSERT_EQ(dataset.scans.size(), 1U);
}

TEST(Datasets, SkipWhatIsNotData) {
  const DatasetFixture files;
  files.add_trial();
  files.add(".bidsignore", "# junk\n*_scan.log\nsub-99/\n/sub-1/ses-pre/func/*odd*\n");
  files.add("sub-1/ses-pre/func/my_scan.log");
  files.add("sub-1/ses-pre/func/an odd file.txt");
  files.add("sub-1/ses-pre/func/.hidden");
  files.add("sub-99/func/sub-99_task-rest_bold.nii.gz");
  for (const char* directory : {"derivatives", "sourcedata", "code", ".git"}) {
    files.add(std::string(directory) + "/sub-7/func/sub-7_task-rest_bold.nii.gz");
  }
  const Dataset dataset = index_dataset(files.root());
  EXPECT_TRUE(dataset.problems.empty()) << texts(dataset.problems);
  EXPECT_EQ(dataset.participants.size(), 4U);
}

TEST(Datasets, ReportEverythingAtOnce) {
  const DatasetFixture files;
  files.add_trial();
  files.add("sub-1/ses-pre/func/sub-1_ses-pre_rest_bold.nii.gz");
  files.add("sub-1/ses-pre/func/sub-2_ses-pre_task-rest_bold.nii.gz");
  files.add("sub-1/ses-pre/func/sub-1_ses-post_task-rest_bold.nii.gz");
  files.add("sub-1/ses-pre/func/sub-1_ses-pre_taks-rest_bold.nii.gz");
  files.add("sub-2/ses-pre/func/sub-2_ses-pre_task-rest_bold.nii");
  files.add("sub-3/ses-pre/func/sub-3_ses-pre_task-rest_bold.json", "{\"EchoTime\": 0.03}");
  files.add("sub-3/ses-post/func/sub-3_ses-post_task-rest_bold.json", "{garbled");
  files.add("sub-10/ses-pre/func/sub-10_ses-pre_task-rest_bold.json",
            R"({"RepetitionTime": 2000})");
  std::filesystem::remove(files.root() /
                          "sub-10/ses-post/func/sub-10_ses-post_task-rest_bold.json");
  files.link("sub-1/ses-post/func/sub-1_ses-post_task-gone_bold.nii.gz", "../../nowhere");
  files.add("sub-1/ses-post/func/sub-1_ses-post_task-me_echo-1_bold.nii.gz");
  files.add_scan("44", "pre");
  files.add("sub_45/func/x");
  const Dataset dataset = index_dataset(files.root());
  const std::string all = texts(dataset.problems);

  const auto expect = [&](const std::string& part, Severity severity, const std::string& where) {
    const Problem* problem = find_problem(dataset.problems, part);
    ASSERT_NE(problem, nullptr) << part << " is not in\n" << all;
    EXPECT_EQ(problem->severity, severity) << part;
    EXPECT_NE(problem->where.find(where), std::string::npos) << part << ": " << problem->where;
    EXPECT_FALSE(problem->expected.empty()) << part;
    EXPECT_FALSE(problem->remedy.empty()) << part;
  };
  expect("without a dash: 'rest'", Severity::warning, "sub-1_ses-pre_rest_bold");
  expect("another participant", Severity::warning, "sub-1/ses-pre/func/sub-2");
  expect("not its directory", Severity::warning, "sub-1_ses-post");
  expect("unknown entity 'taks'", Severity::warning, "taks-rest");
  expect("two files for the scan", Severity::error, "sub-2_ses-pre_task-rest_bold.nii");
  expect("no RepetitionTime", Severity::error, "sub-3_ses-pre");
  expect("not JSON", Severity::error, "sub-3_ses-post");
  expect("repetition time of 2000 s", Severity::error, "sub-10_ses-pre");
  expect("no JSON sidecar", Severity::error, "taks-rest");
  expect("link to nothing", Severity::error, "task-gone");
  expect("multi-echo", Severity::warning, "echo-1");
  expect("sub-44 is missing", Severity::warning, "participants.tsv");
  expect("'sub_45'", Severity::warning, "sub_45");

  EXPECT_EQ(dataset.scans.size(), 4U) << "sub-1 pre, post; sub-2 post; sub-44 pre";
  EXPECT_EQ(dataset.unusable_scans.size(), 9U);
}

TEST(Datasets, CompareParticipantsBothWays) {
  const DatasetFixture files;
  files.add("participants.tsv", "participant_id\tarm\nsub-1\ta\nsub-2\tb\nsub-1\tb\n");
  files.add_scan("1", "");
  files.add_scan("3", "");
  const Dataset dataset = index_dataset(files.root());
  EXPECT_NE(find_problem(dataset.problems, "no directory of sub-2"), nullptr);
  EXPECT_NE(find_problem(dataset.problems, "sub-3 is missing"), nullptr);
  EXPECT_NE(find_problem(dataset.problems, "sub-1 again in line 4"), nullptr);
  EXPECT_TRUE(dataset.participants.at(0).has_conflicting_rows);
  EXPECT_EQ(dataset.scans.size(), 2U);
}

TEST(Datasets, ExplainAFilterThatFitsNothing) {
  const DatasetFixture files;
  files.add_trial();
  Filter filter;
  filter.participants = {"sub-1", "11"};
  filter.sessions = {"prae"};
  filter.tasks = {"rests"};
  filter.rules["bold"]["run"] = {.labels = {"1"}};
  const Dataset dataset = index_dataset(files.root(), filter);
  const std::string all = texts(dataset.problems);
  EXPECT_NE(all.find("participant '11'"), std::string::npos) << all;
  EXPECT_NE(all.find("did you mean '1'"), std::string::npos) << all;
  EXPECT_NE(all.find("did you mean 'pre'"), std::string::npos) << all;
  EXPECT_NE(all.find("the task 'rests'"), std::string::npos) << all;
  EXPECT_NE(all.find("the run '1'"), std::string::npos) << all;
  EXPECT_NE(find_problem(dataset.problems, "no BOLD scan"), nullptr) << all;
  EXPECT_TRUE(has_errors(dataset.problems));
}

TEST(Datasets, FilterParticipantsSessionsAndKeepOtherSessionsT1w) {
  const DatasetFixture files;
  files.add_trial();
  std::filesystem::remove_all(files.root() / "sub-1/ses-post/anat");
  Filter filter;
  filter.participants = {"1"};
  filter.sessions = {"post"};
  const Dataset dataset = index_dataset(files.root(), filter);
  EXPECT_TRUE(dataset.problems.empty()) << texts(dataset.problems);
  ASSERT_EQ(dataset.scans.size(), 1U);
  EXPECT_EQ(dataset.participants.size(), 1U);
  EXPECT_EQ(dataset.sessions.size(), 1U);
  EXPECT_EQ(dataset.scans[0].t1w.value().session, "ses-pre");
  EXPECT_FALSE(dataset.scans[0].t1w.value().same_session);
}

TEST(Datasets, InheritSidecarsFromRootToLeaf) {
  const DatasetFixture files;
  files.add("participants.tsv", "participant_id\nsub-1\n");
  files.add("task-rest_bold.json", R"({"RepetitionTime": 3.0, "EchoTime": 0.03})");
  files.add("task-other_bold.json", R"({"RepetitionTime": 9.0})");
  files.add("sub-1/sub-1_task-rest_bold.json", R"({"RepetitionTime": 2.5})");
  files.add("sub-1/ses-a/func/sub-1_ses-a_task-rest_run-2_bold.json", R"({"RepetitionTime": 1})");
  files.add("sub-1/ses-a/func/sub-1_ses-a_task-rest_run-1_bold.nii.gz");
  files.add("sub-1/ses-a/func/sub-1_ses-a_task-rest_run-2_bold.nii.gz");
  files.add("task-rest_events.tsv", "onset\tduration\n");
  const Dataset dataset = index_dataset(files.root());
  ASSERT_EQ(dataset.scans.size(), 2U) << texts(dataset.problems);
  EXPECT_EQ(dataset.scans[0].repetition_time_s, 2.5);
  EXPECT_EQ(dataset.scans[0].sidecars.size(), 2U);
  EXPECT_EQ(dataset.scans[1].repetition_time_s, 1.0);
  EXPECT_EQ(dataset.scans[1].sidecars.size(), 3U);
  EXPECT_EQ(dataset.scans[1].events.value().filename(), "task-rest_events.tsv");
  EXPECT_NE(find_problem(dataset.problems, "no T1w"), nullptr);
}

TEST(Datasets, FollowLinks) {
  const DatasetFixture files;
  files.add("participants.tsv", "participant_id\nsub-1\n");
  files.add(".git/annex/image");
  files.add("sub-1/func/sub-1_task-rest_bold.json", R"({"RepetitionTime": 2})");
  files.link("sub-1/func/sub-1_task-rest_bold.nii.gz", "../../.git/annex/image");
  files.link("sub-1/anat/sub-1_T1w.nii.gz", "../../.git/annex/other");
  const Dataset dataset = index_dataset(files.root());
  EXPECT_EQ(dataset.scans.size(), 1U) << texts(dataset.problems);
  const Problem* problem = find_problem(dataset.problems, "T1w image that is a link");
  ASSERT_NE(problem, nullptr);
  EXPECT_EQ(problem->severity, Severity::warning);
}

TEST(Datasets, AreErrorsWhenThereIsNoDirectory) {
  EXPECT_THROW(index_dataset("/nowhere/at/all"), InputError);
  const DatasetFixture files;
  EXPECT_THROW(index_dataset(files.root() / "dataset_description.json"), InputError);
  std::filesystem::remove(files.root() / "dataset_description.json");
  const Dataset dataset = index_dataset(files.root());
  EXPECT_NE(find_problem(dataset.problems, "no dataset_description.json"), nullptr);
  EXPECT_NE(find_problem(dataset.problems, "no participants.tsv"), nullptr);
  EXPECT_TRUE(has_errors(dataset.problems));
}

TEST(Datasets, ReadTheRealScan) {
  const char* shared = std::getenv("REWIRE_SHARED_DATA");
  const std::filesystem::path root =
      std::filesystem::path(shared != nullptr ? shared : "../shared/data") / "studyforrest-bids";
  if (!std::filesystem::exists(root)) GTEST_SKIP() << "no " << root;
  const Dataset dataset = index_dataset(root);
  EXPECT_TRUE(dataset.problems.empty()) << texts(dataset.problems);
  ASSERT_EQ(dataset.scans.size(), 1U);
  EXPECT_EQ(to_text(dataset.scans[0].key), "sub-02_task-oneback_run-1");
  EXPECT_EQ(dataset.scans[0].repetition_time_s, 2.0);
  EXPECT_TRUE(dataset.scans[0].t1w && dataset.scans[0].events);
}

}  // namespace
}  // namespace rewire
