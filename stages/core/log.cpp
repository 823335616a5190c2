#include "stages/core/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <vector>

#include "stages/core/error.h"

namespace rewire::log {
namespace {

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::quiet:
      return spdlog::level::warn;
    case Level::normal:
      return spdlog::level::info;
    case Level::debug:
      return spdlog::level::debug;
  }
  return spdlog::level::info;
}

std::shared_ptr<spdlog::sinks::sink> open_file(const std::filesystem::path& file) {
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
  } catch (const spdlog::spdlog_ex& failure) {
    throw StorageError({.found = failure.what(),
                        .expected = "a log file that can be written",
                        .where = file.string(),
                        .remedy = "name another --log-file or mend its permissions"});
  }
}

std::shared_ptr<spdlog::logger> make_logger(Level level, const std::filesystem::path& file) {
  std::vector<spdlog::sink_ptr> sinks{std::make_shared<spdlog::sinks::stderr_color_sink_mt>()};
  sinks.front()->set_pattern("%^%l%$: %v");
  if (!file.empty()) {
    sinks.push_back(open_file(file));
    sinks.back()->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  }
  auto logger = std::make_shared<spdlog::logger>("rewire", sinks.begin(), sinks.end());
  logger->set_level(spdlog_level(level));
  logger->flush_on(spdlog::level::info);
  return logger;
}

std::shared_ptr<spdlog::logger>& current() {
  static std::shared_ptr<spdlog::logger> logger = make_logger(Level::normal, {});
  return logger;
}

}  // namespace

void configure(Level level, const std::filesystem::path& file) {
  current() = make_logger(level, file);
}

void debug(std::string_view message) { current()->debug(message); }
void info(std::string_view message) { current()->info(message); }
void warning(std::string_view message) { current()->warn(message); }
void error(std::string_view message) { current()->error(message); }

}  // namespace rewire::log
