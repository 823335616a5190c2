#include "stages/compare/planned/check_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "stages/compare/planned/choose_endpoints.h"
#include "stages/core/canonical.h"
#include "tests/stages/compare/planned/planned_trials.h"

namespace rewire {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::make_inputs;
using testing::make_plan;

std::vector<std::string> texts(const std::vector<Problem>& problems) {
  std::vector<std::string> lines;
  for (const Problem& problem : problems) lines.push_back(to_text(problem));
  return lines;
}

std::vector<std::string> errors(const TrialInputs& inputs, const PlanParams& plan) {
  std::vector<Problem> problems = check_plan(inputs, {.text = "NOT LOCKED"}, plan);
  std::erase_if(problems, [](const Problem& p) { return p.severity == Severity::warning; });
  return texts(problems);
}

TEST(CheckPlan, ASoundPlanHasNothingWrong) {
  PlanParams plan = make_plan();
  plan.trial.site_column = "site";
  plan.trial.participant_covariates = {"age"};
  plan.endpoints.secondary = {"structure_pair", "edge:Frontal--Amygdala_L"};
  plan.endpoints.exploratory = {"edge"};
  EXPECT_THAT(errors(make_inputs(8), plan), IsEmpty());
}

TEST(CheckPlan, SaysEverythingThatIsWrongAtOnce) {
  TrialInputs inputs = make_inputs(8);
  for (TrialRow& row : inputs.trial.table.rows) {
    row.covariates["age_months"] = 12.0 * row.covariates["age"];
    row.covariates["year"] = 2026;
  }
  testing::row_at(inputs, "sub-104", "ses-2").arm = "drug";
  PlanParams plan = make_plan();
  plan.trial.reference_arm = "placbo";
  plan.trial.baseline = "ses-2";
  plan.trial.followups = {"ses-1"};
  plan.trial.participant_covariates = {"age", "age_months", "year"};
  plan.trial.site_column = "centre";
  plan.endpoints.primary = {
      "edge:Amygdala_L--Hipocampus_L", "structure_pair", "amygdala--prefrontl"};
  plan.endpoints.exploratory = {"edgs"};
  plan.inference.permutations = 10;
  plan.exclusion.maximum_mean_fd_mm = 0.5;
  const auto lines = errors(inputs, plan);
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("reference arm 'placbo'"), HasSubstr("placebo'?"))));
  EXPECT_THAT(lines, Contains(HasSubstr("baseline ses-2 after follow-up ses-1")));
  EXPECT_THAT(lines, Contains(HasSubstr("no column 'centre'")));
  EXPECT_THAT(lines, Contains(HasSubstr("sub-104 in 2 arms")));
  EXPECT_THAT(lines, Contains(HasSubstr("no region 'Hipocampus_L'")));
  EXPECT_THAT(lines, Contains(HasSubstr("whole family structure_pair among the primary")));
  EXPECT_THAT(
      lines,
      Contains(AllOf(HasSubstr("'amygdala--prefrontl'"), HasSubstr("amygdala--prefrontal"))));
  EXPECT_THAT(lines, Contains(HasSubstr("no family 'edgs'")));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("10 permutations"), HasSubstr("at least 60"))));
  EXPECT_THAT(lines, Contains(HasSubstr("exclusion rule on mean framewise displacement")));
}

TEST(CheckPlan, FindsCollinearAndConstantCovariates) {
  TrialInputs inputs = make_inputs(8);
  for (TrialRow& row : inputs.trial.table.rows) {
    row.covariates["age_months"] = 12.0 * row.covariates["age"] + 3.0;
    row.covariates["year"] = 2026;
    row.factors["pill"] = row.arm == "drug" ? "white" : "blue";
  }
  PlanParams plan = make_plan();
  plan.trial.participant_covariates = {"age", "age_months", "year", "pill"};
  const auto lines = errors(inputs, plan);
  EXPECT_THAT(lines, Contains(HasSubstr("age_months is collinear")));
  EXPECT_THAT(lines, Contains(HasSubstr("year is the same for everybody")));
  EXPECT_THAT(lines, Contains(HasSubstr("pill=white is collinear")));
  EXPECT_EQ(lines.size(), 3U);
  // What is there is judged beside what is not.
  plan.trial.participant_covariates = {"age", "weight", "age_months"};
  EXPECT_THAT(errors(inputs, plan),
              ::testing::UnorderedElementsAre(HasSubstr("no column 'weight'"),
                                              HasSubstr("age_months is collinear")));
}

TEST(CheckPlan, AnArmNeedsPeople) {
  TrialInputs inputs = make_inputs(8);
  for (TrialRow& row : inputs.trial.table.rows) {
    if (row.participant == "sub-101") row.arm = "sham";
  }
  inputs.trial.table.arms.push_back("sham");
  EXPECT_THAT(errors(inputs, make_plan()),
              Contains(HasSubstr("arm sham with 1 participant, 1 of them")));
  PlanParams plan = make_plan();
  plan.trial.arms = {"drug"};
  EXPECT_THAT(errors(inputs, plan), IsEmpty());
}

TEST(CheckPlan, AllArmsOfTheTableShareAlpha) {
  TrialInputs inputs = make_inputs(9);
  inputs.trial.table.arms.push_back("sham");
  for (std::size_t row = 0; row < inputs.trial.table.rows.size(); ++row) {
    if (row / 2 % 3 == 2) inputs.trial.table.rows[row].arm = "sham";
  }
  PlanParams plan = make_plan();
  plan.inference.permutations = 39;  // two contrasts need 2 / 0.05
  EXPECT_THAT(errors(inputs, plan), Contains(HasSubstr("at least 40")));
  plan.inference.permutations = 40;
  EXPECT_THAT(errors(inputs, plan), IsEmpty());
}

TEST(CheckPlan, DaysDecideTheOrderOfSessions) {
  TrialInputs inputs = make_inputs(6);
  for (TrialRow& row : inputs.trial.table.rows)
    row.days_since_dose = row.session == "ses-1" ? 7 : -1;
  EXPECT_THAT(errors(inputs, make_plan()), Contains(HasSubstr("baseline ses-1 on day 7")));
  PlanParams plan = make_plan();
  plan.trial.baseline = "ses-2";
  plan.trial.followups = {"ses-1"};
  EXPECT_THAT(errors(inputs, plan), IsEmpty());
}

TEST(CheckPlan, APlanAloneMustSayWhatItCompares) {
  const auto lines = texts(check_plan_alone(PlanParams{}));
  for (const char* text :
       {"no reference_arm", "no baseline", "no followups", "no primary endpoint"}) {
    EXPECT_THAT(lines, Contains(HasSubstr(text)));
  }
}

TEST(PlanDigest, FollowsWhatIsDecidedAndNothingElse) {
  const PlanParams plan = make_plan();
  PlanParams other = plan;
  EXPECT_EQ(plan_digest(plan), plan_digest(other));
  other.inference.alpha = 0.01;
  EXPECT_NE(plan_digest(plan), plan_digest(other));
}

TEST(ChooseEndpoints, EitherOrderAndUnqualifiedNames) {
  std::vector<Problem> problems;
  const TrialInputs inputs = make_inputs(3);
  const ChosenEndpoints chosen =
      choose_endpoints(inputs.trial.families,
                       {.primary = {"prefrontal--amygdala", "Frontal--Amygdala_R"},
                        .secondary = {"structure_pair", "edge"},
                        .exploratory = {"edge"}},
                       problems);
  EXPECT_THAT(texts(problems), IsEmpty());
  EXPECT_EQ(chosen.primary, (std::vector<ChosenEndpoint>{{0, 0}, {1, 2}}));
  EXPECT_EQ(chosen.secondary, (std::vector<ChosenEndpoint>{{0, 1}, {1, 0}, {1, 1}}));
  EXPECT_EQ(chosen.exploratory, std::vector<std::size_t>{1});
}

TEST(CheckPlan, AVariancePerArmChangesSigns) {
  PlanParams plan = make_plan();
  EXPECT_FALSE(flips_signs(plan));
  plan.model.variance = ArmVariance::heteroscedastic;
  EXPECT_TRUE(flips_signs(plan));
  EXPECT_THAT(check_plan_alone(plan), IsEmpty());
  plan.inference.errors = PlannedErrors::exchangeable;
  const std::vector<Problem> found = check_plan_alone(plan);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].severity, Severity::warning);
  plan.inference.errors = PlannedErrors::automatic;
  plan.inference.blocks = "site";
  EXPECT_FALSE(flips_signs(plan)) << "blocks exchange";
  plan.model.variance = ArmVariance::pooled;
  plan.inference.errors = PlannedErrors::symmetric;
  EXPECT_TRUE(has_errors(check_plan_alone(plan)));
}

}  // namespace
}  // namespace rewire
