#include "stages/files/derivative_sidecar.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "stages/files/json.h"

namespace rewire {

std::filesystem::path sidecar_path(const std::filesystem::path& file) {
  std::filesystem::path path = file;
  if (path.extension() == ".gz") path.replace_extension();
  return path.replace_extension(".json");
}

void write_sidecar(const std::filesystem::path& file,
                   nlohmann::json content,
                   const Provenance& provenance) {
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
