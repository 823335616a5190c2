#include "stages/files/file_bytes.h"
#include "tests/end_to_end/group_trial.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;

using ReportCommand = GroupTrial;

TEST_F(ReportCommand, MakesThePageAgain) {
  write({});
  ASSERT_EQ(group().exit_status, 0);
  const fs::path page = work_ / "out" / "group" / "report.html";
  const std::string before = read_text(page);
  fs::remove(page);
  const ProgramResult result = rewire_program("report " + output());
  EXPECT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("report.html"));
  EXPECT_EQ(read_text(page), before);
  const fs::path other = work_ / "pages" / "mine.html";
  EXPECT_EQ(rewire_program("report " + output() + " " + other.string()).exit_status, 0);
  EXPECT_EQ(read_text(other), before);
}

TEST_F(ReportCommand, WithoutAResultSaysWhatToDo) {
  fs::create_directories(output());
  const ProgramResult result = rewire_program("report " + output());
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.output, HasSubstr("run the group level first"));
  EXPECT_EQ(rewire_program("report " + output() + "/nowhere").exit_status, 3);
  EXPECT_FALSE(fs::exists(work_ / "out" / "nowhere"));
}

TEST_F(ReportCommand, RefusesADamagedResult) {
  write({});
  ASSERT_EQ(group().exit_status, 0);
  const fs::path result_file = work_ / "out" / "group" / "trial.h5";
  fs::resize_file(result_file, fs::file_size(result_file) / 2);
  const std::string before = read_text(work_ / "out" / "group" / "report.html");
  const ProgramResult result = rewire_program("report " + output());
  EXPECT_EQ(result.exit_status, 3) << result.output;
  EXPECT_THAT(result.output, HasSubstr("trial.h5"));
  EXPECT_EQ(read_text(work_ / "out" / "group" / "report.html"), before);
}

}  // namespace
}  // namespace rewire::testing
