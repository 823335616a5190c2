#include "pipeline/dataset_description.h"

#include <nlohmann/json.hpp>

#include "stages/core/error.h"
#include "stages/files/json.h"

namespace rewire {

void write_dataset_description(const std::filesystem::path& output,
                               const std::string& program_version) {
  const std::filesystem::path file = output / "dataset_description.json";
  const nlohmann::json description{
      {"Name", "Rewire: connectivity of a treatment trial"},
      {"BIDSVersion", "1.8.0"},
      {"DatasetType", "derivative"},
      {"GeneratedBy", {{{"Name", "Rewire"}, {"Version", program_version}}}}};
  if (std::filesystem::exists(file)) {
    const nlohmann::json present = read_json(file);
    if (present == description) return;
    if (present.value("DatasetType", "raw") == "raw") {
      throw InputError({.found = "a raw dataset",
                        .expected = "an empty directory, or one of derivatives",
                        .where = output.string(),
                        .remedy = "choose another output directory"});
    }
  }
  write_json(file, description);
}

}  // namespace rewire
