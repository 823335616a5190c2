#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/compare/compare.h"
#include "tests/reference_file.h"
#include "tests/stages/compare/trials.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using testing::read_reference_matrix;

TrialData reference_trial() {
  const MatrixXd table = read_reference_matrix("compare/trial_values.txt");
  std::vector<std::string> arm_of;
  for (Index row = 0; row < table.rows(); row += 3) {
    arm_of.push_back(table(row, 2) == 1.0 ? "ketamine" : "placebo");
  }
  TrialData trial =
      testing::make_trial(arm_of, {"ses-0", "ses-1", "ses-4"}, table.middleCols(3, 5));
  trial.families.push_back(
      {"structure_pair", {"amygdala--prefrontal", "hippocampus--prefrontal"}, table.rightCols(2)});
  trial.table.rows[3 * 3 + 2].missing_reason = "no scan";
  return trial;
}

std::vector<double> numbers_of(const Effect& effect) {
  return {static_cast<double>(effect.n_reference),
          static_cast<double>(effect.n_treatment),
          effect.estimate,
          effect.standard_error,
          effect.t,
          effect.degrees_of_freedom,
          effect.ci_low,
          effect.ci_high,
          effect.effect_size,
          effect.effect_size_ci_low,
          effect.effect_size_ci_high,
          effect.p,
          effect.p_fwe,
          effect.q_fdr};
}

void expect_reference(VarianceModel variance, const std::string& file) {
  CompareParams params;
  params.variance = variance;
  const Comparison comparison = compare(reference_trial(), params);
  EXPECT_THAT(validate(comparison, "comparison"), ::testing::IsEmpty());
  const MatrixXd expected = read_reference_matrix(file);
  ASSERT_EQ(static_cast<Index>(comparison.effects.size()), expected.rows());
  for (Index row = 0; row < expected.rows(); ++row) {
    const Effect& effect = comparison.effects[static_cast<std::size_t>(row)];
    const std::vector<double> found = numbers_of(effect);
    for (Index k = 0; k < expected.cols(); ++k) {
      SCOPED_TRACE(effect.contrast + " " + effect.endpoint + " number " + std::to_string(k));
      const double number = found[static_cast<std::size_t>(k)];
      if (std::isnan(expected(row, k))) {
        EXPECT_TRUE(std::isnan(number)) << number;
        EXPECT_NE(effect.reason, "");
      } else {
        EXPECT_NEAR(number, expected(row, k), 1e-8 * (1.0 + std::abs(expected(row, k))));
      }
    }
  }
  for (const Contrast& contrast : comparison.contrasts) EXPECT_TRUE(contrast.exhaustive);
}

TEST(Compare, WholeTrialAgreesWithScipyAndEnumeration) {
  expect_reference(VarianceModel::pooled, "compare/trial_pooled.txt");
}

TEST(Compare, WelchTrialAgreesWithScipyAndEnumeration) {
  expect_reference(VarianceModel::welch, "compare/trial_welch.txt");
}

TEST(Compare, NamesContrastsAndCountsTheirParticipants) {
  const Comparison comparison = compare(reference_trial(), {});
  std::vector<std::string> lines;
  for (const Contrast& contrast : comparison.contrasts) {
    lines.push_back(contrast.name + " " + std::to_string(contrast.n_reference) + "/" +
                    std::to_string(contrast.n_treatment) + " " +
                    std::to_string(contrast.permutations));
  }
  EXPECT_THAT(lines,
              ::testing::ElementsAre("placebo: ses-1 - ses-0 5/0 32",
                                     "ketamine: ses-1 - ses-0 0/6 64",
                                     "(ketamine - placebo) x (ses-1 - ses-0) 5/6 462",
                                     "placebo: ses-4 - ses-0 4/0 16",
                                     "ketamine: ses-4 - ses-0 0/6 64",
                                     "(ketamine - placebo) x (ses-4 - ses-0) 4/6 210"));
  EXPECT_EQ(comparison.reference_arm, "placebo");
  EXPECT_EQ(comparison.effects[4].reason, "the changes do not vary between participants");
  EXPECT_EQ(comparison.effects[5].reason,
            "2 participants of arm placebo have both sessions, 3 needed");
  EXPECT_EQ(comparison.effects[14 + 5].reason,
            "2 participants of the reference arm have both sessions, 3 needed");
}

TEST(Compare, WarnsWhereTheFewLabellingsCannotReachAlpha) {
  const Comparison comparison = compare(reference_trial(), {});
  std::vector<std::string> lines;
  for (const Problem& warning : comparison.warnings) lines.push_back(to_text(warning));
  // 4 participants: 16 sign patterns, two of which have the same |t|.
  EXPECT_THAT(lines,
              ::testing::Contains(::testing::AllOf(
                  ::testing::HasSubstr("16 labellings in all"),
                  ::testing::HasSubstr("placebo: ses-4 - ses-0"),
                  ::testing::HasSubstr("the smallest p that can occur is 0.125"))));
  EXPECT_THAT(lines, ::testing::Not(::testing::Contains(::testing::HasSubstr("210 labellings"))));
}

}  // namespace
}  // namespace rewire
