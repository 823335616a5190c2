#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire::engine {

/// A file as it was when it was last looked at.
struct FileRecord {
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;
  Digest content;
};

/// What is remembered of a step that was carried out.
struct StepRecord {
  Digest key;                      ///< of stage, version, parameters and input contents
  Digest content;                  ///< of the value
  std::vector<std::string> files;  ///< that hold the value
  std::vector<Problem> warnings;
  double seconds = 0.0;
  double peak_memory_mb = 0.0;
};

/// The memory of one session's (or the group's) graph, kept in one JSON file. It holds what differs
/// between machines (times, paths), so that the outputs themselves do not.
class Records {
 public:
  /// Reads `file` when it is there; a record that cannot be understood is a fresh start.
  explicit Records(std::filesystem::path file);

  std::optional<StepRecord> find(const std::string& step) const;
  /// Remembers a step and the present state of its files, and saves.
  void put(const std::string& step, StepRecord record);

  /// True when each file is there and has the content that was recorded.
  bool intact(const StepRecord& record);

  /// Digest of a file's bytes; hashed again only when size or modification time changed. Throws
  /// InputError when it cannot be read.
  Digest file_content(const std::filesystem::path& file);

  void save() const;

 private:
  std::filesystem::path file_;
  std::map<std::string, StepRecord> steps_;
  std::map<std::string, FileRecord> files_;
};

/// XXH3-128 of a file's bytes, read in blocks.
Digest digest_of_file(const std::filesystem::path& file);

}  // namespace rewire::engine
