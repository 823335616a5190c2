#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

namespace rewire::engine {

/// How far a run of several units (sessions) is: one line that is redrawn on a terminal, plain log
/// lines elsewhere. Safe to call from several threads.
class Progress {
 public:
  Progress(std::string what, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Says what one unit is doing now.
  void doing(const std::string& unit, const std::string& step);
  /// One unit is done; `outcome` is a word or a few ("done", "reused", "failed").
  void finished(const std::string& unit, const std::string& outcome);

 private:
  void draw(const std::string& note);
  void clear();

  std::string what_;
  std::size_t total_;
  std::size_t done_ = 0;
  bool terminal_;
  std::chrono::steady_clock::time_point start_;
  std::mutex mutex_;
};

}  // namespace rewire::engine
