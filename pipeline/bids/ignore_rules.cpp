#include "pipeline/bids/ignore_rules.h"

#include <fnmatch.h>

#include <algorithm>
#include <span>

#include "stages/core/error.h"
#include "stages/files/file_bytes.h"

namespace rewire {
namespace {

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) segments.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

bool fits(const std::string& pattern, const std::string& name) {
  return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

bool fits(std::span<const std::string> pattern, std::span<const std::string> path) {
  if (pattern.empty()) return path.empty();
  if (pattern.front() == "**") {
    const std::span<const std::string> rest = pattern.subspan(1);
    if (rest.empty()) return !path.empty();
    for (std::size_t skip = 0; skip <= path.size(); ++skip) {
      if (fits(rest, path.subspan(skip))) return true;
    }
    return false;
  }
  return !path.empty() && fits(pattern.front(), path.front()) &&
         fits(pattern.subspan(1), path.subspan(1));
}

std::string_view trimmed(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
    line.remove_suffix(1);
  }
  return line;
}

}  // namespace

IgnoreRules::IgnoreRules(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    Pattern pattern;
    if (line.front() == '!') {
      pattern.takes_back = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      pattern.only_directories = true;
      line.remove_suffix(1);
    }
    pattern.anchored = line.find('/') != std::string_view::npos;
    pattern.segments = segments_of(line);
    if (!pattern.segments.empty()) patterns_.push_back(std::move(pattern));
  }
}

bool IgnoreRules::ignores(std::string_view path, bool is_directory) const {
  if (patterns_.empty()) return false;
  const std::vector<std::string> segments = segments_of(path);
  if (segments.empty()) return false;
  bool ignored = false;
  for (const Pattern& pattern : patterns_) {
    if (pattern.only_directories && !is_directory) continue;
    const bool matches = pattern.anchored ? fits(pattern.segments, segments)
                                          : fits(pattern.segments.front(), segments.back());
    if (matches) ignored = !pattern.takes_back;
  }
  return ignored;
}

IgnoreRules read_ignore_rules(const std::filesystem::path& root, std::vector<Problem>& problems) {
  const std::filesystem::path path = root / ".bidsignore";
  std::error_code code;
  if (!std::filesystem::exists(path, code)) return {};
  try {
    return IgnoreRules(read_text(path));
  } catch (const InputError& error) {
    append(problems, error.problems());
    return {};
  }
}

}  // namespace rewire
