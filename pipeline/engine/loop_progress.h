#pragma once

#include <chrono>
#include <string>

#include "stages/core/progress.h"

namespace rewire::engine {

/// While it lives, says of each named loop that takes longer than some seconds how much is done and
/// how long the rest will take: on a line that is redrawn on a terminal, in log lines elsewhere.
class LoopProgress {
 public:
  LoopProgress();
  ~LoopProgress();
  LoopProgress(const LoopProgress&) = delete;
  LoopProgress& operator=(const LoopProgress&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  void heard(const std::string& what, double share);

  bool terminal_;
  std::string what_;
  double first_share_ = 0.0;
  double share_ = 0.0;
  Clock::time_point start_;
  Clock::time_point said_;
  ProgressListener listener_;
};

/// "40 %, 0:12 left" where going from `first` to `share` took `elapsed_s`; first < share.
std::string time_left_text(double first, double share, double elapsed_s);

}  // namespace rewire::engine
