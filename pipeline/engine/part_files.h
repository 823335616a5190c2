#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "stages/core/kept_parts.h"

namespace rewire::engine {

/// Parts in files of their own, named by their keys, whole or not there at all. A file that was
/// changed, cannot be read or comes from another version of the program or stage is as if it were
/// not there; a full disk keeps no parts, and a warning says so once.
class PartFiles : public PartStore {
 public:
  PartFiles(std::filesystem::path directory,
            const std::string& program_version,
            std::string_view stage,
            int stage_version);

  std::optional<std::vector<double>> find(const Digest& key) override;
  void keep(const Digest& key, std::span<const double> numbers) override;
  /// Removes all of them, once what they are parts of is stored.
  void forget();

 private:
  std::filesystem::path file_of(const Digest& key) const;
  /// Of maker, key and numbers: tells a file that was changed or renamed.
  Digest seal_of(const Digest& key, std::span<const double> numbers) const;

  std::filesystem::path directory_;
  std::string maker_;
  bool told_ = false;  ///< that parts are reused
  bool full_ = false;
};

}  // namespace rewire::engine
