#include <algorithm>

#include "pipeline/atlas/descriptor_table.h"
#include "stages/core/error.h"
#include "stages/core/field_assign.h"
#include "stages/core/nearest_name.h"

namespace rewire {

namespace fs = std::filesystem;

const std::vector<DescriptorTable>& DescriptorFields::tables(const std::string& key) {
  static const std::vector<DescriptorTable> none;
  asked_.push_back(key);
  const auto found = table_.tables.find(key);
  if (found != table_.tables.end()) return found->second;
  if (table_.texts.contains(key)) report(key + " is text", "tables [[" + key + "]]");
  return none;
}

std::string DescriptorFields::text(const std::string& key, bool required) {
  std::vector<std::string> texts = list(key, required);
  if (texts.size() > 1) report(key + " is a list", "one text");
  return texts.empty() ? std::string() : std::move(texts.front());
}

std::vector<std::string> DescriptorFields::list(const std::string& key, bool required) {
  asked_.push_back(key);
  const auto found = table_.texts.find(key);
  if (found == table_.texts.end()) {
    if (required) report("no " + key, key + " = \"...\"");
    return {};
  }
  const auto is_empty = [](const std::string& text) { return text.empty(); };
  const bool hollow =
      found->second.empty() || std::any_of(found->second.begin(), found->second.end(), is_empty);
  if (required && hollow) report("an empty " + key, "text");
  return found->second;
}

void DescriptorFields::refuse_other_keys() {
  const auto refuse = [&](const std::string& key) {
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) return;
    problems_.push_back(unknown_name("key", key, asked_, table_.where));
  };
  for (const auto& [key, texts] : table_.texts) refuse(key);
  for (const auto& [key, tables] : table_.tables) refuse(key);
}

void DescriptorFields::report(const std::string& found, const std::string& expected) {
  problems_.push_back({.found = found,
                       .expected = expected,
                       .where = table_.where,
                       .remedy = "mend the descriptor"});
}

std::vector<std::string> beside(const fs::path& descriptor, std::vector<std::string> files) {
  for (std::string& file : files) {
    const bool elsewhere = file.starts_with("/") || file.starts_with("${") || file.starts_with("~");
    if (!elsewhere) file = (descriptor.parent_path() / file).string();
  }
  return files;
}

std::vector<fs::path> descriptor_files(const fs::path& directory) {
  std::error_code failed;
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, failed)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  if (failed) {
    throw ConfigError({.found = "cannot list the directory: " + failed.message(),
                       .expected = "descriptors",
                       .where = directory.string(),
                       .remedy = "install the program whole, or set REWIRE_DATA_DIR"});
  }
  std::sort(files.begin(), files.end());
  return files;
}

fs::path find_descriptor(const std::vector<fs::path>& files,
                         std::string_view name,
                         const std::string& kind) {
  std::vector<std::string> names;
  for (const fs::path& file : files) {
    names.push_back(file.stem().string());
    if (names.back() == name) return file;
  }
  const auto plain = [](std::string_view text) {
    std::string letters;
    for (const char c : text) {
      if (c == '-' || c == '_') continue;
      letters.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    return letters;
  };
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (plain(names[i]) == plain(name)) return files[i];
  }
  throw ConfigError(unknown_name(kind, std::string(name), names, kind));
}

}  // namespace rewire
