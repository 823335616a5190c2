#pragma once

#include <functional>
#include <string>

namespace rewire {

/// While it lives, parallel_for loops that the same thread starts are about `what` ("permutations
/// of edge"); the innermost name counts.
class ProgressName {
 public:
  explicit ProgressName(std::string what);
  ~ProgressName();
  ProgressName(const ProgressName&) = delete;
  ProgressName& operator=(const ProgressName&) = delete;

 private:
  std::string before_;
};

/// While it lives, the share of a named loop that the same thread starts counts as [begin, end] of
/// the whole; of parts within parts likewise.
class ProgressPart {
 public:
  ProgressPart(double begin, double end);
  ~ProgressPart();
  ProgressPart(const ProgressPart&) = delete;
  ProgressPart& operator=(const ProgressPart&) = delete;

 private:
  double begin_before_;
  double size_before_;
};

/// Told of the share (0 to 1) of a named loop that is done, from any thread, block by block.
using ProgressSink = std::function<void(const std::string& what, double share)>;

/// Hears of all named loops while it lives; one at a time.
class ProgressListener {
 public:
  explicit ProgressListener(ProgressSink sink);
  ~ProgressListener();
  ProgressListener(const ProgressListener&) = delete;
  ProgressListener& operator=(const ProgressListener&) = delete;
};

/// The name that loops of this thread have now; empty without.
std::string progress_name();

/// The part of the whole that loops of this thread are now.
struct ProgressRange {
  double begin = 0.0;
  double size = 1.0;
};
ProgressRange progress_range();

void report_progress(const std::string& what, double share);

}  // namespace rewire
