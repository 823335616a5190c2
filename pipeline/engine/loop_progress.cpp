#include "pipeline/engine/loop_progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "stages/core/log.h"
#include "stages/core/number_text.h"

namespace rewire::engine {
namespace {

constexpr std::chrono::seconds quiet_start{3};
constexpr std::chrono::milliseconds between_redraws{500};
constexpr std::chrono::seconds between_lines{20};

}  // namespace

std::string time_left_text(double first, double share, double elapsed_s) {
  const long left = std::lround(elapsed_s * (1.0 - share) / (share - first));
  const std::string seconds = std::to_string(left % 60);
  return format_fixed(100.0 * share, 0) + " %, " + std::to_string(left / 60) + ":" +
         (seconds.size() < 2 ? "0" : "") + seconds + " left";
}

LoopProgress::LoopProgress()
    : terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      said_(start_),
      listener_([this](const std::string& what, double share) { heard(what, share); }) {}

LoopProgress::~LoopProgress() {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

void LoopProgress::heard(const std::string& what, double share) {
  const Clock::time_point now = Clock::now();
  // A share that falls far is another loop of the same name.
  if (what != what_ || share < 0.5 * share_) {
    what_ = what;
    start_ = now;
    said_ = now;
    share_ = first_share_ = share;
    return;
  }
  share_ = std::max(share_, share);
  if (now - start_ < quiet_start || share_ >= 1.0 || share_ <= first_share_) return;
  if (now - said_ < (terminal_ ? Clock::duration(between_redraws) : Clock::duration(between_lines)))
    return;
  said_ = now;
  const std::chrono::duration<double> elapsed = now - start_;
  const std::string line = what + ": " + time_left_text(first_share_, share_, elapsed.count());
  if (!terminal_) {
    log::info(line);
    return;
  }
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
}

}  // namespace rewire::engine
