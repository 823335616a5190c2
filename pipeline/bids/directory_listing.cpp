#include "pipeline/bids/directory_listing.h"

#include <algorithm>
#include <system_error>

#include "pipeline/bids/entities.h"

namespace rewire {
namespace {

/// std::filesystem keeps the type that readdir gave, so nothing is asked of the disk here but where
/// a link leads.
EntryKind kind_of(const std::filesystem::directory_entry& entry) {
  std::error_code code;
  if (entry.is_directory(code)) return EntryKind::directory;
  if (entry.is_symlink(code) && !entry.exists(code)) return EntryKind::broken_link;
  return EntryKind::file;
}

Problem unreadable(const std::filesystem::path& directory, const std::error_code& code) {
  return {.found = "a directory that cannot be read: " + code.message(),
          .expected = "a readable directory",
          .where = directory.string(),
          .remedy = "check the path and its permissions"};
}

}  // namespace

std::vector<DirectoryEntry> list_directory(const std::filesystem::path& directory,
                                           std::vector<Problem>& problems) {
  std::vector<DirectoryEntry> entries;
  std::error_code code;
  std::filesystem::directory_iterator iterator(directory, code);
  while (!code && iterator != std::filesystem::directory_iterator()) {
    std::string name = iterator->path().filename().string();
    if (!name.starts_with('.')) {
      entries.push_back({.name = std::move(name), .kind = kind_of(*iterator)});
    }
    iterator.increment(code);
  }
  if (code) problems.push_back(unreadable(directory, code));
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return natural_less(a.name, b.name);
  });
  return entries;
}

Problem broken_link(const std::filesystem::path& path, const std::string& what) {
  return {.found = what + " that is a link to nothing",
          .expected = "a file",
          .where = path.string(),
          .remedy = "fetch its content (datalad get, git annex get) or mend the link"};
}

}  // namespace rewire
