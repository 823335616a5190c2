#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "stages/core/problem.h"
#include "stages/files/bold_sidecar.h"

namespace rewire {

/// JSON files read once each, however many scans inherit from them.
class SidecarCache {
 public:
  /// Also looks into `outer`, which must outlive this one and not change.
  explicit SidecarCache(const SidecarCache* outer = nullptr) : outer_(outer) {}

  /// The object in the file; null when it cannot be read or holds no object, which becomes a
  /// problem the first time.
  const nlohmann::json* read(const std::filesystem::path& path, std::vector<Problem>& problems);

 private:
  const SidecarCache* outer_;
  std::map<std::string, std::shared_ptr<const nlohmann::json>> files_;
};

/// One object of all files, root first: a key in a later (deeper) file replaces the earlier one
/// (BIDS inheritance principle, rule 4). Unreadable files become problems; `where` names the scan.
nlohmann::json merge_sidecars(std::span<const std::filesystem::path> sidecars,
                              SidecarCache& cache,
                              const std::string& where,
                              std::vector<Problem>& problems);

/// What is wrong with the values: no repetition time, or one that no scanner has (0, milliseconds),
/// are errors; slice times beyond the repetition time are a warning. `where` names the scan.
std::vector<Problem> check_bold_sidecar(const BoldSidecar& sidecar, const std::string& where);

/// The merged sidecars of one BOLD scan. Whatever is wrong becomes a problem; a repetition time
/// that is wrong is then absent, and so is everything when a file is unreadable or a value of the
/// wrong kind.
BoldSidecar read_bold_sidecar(std::span<const std::filesystem::path> sidecars,
                              SidecarCache& cache,
                              const std::string& where,
                              std::vector<Problem>& problems);

/// Likewise; throws InputError with the problems that are errors.
BoldSidecar read_bold_sidecar(std::span<const std::filesystem::path> sidecars);

}  // namespace rewire
