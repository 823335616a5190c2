#include "pipeline/simulate/unfinished.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "stages/core/canonical.h"
#include "stages/core/error.h"
#include "stages/files/json.h"

namespace rewire::simulation {
namespace {

namespace fs = std::filesystem;

/// Goes up when the same parameters give other bytes.
constexpr int simulator_version = 2;

nlohmann::json record_of(SimulateParams params) {
  // Where the template lies does not shape the bytes.
  params.template_directory.clear();
  return {{"simulator", simulator_version}, {"parameters", canonical_text(params)}};
}

[[noreturn]] void throw_unreadable(const fs::path& out, const std::error_code& error) {
  throw StorageError({"a directory that cannot be read: " + error.message(),
                      "a directory that is absent or empty",
                      out.string(),
                      "mend its permissions or name another"});
}

/// Directories alone and what a killed writer left of `record` are nothing.
bool holds_files(const fs::path& out, const fs::path& record) {
  std::error_code error;
  const fs::file_status status = fs::status(out, error);
  if (!fs::exists(status)) {
    if (error && error != std::errc::no_such_file_or_directory &&
        error != std::errc::not_a_directory) {
      throw_unreadable(out, error);
    }
    return false;
  }
  if (!fs::is_directory(status)) return true;
  const std::string part = "." + record.filename().string() + ".";
  fs::recursive_directory_iterator entry(out, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const bool is_left_over = name.starts_with(part) && name.ends_with(".part") &&
                              entry->path().parent_path() == record.parent_path();
    if (!entry->is_directory() && !is_left_over) return true;
  }
  if (error) throw_unreadable(out, error);
  return false;
}

}  // namespace

void claim_directory(const fs::path& out, const SimulateParams& params) {
  const fs::path record = out / "derivatives" / "truth" / "simulation.json";
  const nlohmann::json wanted = record_of(params);
  std::error_code error;
  if (fs::is_regular_file(record, error)) {
    if (read_json(record) == wanted) return;
    throw InputError({"a simulated trial of other parameters or of another version",
                      "an absent or empty directory, or the trial of the same parameters",
                      out.string(),
                      "name another directory or remove this one"});
  }
  if (holds_files(out, record)) {
    throw InputError({"a directory that is not empty",
                      "an absent or empty one, or the trial of the same parameters",
                      out.string(),
                      "name another directory or remove this one"});
  }
  write_json(record, wanted);
}

}  // namespace rewire::simulation
