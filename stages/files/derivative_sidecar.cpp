#include "stages/files/derivative_sidecar.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "stages/core/error.h"
#include "stages/files/json.h"

namespace rewire {

std::filesystem::path sidecar_path(const std::filesystem::path& file) {
  std::filesystem::path path = file;
  if (path.extension() == ".gz") path.replace_extension();
  return path.replace_extension(".json");
}

void require_own_sidecar(const std::filesystem::path& file) {
  constexpr std::array<std::string_view, 6> tables{".tsv", ".csv", ".1D", ".txt", ".npy", ".netcc"};
  const std::filesystem::path plain =
      file.extension() == ".gz" ? file.parent_path() / file.stem() : file;
  const std::string own = plain.extension().string();
  if (std::find(tables.begin(), tables.end(), own) == tables.end()) return;
  for (const std::string_view extension : tables) {
    for (const std::string_view packed : {"", ".gz"}) {
      std::filesystem::path other = plain;
      other.replace_extension(extension);
      other += packed;
      if (other == file || !std::filesystem::exists(other)) continue;
      throw ConfigError({.found = other.filename().string() + " beside " +
                                  file.filename().string() + ", both described by " +
                                  sidecar_path(file).filename().string(),
                         .expected = "a stem of its own for every table",
                         .where = file.parent_path().string(),
                         .remedy = "choose another name for the output"});
    }
  }
}

void write_sidecar(const std::filesystem::path& file,
                   nlohmann::json content,
                   const Provenance& provenance) {
  require_own_sidecar(file);
  nlohmann::json parameters = nlohmann::json::object();
  for (const auto& [name, value] : provenance.parameters) parameters[name] = value;
  content["GeneratedBy"] = {{{"Name", "Rewire"},
                             {"Version", provenance.program_version},
                             {"Stage", provenance.stage},
                             {"StageVersion", provenance.stage_version},
                             {"Key", provenance.key},
                             {"Parameters", std::move(parameters)}}};
  content["Sources"] = provenance.sources;
  write_json(sidecar_path(file), content);
}

}  // namespace rewire
