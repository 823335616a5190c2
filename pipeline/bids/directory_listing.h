#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "stages/core/problem.h"

namespace rewire {

enum class EntryKind { file, directory, broken_link };

struct DirectoryEntry {
  std::string name;
  EntryKind kind;
};

/// What a directory holds, in natural order, hidden entries (".x") left out. The kind comes from
/// the directory itself; only symbolic links are followed, and those that lead nowhere are broken.
/// A directory that cannot be read is empty and a problem (error).
std::vector<DirectoryEntry> list_directory(const std::filesystem::path& directory,
                                           std::vector<Problem>& problems);

/// A link that leads nowhere; `what` names the kind of file.
Problem broken_link(const std::filesystem::path& path, const std::string& what);

}  // namespace rewire
