#include "stages/core/progress.h"

#include <mutex>
#include <utility>

namespace rewire {
namespace {

thread_local std::string name_now;
thread_local ProgressRange range_now;

struct Listening {
  std::mutex mutex;
  ProgressSink sink;
};

Listening& listening() {
  static Listening one;
  return one;
}

}  // namespace

ProgressName::ProgressName(std::string what) : before_(std::exchange(name_now, std::move(what))) {}

ProgressName::~ProgressName() { name_now = std::move(before_); }

ProgressPart::ProgressPart(double begin, double end)
    : begin_before_(range_now.begin), size_before_(range_now.size) {
  range_now = {begin_before_ + begin * size_before_, (end - begin) * size_before_};
}

ProgressPart::~ProgressPart() { range_now = {begin_before_, size_before_}; }

ProgressListener::ProgressListener(ProgressSink sink) {
  const std::lock_guard guard(listening().mutex);
  listening().sink = std::move(sink);
}

ProgressListener::~ProgressListener() {
  const std::lock_guard guard(listening().mutex);
  listening().sink = nullptr;
}

std::string progress_name() { return name_now; }

ProgressRange progress_range() { return range_now; }

void report_progress(const std::string& what, double share) {
  const std::lock_guard guard(listening().mutex);
  if (listening().sink) listening().sink(what, share);
}

}  // namespace rewire
