#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "stages/files/atomic_file.h"
#include "tests/end_to_end/program.h"

// One small sound trial, which each test copies a piece of and breaks.
namespace rewire::testing {

namespace fs = std::filesystem;

class BadTrial : public ::testing::Test {
 protected:
  void SetUp() override {
    work_ = made().root / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::create_directories(work_);
  }

  static std::string bids() { return (made().root / "bids").string(); }
  static fs::path scan() {
    return fs::path(bids()) / "sub-01/ses-baseline/func/sub-01_ses-baseline_task-rest_bold.nii.gz";
  }
  static std::string sidecar_text() {
    return read_text(scan().parent_path() / "sub-01_ses-baseline_task-rest_bold.json");
  }

  /// A copy of the trial that may be broken.
  std::string copy_of_trial() const {
    const fs::path copy = work_ / "bids";
    fs::copy(bids(), copy, fs::copy_options::recursive);
    return copy.string();
  }

  /// What `rewire preprocess` says to these bytes; nothing may be left behind.
  ProgramResult preprocess(const std::string& image, const std::string& sidecar) const {
    const fs::path in = work_ / "in";
    fs::create_directories(in);
    write_text(in / "x_bold.nii.gz", image);
    write_text(in / "x_bold.json", sidecar);
    const ProgramResult result = rewire_program("preprocess " + (in / "x_bold.nii.gz").string() +
                                                " " + (work_ / "out" / "x").string());
    EXPECT_FALSE(fs::exists(work_ / "out")) << "outputs of a scan that cannot be used";
    return result;
  }

  fs::path work_;

 private:
  struct Made {
    fs::path root = fs::path(::testing::TempDir()) / ("rewire_bad_" + std::to_string(::getpid()));
    Made() {
      const ProgramResult result =
          rewire_program("simulate " + (root / "bids").string() +
                         " --preset tiny --participants-per-arm 2 --volumes 60");
      if (result.exit_status != 0) throw std::runtime_error(result.output);
    }
    Made(const Made&) = delete;
    Made& operator=(const Made&) = delete;
    ~Made() { fs::remove_all(root); }
  };
  static const Made& made() {
    static const Made trial;
    return trial;
  }
};

/// Half-written files are named .<name>.<number>.part until they are whole.
inline std::string part_files(const fs::path& folder) {
  std::string parts;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".part") parts += entry.path().string() + "\n";
  }
  return parts;
}

inline void expect_refused(const ProgramResult& result, int status, const std::string& found) {
  EXPECT_EQ(result.exit_status, status) << result.output;
  EXPECT_THAT(result.output, ::testing::HasSubstr(found));
  EXPECT_THAT(result.output, ::testing::HasSubstr(", expected "));
  EXPECT_THAT(result.output, ::testing::HasSubstr("; "));
}

}  // namespace rewire::testing
