#include "stages/compare/planned/sample.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/stages/compare/planned/planned_trials.h"

namespace rewire {
namespace {

using testing::make_inputs;
using testing::make_plan;

std::string reason_at(const Sample& sample, const std::string& sub, const std::string& ses) {
  for (const FlowRow& row : sample.flow) {
    if (row.participant == sub && row.session == ses) return row.excluded_reason;
  }
  return "no row";
}

TEST(Sample, EveryRowIsInOrHasOneReason) {
  TrialInputs inputs = make_inputs(6, 3);
  testing::row_at(inputs, "sub-101", "ses-2").missing_reason = "no file: x";
  testing::row_at(inputs, "sub-102", "ses-1").missing_reason = "scan failed: no brain";
  testing::row_at(inputs, "sub-103", "ses-2").covariates.erase("age");
  for (const char* session : {"ses-1", "ses-2", "ses-3"}) {
    TrialRow& row = testing::row_at(inputs, "sub-104", session);
    row.arm.clear();
    row.missing_reason = "no arm in the column group";
  }
  for (VisitQuality& quality : inputs.quality) quality.mean_fd_mm = 0.2;
  inputs.quality[3 * 4 + 1].mean_fd_mm = 0.7;           // sub-105 ses-2
  inputs.quality[3 * 5 + 1].mean_fd_mm = std::nan("");  // sub-106 ses-2
  PlanParams plan = make_plan();
  plan.trial.participant_covariates = {"age"};
  plan.exclusion.maximum_mean_fd_mm = 0.5;
  const Sample sample = draw_sample(inputs, plan);
  EXPECT_EQ(sample.flow.size(), inputs.trial.table.rows.size());
  EXPECT_EQ(reason_at(sample, "sub-101", "ses-2"), "no file: x");
  EXPECT_EQ(reason_at(sample, "sub-101", "ses-1"), "no follow-up: ses-2: no file: x");
  EXPECT_EQ(reason_at(sample, "sub-101", "ses-3"), "session not in the plan");
  EXPECT_EQ(reason_at(sample, "sub-102", "ses-2"), "no baseline: scan failed: no brain");
  EXPECT_EQ(reason_at(sample, "sub-103", "ses-2"), "no value of age");
  EXPECT_EQ(reason_at(sample, "sub-104", "ses-1"), "no arm in the column group");
  EXPECT_EQ(reason_at(sample, "sub-105", "ses-2"),
            "mean framewise displacement above 0.5 mm: 0.700");
  EXPECT_EQ(reason_at(sample, "sub-106", "ses-2"), "mean framewise displacement not known");
  EXPECT_EQ(reason_at(sample, "sub-107", "ses-1"), "");
  EXPECT_EQ(reason_at(sample, "sub-107", "ses-2"), "");
  int counted = 0;
  for (const FlowCount& count : sample.counts) counted += count.count;
  EXPECT_EQ(counted, static_cast<int>(sample.flow.size()));
  EXPECT_EQ(sample.counts.front().arm, "placebo");
  // Who is out is in the analysed table only with the reason.
  for (const TrialRow& row : sample.inputs.trial.table.rows) {
    EXPECT_EQ(row.missing_reason, reason_at(sample, row.participant, row.session));
  }
}

TEST(Sample, CompletersHaveEveryPlannedSession) {
  TrialInputs inputs = make_inputs(6, 3);
  testing::row_at(inputs, "sub-101", "ses-3").missing_reason = "no file: y";
  PlanParams plan = make_plan();
  plan.trial.followups = {"ses-2", "ses-3"};
  const Sample everybody = draw_sample(inputs, plan);
  EXPECT_EQ(reason_at(everybody, "sub-101", "ses-2"), "");
  const Sample only = completers_of(everybody, plan);
  EXPECT_EQ(reason_at(only, "sub-101", "ses-2"), "not every planned session: ses-3: no file: y");
  EXPECT_EQ(reason_at(only, "sub-102", "ses-2"), "");
}

TEST(CodedArms, HideWhoIsWhoInInputsAndPlan) {
  std::set<std::string> references;
  for (int seed = 0; seed < 20; ++seed) {
    TrialInputs inputs = make_inputs(4);
    PlanParams plan = make_plan();
    plan.inference.seed = seed;
    const std::string arm = inputs.trial.table.rows.front().arm;
    code_arms(inputs, plan);
    EXPECT_EQ(plan.trial.reference_arm, "A");
    std::map<std::string, int> people;
    for (const TrialRow& row : inputs.trial.table.rows) ++people[row.arm];
    EXPECT_EQ(people, (std::map<std::string, int>{{"A", 8}, {"B", 8}}));
    references.insert(inputs.trial.table.rows.front().arm);
  }
  EXPECT_EQ(references.size(), 2U) << "the code does not depend on the plan";
}

}  // namespace
}  // namespace rewire
