#include "stages/core/requirements.h"

#include <gtest/gtest.h>

namespace rewire {
namespace {

TEST(Requirements, keeps_what_does_not_hold) {
  Requirements requirements("scan.nii", "look");
  requirements.require(true, "fine", "fine");
  requirements.require(false, "two", "three");
  requirements.prefer(false, "four", "five");
  const std::vector<Problem> problems = requirements.take();
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(to_text(problems[0]), "two, expected three (scan.nii); look");
  EXPECT_EQ(problems[0].severity, Severity::error);
  EXPECT_EQ(problems[1].severity, Severity::warning);
}

TEST(Requirements, a_problem_may_bring_its_own_remedy) {
  Requirements requirements("scan.nii", "look");
  requirements.require(false, "two", "three", "count again");
  requirements.prefer(false, "four", "five", "take five");
  const std::vector<Problem> problems = requirements.take();
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].remedy, "count again");
  EXPECT_EQ(problems[1].remedy, "take five");
}

TEST(Enumerate, shortens_long_lists) {
  EXPECT_EQ(enumerate({"a", "b"}), "a, b");
  EXPECT_EQ(enumerate({"a", "b", "c", "d"}, 2), "a, b and 2 more");
  EXPECT_EQ(enumerate({}), "");
}

}  // namespace
}  // namespace rewire
