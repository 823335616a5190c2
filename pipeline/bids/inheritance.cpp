#include "pipeline/bids/inheritance.h"

#include <algorithm>
#include <utility>

namespace rewire {
namespace {

bool has_entities_of(const BidsName& scan, const BidsName& file) {
  return std::all_of(file.entities.begin(), file.entities.end(), [&](const auto& entity) {
    return scan.label(entity.first) == entity.second;
  });
}

bool lies_above(const NamedFile& file, const NamedFile& scan) {
  if (!file.datatype.empty()) {
    return file.datatype == scan.datatype && file.session == scan.session;
  }
  return file.session.empty() || file.session == scan.session;
}

int depth(const NamedFile& file) {
  return (file.session.empty() ? 0 : 1) + (file.datatype.empty() ? 0 : 1);
}

}  // namespace

std::vector<std::filesystem::path> inherited_files(const NamedFile& scan,
                                                   std::span<const NamedFile> root_files,
                                                   std::span<const NamedFile> participant_files,
                                                   std::string_view suffix,
                                                   std::string_view extension) {
  std::vector<std::pair<int, const NamedFile*>> found;
  const auto take = [&](const NamedFile& file, int level) {
    if (file.name.suffix == suffix && file.name.extension == extension &&
        has_entities_of(scan.name, file.name)) {
      found.emplace_back(level, &file);
    }
  };
  for (const NamedFile& file : root_files) take(file, 0);
  for (const NamedFile& file : participant_files) {
    if (lies_above(file, scan)) take(file, 1 + depth(file));
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, a.second->name.entities.size()) <
           std::pair(b.first, b.second->name.entities.size());
  });
  std::vector<std::filesystem::path> paths;
  paths.reserve(found.size());
  for (const auto& [level, file] : found) paths.push_back(file->path);
  return paths;
}

}  // namespace rewire
