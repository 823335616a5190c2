#include "tests/end_to_end/bad_input/bad_trial.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;

class BadTable : public BadTrial {
 protected:
  ProgramResult group(const std::string& trial) const {
    return rewire_program("run " + trial + " " + (work_ / "out").string() + " group");
  }
};

TEST_F(BadTable, ParticipantWithoutARow) {
  const std::string trial = copy_of_trial();
  const fs::path table = fs::path(trial) / "participants.tsv";
  const std::string text = read_text(table);
  const std::size_t start = text.find("sub-03");
  ASSERT_NE(start, std::string::npos);
  write_text(table, text.substr(0, start) + text.substr(text.find('\n', start) + 1));
  const ProgramResult result = group(trial);
  expect_refused(result, 3, "sub-03 has no row");
  EXPECT_THAT(result.output, HasSubstr("participants.tsv"));
}

TEST_F(BadTable, NoTableOfParticipants) {
  const std::string trial = copy_of_trial();
  fs::remove(fs::path(trial) / "participants.tsv");
  expect_refused(group(trial), 3, "no column of arms");
}

TEST_F(BadTable, GroupBeforeParticipants) {
  expect_refused(group(bids()), 3, "no matrix (*_relmat.tsv) of the atlas AAL");
}

TEST_F(BadTable, UnknownParticipant) {
  expect_refused(rewire_program("run " + bids() + " " + (work_ / "out").string() +
                                " participant --participant-label 99"),
                 3,
                 "'99'");
}

TEST_F(BadTable, MistypedNamesComeWithTheNearest) {
  const std::string start = "run " + bids() + " " + (work_ / "out").string() + " participant ";
  const ProgramResult option = rewire_program(start + "--partcipant-label 01");
  EXPECT_EQ(option.exit_status, 2);
  EXPECT_THAT(option.output, HasSubstr("did you mean --participant-label"));
  const ProgramResult key = rewire_program(start + "--set compare.permutation=100");
  expect_refused(key, 2, "did you mean permutations?");
  const ProgramResult section = rewire_program(start + "--set compar.permutations=100");
  expect_refused(section, 2, "did you mean compare?");
  const ProgramResult value = rewire_program(start + "--set denoise.high_cut=fast");
  expect_refused(value, 2, "high_cut = \"fast\"");
  const ProgramResult atlas = rewire_program(start + "--atlas ALA");
  expect_refused(atlas, 2, "did you mean AAL?");
}

}  // namespace
}  // namespace rewire::testing
