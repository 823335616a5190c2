#include "stages/files/nifti.h"
#include "tests/end_to_end/bad_input/bad_trial.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;

class BadImage : public BadTrial {
 protected:
  /// What `rewire preprocess` says to the good scan after `change`.
  template <class Change>
  ProgramResult preprocess_changed(Change change) const {
    BoldSidecar sidecar;
    sidecar.repetition_time_s = 3.0;
    BoldRun run = read_bold(scan(), sidecar);
    change(run);
    write_bold(work_ / "changed.nii.gz", run);
    return preprocess(read_text(work_ / "changed.nii.gz"), sidecar_text());
  }
};

TEST_F(BadImage, TruncatedGzip) {
  const std::string whole = read_text(scan());
  const ProgramResult result = preprocess(whole.substr(0, whole.size() / 2), sidecar_text());
  expect_refused(result, 3, "gzip data that end early");
  EXPECT_THAT(result.output, HasSubstr("x_bold.nii.gz"));
}

TEST_F(BadImage, EmptyFile) { expect_refused(preprocess("", sidecar_text()), 3, "0 bytes"); }

TEST_F(BadImage, TextNamedLikeAnImage) {
  expect_refused(
      preprocess("this is a text file, not an image\n", sidecar_text()), 3, "a text file");
}

TEST_F(BadImage, OneVolume) {
  expect_refused(preprocess_changed(
                     [](BoldRun& run) { run.values = Eigen::MatrixXf(run.values.leftCols(1)); }),
                 3,
                 "volume");
}

TEST_F(BadImage, ThreeDimensionsWhereFourAreNeeded) {
  const fs::path t1w = fs::path(bids()) / "sub-01/ses-baseline/anat/sub-01_ses-baseline_T1w.nii.gz";
  expect_refused(preprocess(read_text(t1w), sidecar_text()), 3, "a 3-D image");
}

TEST_F(BadImage, AllZero) {
  const ProgramResult result = preprocess_changed([](BoldRun& run) { run.values.setZero(); });
  EXPECT_THAT(result.exit_status, ::testing::AnyOf(3, 4)) << result.output;
  EXPECT_THAT(result.output, HasSubstr(", expected "));
}

TEST_F(BadImage, ValuesThatAreNotFinite) {
  for (const float bad : {std::nanf(""), INFINITY}) {
    const ProgramResult result =
        preprocess_changed([bad](BoldRun& run) { run.values(run.values.rows() / 2, 31) = bad; });
    expect_refused(result, 3, "not finite in volumes 31");
  }
}

TEST_F(BadImage, OneVolumeOfZerosInTheMiddle) {
  const ProgramResult result =
      preprocess_changed([](BoldRun& run) { run.values.col(30).setZero(); });
  expect_refused(result, 3, "volumes that are zero throughout: 30");
}

TEST_F(BadImage, NoSidecarAndNoTimeInTheHeader) {
  const std::string trial = copy_of_trial();
  for (const auto& entry : fs::recursive_directory_iterator(trial)) {
    if (entry.path().string().ends_with("_bold.json")) fs::remove(entry.path());
  }
  const ProgramResult result =
      rewire_program("run " + trial + " " + (work_ / "out").string() + " participant");
  expect_refused(result, 3, "RepetitionTime");
  EXPECT_FALSE(fs::exists(work_ / "out" / "sub-01"));
  expect_refused(rewire_program("validate " + trial), 3, "RepetitionTime");
}

TEST_F(BadImage, AScanThatCannotBeUsedStopsNoOther) {
  const fs::path trial = copy_of_trial();
  const fs::path func = trial / "sub-01" / "ses-day1" / "func";
  write_text(func / "sub-01_ses-day1_task-rest_bold.json", "{\"RepetitionTime\": ");
  const ProgramResult result =
      rewire_program("run " + trial.string() + " " + (work_ / "out").string() +
                     " participant --participant-label 01 --set denoise.strategy=6P");
  expect_refused(result, 1, "sub-01_ses-day1_task-rest_bold.json");
  EXPECT_THAT(result.output, HasSubstr("1 of 2 scans analysed, 1 failed"));
  EXPECT_FALSE(fs::exists(work_ / "out" / "sub-01" / "ses-day1"));
  const ProgramResult status =
      rewire_program("status " + (work_ / "out").string() + " --participant-label 01");
  EXPECT_THAT(status.output, HasSubstr("scans: 1 done, 1 failed"));
}

TEST_F(BadImage, RepetitionTimeOfZero) {
  expect_refused(preprocess(read_text(scan()), R"({"RepetitionTime": 0})"), 3, "RepetitionTime 0");
}

TEST_F(BadImage, RepetitionTimeInMilliseconds) {
  const ProgramResult result = preprocess(read_text(scan()), R"({"RepetitionTime": 3000})");
  expect_refused(result, 3, "RepetitionTime 3000");
  EXPECT_THAT(result.output, HasSubstr("milliseconds? then it is 3 s"));
}

TEST_F(BadImage, GarbledSidecar) {
  const ProgramResult result = preprocess(read_text(scan()), R"({"RepetitionTime": 3.0, )");
  expect_refused(result, 3, "not JSON at line 1");
  EXPECT_THAT(result.output, HasSubstr("x_bold.json"));
}

}  // namespace
}  // namespace rewire::testing
