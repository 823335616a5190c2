#include "pipeline/engine/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <concepts>
#include <fstream>

#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"
#include "tests/pipeline/engine/toy_stages.h"

namespace rewire::testing {
namespace {

using engine::Graph;
using engine::GraphRun;
using engine::Handle;
using engine::Outcome;
using engine::Records;

class RunnerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    computed = 0;
  }

  /// input -> scale -> sign, and both joined; sign is kept in a file.
  std::vector<engine::StepReport> run(double input, double factor) {
    Graph graph;
    const auto number = graph.source<Number>("number", Digester().number(input).finish(), [input] {
      return Number{input, {}};
    });
    const auto scaled = graph.apply(scale_stage, ScaleParams{factor}, number);
    const auto signed_number = graph.apply(sign_stage, NoParams{}, scaled);
    graph.apply(join_stage, NoParams{}, signed_number, number);
    graph.store(signed_number,
                engine::Storage<Number>{
                    .files = {folder_ / "sign.txt"},
                    .write =
                        [this](const Number& value, const Provenance& provenance) {
                          written_with_ = provenance;
                          write_text(folder_ / "sign.txt", value.value > 0.5 ? "1" : "0");
                        },
                    .read =
                        [this] {
                          return Number{read_text(folder_ / "sign.txt") == "1" ? 1.0 : 0.0, {}};
                        }});
    Records records(folder_ / "records.json");
    const engine::RunOptions options{.program_version = "1", .sources = {"bids::a"}, .on_step = {}};
    return engine::GraphRun(graph, records, options).run();
  }

  static int count(const std::vector<engine::StepReport>& reports, Outcome outcome) {
    return static_cast<int>(std::count_if(
        reports.begin(), reports.end(), [&](const auto& step) { return step.outcome == outcome; }));
  }

  std::filesystem::path folder_;
  Provenance written_with_;
};

TEST_F(RunnerTest, ComputesEveryStepOnceAndNothingTheSecondTime) {
  EXPECT_EQ(count(run(3.0, 2.0), Outcome::computed), 3);
  EXPECT_EQ(computed, 3);
  EXPECT_EQ(count(run(3.0, 2.0), Outcome::reused), 3);
  EXPECT_EQ(computed, 3);
}

TEST_F(RunnerTest, EqualContentUpstreamStopsTheRerun) {
  run(3.0, 2.0);
  computed = 0;
  const auto reports = run(3.0, 5.0);
  // The scale differs; its sign does not, so that nothing after the sign runs.
  EXPECT_EQ(count(reports, Outcome::computed), 2);
  EXPECT_EQ(reports.back().outcome, Outcome::reused);
}

TEST_F(RunnerTest, AChangedSourceReachesTheEnd) {
  run(3.0, 2.0);
  const auto reports = run(4.0, 2.0);
  EXPECT_EQ(reports.back().outcome, Outcome::computed);
}

TEST_F(RunnerTest, AMissingOrChangedFileIsMadeAgain) {
  run(3.0, 2.0);
  std::filesystem::remove(folder_ / "sign.txt");
  EXPECT_EQ(run(3.0, 2.0)[1].outcome, Outcome::computed);
  write_text(folder_ / "sign.txt", "0");
  EXPECT_EQ(run(3.0, 2.0)[1].outcome, Outcome::computed);
  EXPECT_EQ(read_text(folder_ / "sign.txt"), "1");
}

TEST_F(RunnerTest, KeepsWarningsForReusedSteps) {
  run(3.0, 2.0);
  const auto reports = run(3.0, 2.0);
  ASSERT_EQ(reports[0].warnings.size(), 1U);
  EXPECT_EQ(reports[0].warnings[0].found, "scaled");
}

TEST_F(RunnerTest, SaysWhereAResultComesFrom) {
  run(3.0, 2.0);
  EXPECT_EQ(written_with_.stage, "sign");
  EXPECT_EQ(written_with_.sources, std::vector<std::string>{"bids::a"});
  EXPECT_EQ(written_with_.key.size(), 32U);
}

TEST_F(RunnerTest, AFailedCheckNamesTheStepAndKeepsWhatWasDone) {
  try {
    run(-1.0, 2.0);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_THAT(error.message(), ::testing::HasSubstr("scale › a negative number"));
  }
}

TEST_F(RunnerTest, AnInvalidOutputIsNeverWritten) {
  EXPECT_THROW(run(std::nan(""), 2.0), InputError);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "sign.txt"));
}

TEST_F(RunnerTest, ADamagedRecordIsAFreshStart) {
  run(3.0, 2.0);
  write_text(folder_ / "records.json", "{\"layout_version\": 1, \"steps\": 3");
  EXPECT_EQ(count(run(3.0, 2.0), Outcome::computed), 3);
}

TEST_F(RunnerTest, TheRecordTellsWhetherTheLastRunCameToItsEnd) {
  EXPECT_FALSE(Records(folder_ / "records.json").complete());
  run(3.0, 2.0);
  const Records records(folder_ / "records.json");
  EXPECT_TRUE(records.complete());
  EXPECT_TRUE(records.unchanged(folder_ / "sign.txt"));
  EXPECT_FALSE(records.unchanged(folder_ / "never_seen.txt"));
  EXPECT_THAT(records.result_files(), ::testing::ElementsAre(folder_ / "sign.txt"));
  EXPECT_THAT(records.settings(), ::testing::Contains("scale.factor = 2"));
  EXPECT_THROW(run(-1.0, 2.0), InputError);
  EXPECT_TRUE(Records(folder_ / "records.json").complete()) << "nothing was done";
  EXPECT_THROW(run(std::nan(""), 5.0), InputError);
  EXPECT_TRUE(Records(folder_ / "records.json").complete()) << "nothing was done";
}

TEST_F(RunnerTest, StepsThatAreNoMoreAreForgotten) {
  run(3.0, 2.0);
  {
    Records records(folder_ / "records.json");
    records.put(
        "old",
        {.key = {}, .content = {}, .files = {}, .settings = {"old version 1"}, .warnings = {}});
    EXPECT_FALSE(records.complete());
  }
  run(3.0, 2.0);
  const Records records(folder_ / "records.json");
  EXPECT_TRUE(records.complete());
  EXPECT_FALSE(records.find("old"));
}

TEST(Records, FollowTheFolderThatTheyDescribe) {
  const auto root = std::filesystem::path(::testing::TempDir()) / "records_root";
  std::filesystem::remove_all(root);
  std::filesystem::remove_all(root.string() + "_moved");
  write_text(root / "a" / "value.txt", "1");
  {
    Records records(root / "record.json", root);
    records.put("step",
                {.key = {},
                 .content = {},
                 .files = {(root / "a" / "value.txt").string()},
                 .settings = {},
                 .warnings = {}});
    records.finish({"step"});
  }
  std::filesystem::rename(root, root.string() + "_moved");
  const std::filesystem::path moved = root.string() + "_moved";
  Records records(moved / "record.json", moved);
  EXPECT_TRUE(records.complete());
  EXPECT_TRUE(records.unchanged(moved / "a" / "value.txt"));
  EXPECT_TRUE(records.intact(*records.find("step")));
  write_text(moved / "a" / "value.txt", "2");
  EXPECT_FALSE(records.intact(*records.find("step")));
  std::filesystem::remove_all(moved);
}

TEST_F(RunnerTest, AProductThatIsAskedForLaterIsMade) {
  const auto scaled = [&](bool is_kept) {
    Graph graph;
    const auto source = graph.source<Number>("a", Digester().number(3.0).finish(), [] {
      return Number{3.0, {}};
    });
    const auto number = graph.apply(scale_stage, ScaleParams{}, source);
    if (is_kept) {
      graph.store(number,
                  engine::Storage<Number>{
                      .files = {folder_ / "late.txt"},
                      .write = [&](const Number&,
                                   const Provenance&) { write_text(folder_ / "late.txt", "6"); },
                      .read = {}});
    }
    Records records(folder_ / "late.json");
    const engine::RunOptions options{.program_version = "1", .sources = {}, .on_step = {}};
    return engine::GraphRun(graph, records, options).run().back().outcome;
  };
  scaled(false);
  EXPECT_EQ(scaled(true), Outcome::computed);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "late.txt"));
  EXPECT_EQ(scaled(true), Outcome::reused);
}

TEST_F(RunnerTest, WhatIsKeptIsNotMadeAgain) {
  for (const bool is_kept : {false, true}) {
    Graph graph;
    const auto number = graph.source<Number>("number", Digest(), [] { return Number{3.0, {}}; });
    const auto scaled = graph.apply(scale_stage, ScaleParams{2.0}, number);
    graph.apply(sign_stage, NoParams{}, scaled);
    if (is_kept) graph.keep(scaled);
    Records records(folder_ / (is_kept ? "kept.json" : "dropped.json"));
    const engine::RunOptions options{};
    GraphRun graph_run(graph, records, options);
    graph_run.run();
    computed = 0;
    EXPECT_EQ(graph_run.value(scaled)->value, 6.0);
    EXPECT_EQ(computed, is_kept ? 0 : 1);
  }
}

TEST(Graph, RefusesTwoStepsOfOneName) {
  Graph graph;
  graph.source<Number>("a", {}, [] { return Number{}; });
  EXPECT_THROW(graph.source<Number>("a", {}, [] { return Number{}; }), InternalError);
}

template <class In>
concept CanScale = requires(Graph graph, Handle<In> handle) {
  graph.apply(scale_stage, ScaleParams{}, handle);
};
static_assert(CanScale<Number>);
static_assert(!CanScale<Pair>, "a miswired graph must not compile");

TEST(Graph, HandsOnAPartWithoutACopy) {
  Graph graph;
  const auto number = graph.source<Number>("number", {}, [] { return Number{7.0, {}}; });
  const auto pair = graph.apply(join_stage, NoParams{}, number, number);
  const auto second = graph.part("second", pair, &Pair::second);
  const auto path = std::filesystem::path(::testing::TempDir()) / "part_records.json";
  std::filesystem::remove(path);
  Records records(path);
  const engine::RunOptions options;
  GraphRun run(graph, records, options);
  run.run();
  EXPECT_EQ(run.value(second)->value, 7.0);
}

}  // namespace
}  // namespace rewire::testing
