#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>

#include "stages/core/digest.h"
#include "stages/files/file_bytes.h"

// Running the real program as a user would.
namespace rewire::testing {

struct ProgramResult {
  int exit_status = -1;
  std::string output;  ///< standard output and error, as they came
};

inline ProgramResult run_command(const std::string& command) {
  std::FILE* pipe = ::popen((command + " 2>&1 </dev/null").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot start " + command);
  ProgramResult result;
  std::array<char, 4096> block{};
  for (std::size_t count = 0; (count = std::fread(block.data(), 1, block.size(), pipe)) > 0;) {
    result.output.append(block.data(), count);
  }
  const int status = ::pclose(pipe);
  result.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

inline ProgramResult rewire_program(const std::string& arguments) {
  return run_command(std::string(REWIRE_BINARY) + " " + arguments);
}

/// Relative path -> digest of every file below `folder`, the run's own memory apart.
inline std::map<std::string, std::string> contents_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> contents;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).string();
    if (!entry.is_regular_file() || name.starts_with(".rewire")) continue;
    const auto bytes = read_bytes(entry.path());
    contents[name] = to_text(Digester().bytes(std::as_bytes(std::span(bytes))).finish());
  }
  return contents;
}

}  // namespace rewire::testing
