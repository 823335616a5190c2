#pragma once

#include <string>

#include "tests/end_to_end/bad_input/refusals.h"
#include "tests/end_to_end/small_trial.h"

// One small sound trial, which each test copies a piece of and breaks.
namespace rewire::testing {

class BadTrial : public SmallTrial {
 protected:
  static fs::path scan() {
    return fs::path(bids()) / "sub-01/ses-baseline/func/sub-01_ses-baseline_task-rest_bold.nii.gz";
  }
  static std::string sidecar_text() {
    return read_text(scan().parent_path() / "sub-01_ses-baseline_task-rest_bold.json");
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
};

}  // namespace rewire::testing
