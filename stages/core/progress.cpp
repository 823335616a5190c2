#include "stages/core/progress.h"

#include <mutex>
#include <utility>

namespace rewire {
namespace {

thread_local std::string name_now;

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

ProgressListener::ProgressListener(ProgressSink sink) {
  const std::lock_guard guard(listening().mutex);
  listening().sink = std::move(sink);
}

ProgressListener::~ProgressListener() {
  const std::lock_guard guard(listening().mutex);
  listening().sink = nullptr;
}

std::string progress_name() { return name_now; }

void report_progress(const std::string& what, double share) {
  const std::lock_guard guard(listening().mutex);
  if (listening().sink) listening().sink(what, share);
}

}  // namespace rewire
