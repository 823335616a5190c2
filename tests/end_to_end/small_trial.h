#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"
#include "tests/end_to_end/program.h"

// One small sound trial per test program: two arms of two participants, baseline and day1.
namespace rewire::testing {

namespace fs = std::filesystem;

class SmallTrial : public ::testing::Test {
 protected:
  void SetUp() override {
    work_ = made().root / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::create_directories(work_);
  }

  static std::string bids() { return (made().root / "bids").string(); }
  std::string output() const { return (work_ / "out").string(); }

  /// A copy of the trial that may be broken.
  std::string copy_of_trial() const {
    const fs::path copy = work_ / "bids";
    fs::copy(bids(), copy, fs::copy_options::recursive);
    return copy.string();
  }

  fs::path work_;

 private:
  struct Made {
    fs::path root = fs::path(::testing::TempDir()) / ("rewire_trial_" + std::to_string(::getpid()));
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

}  // namespace rewire::testing
