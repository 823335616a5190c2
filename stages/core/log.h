#pragma once

#include <filesystem>
#include <string_view>

namespace rewire::log {

enum class Level { quiet, normal, debug };

/// Lines go to standard error, and to `file` too when it is not empty. Throws StorageError when the
/// file cannot be opened.
void configure(Level level, const std::filesystem::path& file);

void debug(std::string_view message);
void info(std::string_view message);
void warning(std::string_view message);
void error(std::string_view message);

}  // namespace rewire::log
