#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/problem.h"

namespace rewire {

/// A TOML file of texts, lists of texts and arrays of tables of such; nothing else has a place in a
/// descriptor.
struct DescriptorTable {
  std::string where;                                      ///< file and line
  std::map<std::string, std::vector<std::string>> texts;  ///< one text is a list of one
  std::map<std::string, std::vector<DescriptorTable>> tables;
};

/// ConfigError when the file cannot be read, is not TOML or holds other values (all of them).
DescriptorTable read_descriptor_table(const std::filesystem::path& file);

/// Takes keys out of a table and collects what is wrong with them.
class DescriptorFields {
 public:
  DescriptorFields(const DescriptorTable& table, std::vector<Problem>& problems)
      : table_(table), problems_(problems) {}

  std::string required_text(const std::string& key) { return text(key, true); }
  std::string optional_text(const std::string& key) { return text(key, false); }
  /// At least one text.
  std::vector<std::string> required_list(const std::string& key) { return list(key, true); }
  std::vector<std::string> optional_list(const std::string& key) { return list(key, false); }
  const std::vector<DescriptorTable>& tables(const std::string& key);
  /// Reports every key that was not asked for.
  void refuse_other_keys();

 private:
  std::string text(const std::string& key, bool required);
  std::vector<std::string> list(const std::string& key, bool required);
  void report(const std::string& found, const std::string& expected);

  const DescriptorTable& table_;
  std::vector<Problem>& problems_;
  std::vector<std::string> asked_;
};

/// `files` of a descriptor: those that are neither absolute nor begin with "${" or "~" lie beside
/// `descriptor`.
std::vector<std::string> beside(const std::filesystem::path& descriptor,
                                std::vector<std::string> files);

/// The *.toml in `directory`, by name; ConfigError when it is no directory.
std::vector<std::filesystem::path> descriptor_files(const std::filesystem::path& directory);

/// The one of `files` that is called `name`, upper and lower case, '-' and '_' apart. ConfigError
/// with the nearest name; `kind` is what they are ("atlas").
std::filesystem::path find_descriptor(const std::vector<std::filesystem::path>& files,
                                      std::string_view name,
                                      const std::string& kind);

}  // namespace rewire
