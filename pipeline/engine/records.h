#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
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
  Digest key;                         ///< of stage, version, parameters and input contents
  Digest content;                     ///< of the value
  std::vector<std::string> files;     ///< that hold the value; in a record, as Records names them
  std::vector<std::string> settings;  ///< "denoise.high_cut = 0.1", "denoise version 1"
  std::vector<Problem> warnings;
  double seconds = 0.0;
  double peak_memory_mb = 0.0;
};

/// The memory of one session's (or the group's) graph, kept in one JSON file. It holds what differs
/// between machines (times, paths), so that the outputs themselves do not.
class Records {
 public:
  /// Reads `file` when it is there; a record that cannot be understood is a fresh start. Files
  /// below `root` are remembered by their place in it, so that the whole folder may move; others by
  /// their absolute path.
  explicit Records(std::filesystem::path file, const std::filesystem::path& root = {});

  std::optional<StepRecord> find(const std::string& step) const;
  /// Remembers a step and the present state of its files, and saves.
  void put(const std::string& step, StepRecord record);

  /// True when each file is there and has the content that was recorded.
  bool intact(const StepRecord& record);
  /// Whether the step left each of these files, so that a product asked for later is not missed.
  bool includes(const StepRecord& record, const std::vector<std::filesystem::path>& files) const;

  /// Digest of a file's bytes; hashed again only when size or modification time changed. Throws
  /// InputError when it cannot be read.
  Digest file_content(const std::filesystem::path& file);

  /// Whether the last run settled every step; put() takes that back until finish().
  bool complete() const { return complete_; }
  /// `steps` are all there are, and all are settled: forgets others and saves that, unless it is
  /// known.
  void finish(const std::set<std::string>& steps);

  /// Whether the file, an input or a result, was ever looked at.
  bool knows(const std::filesystem::path& file) const { return files_.contains(name_of(file)); }
  /// Whether it is known and has the size and modification time of then; its bytes are not read.
  bool unchanged(const std::filesystem::path& file) const;
  /// The files that hold the steps' values.
  std::vector<std::filesystem::path> result_files() const;

  /// What was odd, with the name of the step; by step.
  std::vector<std::pair<std::string, Problem>> warnings() const;

  /// How the steps were carried out, sorted.
  std::vector<std::string> settings() const;

  void save() const;

 private:
  std::string name_of(const std::filesystem::path& file) const;
  std::filesystem::path path_of(const std::string& name) const { return root_ / name; }

  std::filesystem::path file_;
  std::filesystem::path root_;
  bool complete_ = false;
  std::map<std::string, StepRecord> steps_;
  std::map<std::string, FileRecord> files_;
};

/// XXH3-128 of a file's bytes, read in blocks.
Digest digest_of_file(const std::filesystem::path& file);

}  // namespace rewire::engine
