#include "stages/files/cleaning_files.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "stages/core/error.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/json.h"

namespace rewire {
namespace {

bool removes_global_signal(const CleaningReport& report) {
  const auto& columns = report.nuisance_columns;
  return std::any_of(columns.begin(), columns.end(), [](const std::string& name) {
    return name.find("global_signal") != std::string::npos;
  });
}

}  // namespace

std::optional<CleanedScan> read_cleaned_scan(const std::filesystem::path& sidecar) {
  if (!std::filesystem::exists(sidecar)) return std::nullopt;
  const nlohmann::json json = read_json(sidecar);
  if (!json.contains("DegreesOfFreedom") || !json.contains("KeptVolumes")) return std::nullopt;
  try {
    const nlohmann::json& degrees = json.at("DegreesOfFreedom");
    return CleanedScan{.kept = json.at("KeptVolumes").get<std::vector<std::uint8_t>>(),
                       .degrees_of_freedom = degrees.at("After").get<double>(),
                       .nuisance_degrees_of_freedom = degrees.value("NuisanceBeyondFilter", 0.0)};
  } catch (const nlohmann::json::exception& error) {
    throw InputError({.found = std::string("a sidecar that cannot be understood: ") + error.what(),
                      .expected = "what rewire denoise writes",
                      .where = sidecar.string(),
                      .remedy = "clean the scan again"});
  }
}

void write_cleaning(const std::filesystem::path& path,
                    const CleaningReport& report,
                    double repetition_time_s,
                    const Provenance& provenance) {
  const DegreesOfFreedom& degrees = report.degrees_of_freedom;
  const CensoringCounts& counts = report.censoring;
  nlohmann::json json{{"RepetitionTime", repetition_time_s},
                      {"DegreesOfFreedom",
                       {{"Before", degrees.before},
                        {"Censoring", degrees.censoring},
                        {"Detrend", degrees.detrend},
                        {"Nuisance", degrees.nuisance},
                        {"NuisanceBeyondFilter", nuisance_beyond_filter(report)},
                        {"Filter", degrees.filter},
                        {"After", degrees.after}}},
                      {"Censoring",
                       {{"BeforeThisStep", counts.before_this_step},
                        {"SteadyState", counts.steady_state},
                        {"FramewiseDisplacement", counts.framewise_displacement},
                        {"StandardisedDvars", counts.standardised_dvars},
                        {"Neighbours", counts.neighbours},
                        {"ShortSegments", counts.short_segments}}},
                      {"Strategy", report.strategy},
                      {"GlobalSignalRegression", removes_global_signal(report)},
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

void carry_cleaning(const std::filesystem::path& path,
                    const std::filesystem::path& from,
                    double repetition_time_s,
                    const Provenance& provenance) {
  nlohmann::json json = nlohmann::json::object();
  if (std::filesystem::exists(from)) json = read_json(from);
  json["RepetitionTime"] = repetition_time_s;
  write_sidecar(path, std::move(json), provenance);
}

}  // namespace rewire
