#include "stages/core/error.h"

#include <gtest/gtest.h>

namespace rewire {
namespace {

const Problem rows{.found = "41 confound rows",
                   .expected = "38",
                   .where = "confounds.tsv",
                   .remedy = "give the table of this scan"};

TEST(Error, message_has_the_chain_of_places_outermost_first) {
  try {
    in_context("sub-03 ses-post",
               [] { return in_context("denoise", []() -> int { throw InputError(rows); }); });
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.message(),
              "sub-03 ses-post › denoise › 41 confound rows, expected 38 (confounds.tsv); "
              "give the table of this scan");
    EXPECT_EQ(error.context(), (std::vector<std::string>{"sub-03 ses-post", "denoise"}));
  }
}

TEST(Error, message_has_one_line_per_problem) {
  ConfigError error(std::vector<Problem>{{.found = "a"}, {.found = "b"}});
  error.add_context("run");
  EXPECT_EQ(error.message(), "run › a\nrun › b");
}

TEST(Error, exit_status_says_who_must_act) {
  EXPECT_EQ(ConfigError(rows).exit_status(), 2);
  EXPECT_EQ(InputError(rows).exit_status(), 3);
  EXPECT_EQ(NumericalError(rows).exit_status(), 4);
  EXPECT_EQ(StorageError(rows).exit_status(), 5);
  EXPECT_EQ(InternalError(rows).exit_status(), 70);
  EXPECT_EQ(Interrupted().exit_status(), 130);
}

TEST(ThrowIfErrors, throws_the_errors_and_leaves_the_warnings) {
  const Problem warning{.found = "few volumes", .severity = Severity::warning};
  EXPECT_NO_THROW(throw_if_errors({warning}));
  try {
    throw_if_errors({warning, rows, rows});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().size(), 2U);
  }
}

TEST(InContext, returns_what_the_work_returns) {
  EXPECT_EQ(in_context("x", [] { return 7; }), 7);
}

}  // namespace
}  // namespace rewire
