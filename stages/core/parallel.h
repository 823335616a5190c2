#pragma once

#include <cstddef>
#include <functional>

namespace rewire {

/// Holds the number of threads that parallel_for may use while it lives (0: all processors).
class ThreadLimit {
 public:
  explicit ThreadLimit(int threads);
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

 private:
  void* control_;
};

/// The number of threads that parallel_for uses now.
int thread_count();

/// Calls `body(begin, end)` for consecutive blocks of `block` indices (the last may be shorter)
/// that cover [0, count). The blocks never depend on the number of threads, so a body that writes
/// only to its own indices, or keeps one partial sum per block that is added up in order
/// afterwards, gives the same bits on any machine. A nested call does not take up work of an outer
/// loop. Stops between blocks with Interrupted when a stop was asked for. The first exception by
/// time is rethrown.
void parallel_for(std::size_t count,
                  std::size_t block,
                  const std::function<void(std::size_t begin, std::size_t end)>& body);

}  // namespace rewire
