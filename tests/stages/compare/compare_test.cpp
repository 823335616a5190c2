#include "stages/compare/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "tests/stages/compare/trials.h"

namespace rewire {
namespace {

using testing::arms;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::make_trial;
using ::testing::Not;

const std::vector<std::string> two_sessions{"ses-1", "ses-2"};

Eigen::MatrixXd noise(Eigen::Index rows, Eigen::Index columns, std::uint64_t stream = 1) {
  RandomStream random(20, stream);
  Eigen::MatrixXd values(rows, columns);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

std::vector<std::string> texts(const std::vector<Problem>& problems) {
  std::vector<std::string> lines;
  for (const Problem& problem : problems) lines.push_back(to_text(problem));
  return lines;
}

Digest digest_of(const Comparison& comparison) {
  Digester digester;
  add_content(digester, comparison);
  return digester.finish();
}

TEST(Compare, OneArmHasItsChangeOnlyAndAWarning) {
  const TrialData trial =
      make_trial(std::vector<std::string>(8, "ketamine"), two_sessions, noise(16, 3));
  const Comparison comparison = compare(trial, {});
  ASSERT_EQ(comparison.contrasts.size(), 1U);
  EXPECT_EQ(comparison.contrasts[0].name, "ketamine: ses-2 - ses-1");
  EXPECT_EQ(comparison.effects.size(), 3U);
  EXPECT_THAT(texts(comparison.warnings), Contains(HasSubstr("one arm only (ketamine)")));
  EXPECT_THAT(validate(comparison, "comparison"), IsEmpty());
}

TEST(Compare, OneSessionIsAnInputErrorThatSaysWhatToDo) {
  const TrialData trial = make_trial(arms(4, 4), {"ses-1"}, noise(8, 3));
  try {
    compare(trial, {});
    FAIL() << "no error";
  } catch (const InputError& error) {
    ASSERT_EQ(error.problems().size(), 1U);
    const Problem& problem = error.problems()[0];
    EXPECT_EQ(problem.found, "1 session (ses-1)");
    EXPECT_EQ(problem.expected, "a baseline and at least one follow-up session");
    EXPECT_EQ(problem.where, "compare");
    EXPECT_THAT(problem.remedy, HasSubstr("add the follow-up scans"));
  }
}

TEST(Compare, ListsAllThatIsWrongAtOnce) {
  TrialData trial = make_trial(arms(4, 4), two_sessions, noise(16, 3));
  trial.families.clear();
  CompareParams params;
  params.permutations = 0;
  params.baseline = "ses-9";
  params.reference_arm = "sugar";
  params.alpha = 2.0;
  params.blocks = "site";
  const std::vector<std::string> lines = texts(check_compare(trial, params));
  EXPECT_THAT(lines, Contains(HasSubstr("0 permutations")));
  EXPECT_THAT(lines, Contains(HasSubstr("baseline session ses-9, expected one of: ses-1, ses-2")));
  EXPECT_THAT(lines, Contains(HasSubstr("reference arm sugar")));
  EXPECT_THAT(lines, Contains(HasSubstr("alpha = 2")));
  EXPECT_THAT(lines, Contains(HasSubstr("no value of the factor site")));
  EXPECT_THAT(lines, Contains(HasSubstr("no endpoints")));
  EXPECT_THROW(compare(trial, params), InputError);
}

TEST(Compare, NoParticipantWithBothSessionsIsAnError) {
  TrialData trial = make_trial(arms(3, 3), two_sessions, noise(12, 2));
  for (std::size_t row = 1; row < 12; row += 2) testing::miss(trial, row, "no scan");
  EXPECT_THAT(texts(check_compare(trial, {})),
              Contains(HasSubstr("no participant with both baseline and follow-up")));
}

TEST(Compare, TwoParticipantsAreNotTestedAndEverybodyHasAReason) {
  TrialData trial = make_trial(arms(4, 5), two_sessions, noise(18, 2));
  testing::miss(trial, 1, "no scan");
  testing::miss(trial, 2, "too much motion");
  const Comparison comparison = compare(trial, {});
  EXPECT_THAT(texts(comparison.warnings), Contains(HasSubstr("2 participants with both sessions")));
  for (const Effect& effect : testing::effects_of(comparison, "placebo: ses-2 - ses-1")) {
    EXPECT_TRUE(std::isnan(effect.p));
    EXPECT_EQ(effect.reason, "2 participants of arm placebo have both sessions, 3 needed");
  }
  std::vector<std::string> reasons;
  for (const FlowRow& row : comparison.flow) reasons.push_back(row.excluded_reason);
  ASSERT_EQ(reasons.size(), 18U);
  EXPECT_EQ(reasons[0], "no follow-up: ses-2: no scan");
  EXPECT_EQ(reasons[1], "no scan");
  EXPECT_EQ(reasons[2], "too much motion");
  EXPECT_EQ(reasons[3], "no baseline: too much motion");
  EXPECT_EQ(reasons[4], "arm placebo has 2 participants with both sessions, 3 needed");
  EXPECT_EQ(reasons[8], "");
  EXPECT_THAT(validate(comparison, "comparison"), IsEmpty());
}

TEST(Compare, SomebodyWithoutAnArmIsInTheFlowTable) {
  TrialData trial = make_trial(arms(4, 4), two_sessions, noise(16, 2));
  for (const std::size_t row : {14U, 15U}) {
    trial.table.rows[row].arm = "";
    trial.table.rows[row].missing_reason = "no arm in participants.tsv";
  }
  const Comparison comparison = compare(trial, {});
  EXPECT_EQ(comparison.flow[15].excluded_reason, "no arm in participants.tsv");
  EXPECT_EQ(comparison.contrasts[2].n_treatment, 3);
}

TEST(Compare, AFollowUpIsEnoughToStayIn) {
  TrialData trial = make_trial(arms(4, 4), {"ses-1", "ses-2", "ses-3"}, noise(24, 2));
  testing::miss(trial, 1, "no scan");
  Comparison comparison = compare(trial, {});
  EXPECT_EQ(comparison.flow[0].excluded_reason, "");
  EXPECT_EQ(comparison.contrasts[0].n_reference, 3);
  EXPECT_EQ(comparison.contrasts[3].n_reference, 4);
  testing::miss(trial, 2, "too short");
  comparison = compare(trial, {});
  EXPECT_EQ(comparison.flow[0].excluded_reason, "no follow-up: ses-2: no scan; ses-3: too short");
}

TEST(Compare, ThreadsDoNotChangeABit) {
  Eigen::MatrixXd values = noise(60, 900);
  for (Eigen::Index e = 0; e < 900; e += 7) values(e % 60, e) = std::nan("");
  const TrialData trial = make_trial(arms(13, 17), two_sessions, values);
  CompareParams params;
  params.permutations = 700;
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    return digest_of(compare(trial, params));
  };
  const Digest one = run(1);
  EXPECT_EQ(one, run(2));
  EXPECT_EQ(one, run(2));
}

TEST(Compare, TheSeedChoosesTheRandomLabellings) {
  const TrialData trial = make_trial(arms(13, 17), two_sessions, noise(60, 20));
  CompareParams params;
  params.permutations = 200;
  const Comparison first = compare(trial, params);
  EXPECT_EQ(digest_of(first), digest_of(compare(trial, params)));
  params.seed = 21;
  const Comparison second = compare(trial, params);
  int differing = 0;
  for (std::size_t i = 0; i < first.effects.size(); ++i) {
    EXPECT_EQ(first.effects[i].t, second.effects[i].t);
    differing += first.effects[i].p != second.effects[i].p ? 1 : 0;
  }
  EXPECT_GT(differing, 10);
}

TEST(Compare, FamilywisePIsNeverBelowP) {
  // Hardly any noise within the arms: t in the millions, where rounding is coarse.
  Eigen::MatrixXd values = 1e-7 * noise(20, 50);
  for (Eigen::Index i = 11; i < 20; i += 2) values.row(i).array() += 1.0;
  const TrialData trial = make_trial(arms(5, 5), two_sessions, values);
  for (const VarianceModel variance : {VarianceModel::pooled, VarianceModel::welch}) {
    CompareParams params;
    params.variance = variance;
    const Comparison comparison = compare(trial, params);
    for (const Effect& effect :
         testing::effects_of(comparison, "(ketamine - placebo) x (ses-2 - ses-1)")) {
      EXPECT_GT(effect.t, 1e6);
      EXPECT_DOUBLE_EQ(effect.p, 2.0 / 252.0);
      EXPECT_DOUBLE_EQ(effect.p_fwe, 2.0 / 252.0);
    }
  }
}

TEST(Compare, WarnsOfUnequalArmsWhoseVariancesMayDiffer) {
  CompareParams params;
  const auto warnings_of = [&](int placebo, int ketamine) {
    const int rows = 2 * (placebo + ketamine);
    return check_compare(make_trial(arms(placebo, ketamine), two_sessions, noise(rows, 2)), params);
  };
  const std::size_t usual = warnings_of(5, 7).size();
  params.variance = VarianceModel::welch;
  EXPECT_EQ(warnings_of(6, 6).size(), usual);
  const std::vector<Problem> problems = warnings_of(5, 7);
  ASSERT_EQ(problems.size(), usual + 1);
  EXPECT_EQ(problems.back().found, "variance = welch with arms of 5 and 7");
  EXPECT_EQ(problems.back().severity, Severity::warning);
}

void give_sites(TrialData& trial, const std::vector<std::string>& site_of) {
  for (std::size_t row = 0; row < trial.table.rows.size(); ++row) {
    trial.table.rows[row].factors["site"] = site_of[row / 2];
  }
}

TEST(Compare, BlocksLimitTheLabellingsAndTheSmallestP) {
  CompareParams params;
  params.blocks = "site";
  TrialData trial = make_trial(arms(4, 4), two_sessions, noise(16, 2));
  give_sites(trial, {"x", "x", "y", "y", "x", "x", "y", "y"});
  Comparison comparison = compare(trial, params);
  EXPECT_EQ(comparison.contrasts[2].permutations, 36);  // C(4, 2) squared
  EXPECT_TRUE(comparison.contrasts[2].exhaustive);
  EXPECT_THAT(texts(comparison.warnings),
              Contains(HasSubstr("the smallest p that can occur is 0.05555")));
  // Three to one and one to three: 16 labellings without the mirrored one.
  give_sites(trial, {"x", "x", "x", "y", "x", "y", "y", "y"});
  comparison = compare(trial, params);
  EXPECT_EQ(comparison.contrasts[2].permutations, 16);
  EXPECT_THAT(texts(comparison.warnings),
              Contains(HasSubstr("the smallest p that can occur is 0.0625")));
}

TEST(Compare, ABlockOfOneArmIsAWarning) {
  CompareParams params;
  params.blocks = "site";
  TrialData trial = make_trial(arms(4, 5), two_sessions, noise(18, 2));
  give_sites(trial, {"x", "x", "x", "x", "x", "x", "x", "x", "y"});
  EXPECT_THAT(texts(check_compare(trial, params)),
              Contains(HasSubstr("site with participants of one arm only: y")));
  give_sites(trial, {"x", "x", "x", "y", "x", "x", "x", "x", "y"});
  EXPECT_THAT(texts(check_compare(trial, params)), Not(Contains(HasSubstr("one arm only"))));
}

TEST(Compare, TheReferenceArmIsNamedLikeAControl) {
  EXPECT_EQ(choose_reference_arm({"ketamine", "Placebo"}), "Placebo");
  EXPECT_EQ(choose_reference_arm({"b", "a"}), "a");
  EXPECT_EQ(choose_reference_arm({"sham", "control", "active"}), "active");
  EXPECT_EQ(choose_reference_arm({}), "");
}

TEST(Comparison, ContrastsAreValidatedToo) {
  const TrialData trial = make_trial(arms(4, 4), two_sessions, noise(16, 2));
  const Comparison sound = compare(trial, {});
  EXPECT_THAT(validate(sound, "comparison"), IsEmpty());
  Comparison broken = sound;
  broken.contrasts[1].permutations = 0;
  EXPECT_THAT(texts(validate(broken, "comparison")),
              ElementsAre(HasSubstr("p without labellings in contrast ketamine")));
  broken = sound;
  broken.contrasts.pop_back();
  EXPECT_THAT(texts(validate(broken, "comparison")),
              ElementsAre(HasSubstr("effects of contrasts that are not listed: (ketamine")));
  broken = sound;
  broken.contrasts.push_back(broken.contrasts[0]);
  EXPECT_THAT(texts(validate(broken, "comparison")), ElementsAre(HasSubstr("twice")));
}

}  // namespace
}  // namespace rewire
