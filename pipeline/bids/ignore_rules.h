#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/problem.h"

namespace rewire {

/// The patterns of a .bidsignore file, which are gitignore's: "*", "?", "[a-z]" within a name,
/// "**" across directories, a leading "/" for the root only, a trailing "/" for directories, "!"
/// to take a pattern back; the last pattern that fits decides.
class IgnoreRules {
 public:
  IgnoreRules() = default;
  explicit IgnoreRules(std::string_view text);

  /// `path` is relative to the root, with "/" between names. What lies in an ignored directory is
  /// not asked about.
  bool ignores(std::string_view path, bool is_directory) const;

 private:
  struct Pattern {
    std::vector<std::string> segments;
    bool anchored = false;
    bool only_directories = false;
    bool takes_back = false;
  };
  std::vector<Pattern> patterns_;
};

/// `root`/.bidsignore; no rules when there is none.
IgnoreRules read_ignore_rules(const std::filesystem::path& root, std::vector<Problem>& problems);

}  // namespace rewire
