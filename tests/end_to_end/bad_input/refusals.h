#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/end_to_end/program.h"

namespace rewire::testing {

/// Half-written files are named .<name>.<number>.part until they are whole.
inline std::string part_files(const std::filesystem::path& folder) {
  std::string parts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".part") parts += entry.path().string() + "\n";
  }
  return parts;
}

/// The status of those who must act, and a message that says what was found, what was expected and
/// what to do.
inline void expect_refused(const ProgramResult& result, int status, const std::string& found) {
  EXPECT_EQ(result.exit_status, status) << result.output;
  EXPECT_THAT(result.output, ::testing::HasSubstr(found));
  EXPECT_THAT(result.output, ::testing::HasSubstr(", expected "));
  EXPECT_THAT(result.output, ::testing::HasSubstr("; "));
}

/// The work was done; a warning says the same three things.
inline void expect_warned(const ProgramResult& result, const std::string& found) {
  expect_refused(result, 0, found);
  EXPECT_THAT(result.output, ::testing::HasSubstr("warning: "));
}

}  // namespace rewire::testing
