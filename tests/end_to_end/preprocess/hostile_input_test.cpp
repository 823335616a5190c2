// What people get wrong about scans, through the real command line: each is refused, or said with a
// number beside a result.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "stages/files/atomic_file.h"
#include "stages/files/json.h"
#include "stages/files/nifti.h"
#include "tests/end_to_end/bad_input/refusals.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

/// Two persons of one session each, distorted, with pairs of opposite phase encoding.
class HostileInput : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder() = fs::path(::testing::TempDir()) / ("rewire_hostile_" + std::to_string(::getpid()));
    fs::remove_all(folder());
    const ProgramResult made =
        rewire_program("simulate " + (folder() / "bids").string() +
                       " --preset tiny --participants-per-arm 1 --volumes 60 --voxel-mm 4 "
                       "--distortion 5 --field-map epi_pair");
    ASSERT_EQ(made.exit_status, 0) << made.output;
  }
  static void TearDownTestSuite() { fs::remove_all(folder()); }

  void SetUp() override {
    work_ = folder() / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::create_directories(work_);
    for (const char* end : {"bold.nii.gz", "bold.json"}) {
      fs::copy(session("01") / "func" / ("sub-01_ses-baseline_task-rest_" + std::string(end)),
               work_ / ("x_" + std::string(end)));
    }
  }

  static fs::path& folder() {
    static fs::path path;
    return path;
  }
  static fs::path session(const std::string& sub) {
    return folder() / "bids" / ("sub-" + sub) / "ses-baseline";
  }
  static fs::path t1w(const std::string& sub) {
    return session(sub) / "anat" / ("sub-" + sub + "_ses-baseline_T1w.nii.gz");
  }
  static std::vector<fs::path> field_map() {
    std::vector<fs::path> images;
    for (const auto& entry : fs::directory_iterator(session("01") / "fmap")) {
      if (entry.path().string().ends_with("_epi.nii.gz")) images.push_back(entry.path());
    }
    std::sort(images.begin(), images.end());
    return images;
  }

  fs::path bold() const { return work_ / "x_bold.nii.gz"; }
  BoldRun scan() const {
    BoldSidecar sidecar;
    sidecar.repetition_time_s = 3.0;
    return read_bold(bold(), sidecar);
  }
  void change_sidecar(const char* key, const nlohmann::json& value) const {
    nlohmann::json sidecar = read_json(work_ / "x_bold.json");
    sidecar[key] = value;
    write_text(work_ / "x_bold.json", sidecar.dump());
  }

  /// An affine is enough to see what is wrong, and quick.
  ProgramResult preprocess(const std::string& options) const {
    return rewire_program("preprocess " + bold().string() + " " + (work_ / "out" / "x").string() +
                          " --normalization affine --bias-correction none --working-spacing 2 " +
                          options);
  }
  ProgramResult preprocess_with_t1w(const fs::path& image) const {
    return preprocess("--t1w " + image.string());
  }

  fs::path work_;
};

/// A part of the slices of an image, the rest cut away.
Volume lower_part(const Volume& whole, double share) {
  Volume part = whole;
  part.grid.dims[2] = static_cast<int>(share * whole.grid.dims[2]);
  part.values.resize(part.grid.voxel_count());
  return part;
}

TEST_F(HostileInput, ATrueT1wIsNotComplainedOf) {
  const ProgramResult result = preprocess_with_t1w(t1w("01"));
  EXPECT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, ::testing::Not(HasSubstr("scan to T1w")));
}

TEST_F(HostileInput, AT1wWithoutContrast) {
  Volume image = read_volume(t1w("01"));
  std::fill(image.values.begin(), image.values.end(), 100.0F);
  write_volume(work_ / "flat_T1w.nii.gz", image);
  expect_refused(preprocess_with_t1w(work_ / "flat_T1w.nii.gz"), 4, "one intensity throughout");
}

/// Simulated people have one person's folds; of real ones the surfaces tell them apart.
TEST_F(HostileInput, TheT1wOfAnotherPerson) {
  const char* named = std::getenv("REWIRE_SHARED_DATA");
  const fs::path data =
      named != nullptr ? fs::path(named) : fs::path(REWIRE_SOURCE_DIR) / "../shared/data";
  const fs::path other = "/usr/share/mricron/templates/ch2.nii.gz";
  fs::path real;
  if (fs::exists(data / "studyforrest-bids")) {
    for (const auto& entry : fs::recursive_directory_iterator(data / "studyforrest-bids")) {
      if (entry.path().string().ends_with("_bold.nii.gz")) real = entry.path();
    }
  }
  if (real.empty() || !fs::exists(other)) GTEST_SKIP() << "no scan and T1w of two real people";
  BoldRun run = read_bold(real);
  run.values = Eigen::MatrixXf(run.values.leftCols(30));
  write_bold(bold(), run);
  write_text(work_ / "x_bold.json", R"({"RepetitionTime": 2.0, "TaskName": "rest"})");
  expect_warned(preprocess_with_t1w(other), "a boundary cost of ");
}

TEST_F(HostileInput, AHeaderThatExchangesTheSides) {
  BoldRun run = scan();
  run.grid.world_from_voxel.row(0) *= -1.0;
  write_bold(bold(), run);
  expect_refused(preprocess_with_t1w(t1w("01")), 4, "left and right exchanged");
}

TEST_F(HostileInput, AT1wOfAPartOfTheHead) {
  write_volume(work_ / "part_T1w.nii.gz", lower_part(read_volume(t1w("01")), 0.45));
  const ProgramResult result = preprocess_with_t1w(work_ / "part_T1w.nii.gz");
  EXPECT_EQ(result.exit_status, 4) << result.output;
  EXPECT_THAT(result.output, HasSubstr("within the T1w's field of view"));
}

TEST_F(HostileInput, AScanOfAPartOfTheBrain) {
  BoldRun run = scan();
  run.grid.dims[2] /= 2;
  run.values =
      Eigen::MatrixXf(run.values.topRows(static_cast<Eigen::Index>(run.grid.voxel_count())));
  run.slice_times_s.clear();
  write_bold(bold(), run);
  change_sidecar("SliceTiming", nlohmann::json::array());
  expect_warned(preprocess_with_t1w(t1w("01")), "% of the brain within the scan's field of view");
}

TEST_F(HostileInput, APairOnTwoGrids) {
  const std::vector<fs::path> images = field_map();
  ASSERT_EQ(images.size(), 2U);
  std::string options = "--field-map";
  for (const fs::path& image : images) {
    const fs::path copy = work_ / image.filename();
    const Volume part = lower_part(read_volume(image), image == images[0] ? 0.8 : 1.0);
    write_volume(copy, part);
    const std::string name = image.filename().string();
    const std::string sidecar = name.substr(0, name.size() - 7) + ".json";
    fs::copy(image.parent_path() / sidecar, work_ / sidecar);
    options += " " + copy.string();
  }
  expect_refused(preprocess(options), 3, "grid");
}

TEST_F(HostileInput, APhaseEncodingThatIsNotTheScans) {
  std::string options = "--field-map";
  for (const fs::path& image : field_map()) options += " " + image.string();
  const ProgramResult right = preprocess(options);
  EXPECT_EQ(right.exit_status, 0) << right.output;
  EXPECT_THAT(right.output, ::testing::Not(HasSubstr("with the lines along")));
  change_sidecar("PhaseEncodingDirection", "j");
  expect_warned(preprocess(options), "with the lines along j-");
  change_sidecar("PhaseEncodingDirection", "i");
  expect_warned(preprocess(options), "a scan whose lines run along i");
}

TEST_F(HostileInput, TwoVolumes) {
  BoldRun run = scan();
  run.values = Eigen::MatrixXf(run.values.leftCols(2));
  write_bold(bold(), run);
  expect_warned(preprocess(""), "2 volumes");
}

TEST_F(HostileInput, SliceTimesBeyondTheRepetitionTime) {
  const int slices = scan().grid.dims[2];
  nlohmann::json times = nlohmann::json::array();
  for (int slice = 0; slice < slices; ++slice) times.push_back(0.2 * slice);
  change_sidecar("SliceTiming", times);
  expect_warned(preprocess(""), "slice times up to ");
}

TEST_F(HostileInput, WarningsAreInTheSummaryOfARun) {
  const fs::path bids = work_ / "bids";
  fs::copy(folder() / "bids", bids, fs::copy_options::recursive);
  const fs::path sidecar =
      bids / "sub-01/ses-baseline/func/sub-01_ses-baseline_task-rest_bold.json";
  nlohmann::json facts = read_json(sidecar);
  facts["PhaseEncodingDirection"] = "j";
  write_text(sidecar, facts.dump());
  const ProgramResult result =
      rewire_program("run " + bids.string() + " " + (work_ / "derivatives").string() +
                     " participant --participant-label 01 --session-label baseline --set "
                     "anatomy.normalization=affine --set anatomy.bias_correction=none");
  EXPECT_THAT(result.output, HasSubstr("warning: measure_distortion: "));
  EXPECT_THAT(result.output, HasSubstr("with the lines along j-"));
}

}  // namespace
}  // namespace rewire::testing
