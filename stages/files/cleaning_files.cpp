#include "stages/files/cleaning_files.h"

#include <nlohmann/json.hpp>

#include "stages/files/derivative_sidecar.h"

namespace rewire {

void write_cleaning(const std::filesystem::path& path,
                    const CleaningReport& report,
                    const Provenance& provenance) {
  const DegreesOfFreedom& degrees = report.degrees_of_freedom;
  nlohmann::json json{{"DegreesOfFreedom",
                       {{"Before", degrees.before},
                        {"Censoring", degrees.censoring},
                        {"Detrend", degrees.detrend},
                        {"Nuisance", degrees.nuisance},
                        {"Filter", degrees.filter},
                        {"After", degrees.after}}},
                      {"NuisanceColumns", report.nuisance_columns},
                      {"RemovedFrequencies", report.removed_frequencies_hz},
                      {"KeptVolumes", report.kept},
                      {"DroppedColumns", nlohmann::json::array()},
                      {"Warnings", nlohmann::json::array()}};
  for (const DroppedColumn& column : report.dropped) {
    json["DroppedColumns"].push_back({{"Name", column.name}, {"Reason", column.reason}});
  }
  for (const Problem& problem : report.warnings) json["Warnings"].push_back(to_text(problem));
  write_sidecar(path, std::move(json), provenance);
}

}  // namespace rewire
