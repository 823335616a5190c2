#include "pipeline/engine/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "stages/core/log.h"

namespace rewire::engine {
namespace {

constexpr std::size_t bar_width = 24;

std::size_t terminal_columns() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

std::string minutes_and_seconds(double seconds) {
  const auto whole = static_cast<long>(seconds);
  const std::string rest = std::to_string(whole % 60);
  return std::to_string(whole / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

}  // namespace

Progress::Progress(std::string what, std::size_t total)
    : what_(std::move(what)),
      total_(total),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(std::chrono::steady_clock::now()) {}

Progress::~Progress() { clear(); }

void Progress::doing(const std::string& unit, const std::string& step) {
  const std::lock_guard guard(mutex_);
  if (terminal_) {
    draw(unit + " " + step);
  } else {
    log::debug(unit + ": " + step);
  }
}

void Progress::finished(const std::string& unit, const std::string& outcome) {
  const std::lock_guard guard(mutex_);
  ++done_;
  clear();
  log::info(unit + ": " + outcome + " (" + std::to_string(done_) + "/" + std::to_string(total_) +
            ")");
  draw("");
}

void Progress::draw(const std::string& note) {
  if (!terminal_) return;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  const double share = total_ == 0 ? 1.0 : static_cast<double>(done_) / static_cast<double>(total_);
  const auto filled = static_cast<std::size_t>(share * bar_width);
  std::string line = what_ + " [" + std::string(filled, '#') +
                     std::string(bar_width - filled, '-') + "] " + std::to_string(done_) + "/" +
                     std::to_string(total_) + " " + minutes_and_seconds(elapsed.count());
  if (done_ > 0 && done_ < total_) {
    line += ", " + minutes_and_seconds(elapsed.count() * (1.0 - share) / share) + " left";
  }
  if (!note.empty()) line += "  " + note;
  line.resize(std::min(line.size(), terminal_columns() - 1));
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
}

void Progress::clear() {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

}  // namespace rewire::engine
