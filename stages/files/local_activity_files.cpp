#include "stages/files/local_activity_files.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/json.h"
#include "stages/files/nifti.h"
#include "stages/files/region_json.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

Json measures_json(const std::vector<RegionActivity>& measures) {
  Json list = Json::array();
  for (const RegionActivity& measure : measures) {
    list.push_back({{"Name", measure.name},
                    {"BrainMean", number_or_null(measure.brain_mean)},
                    {"BrainStandardDeviation", number_or_null(measure.brain_sd)}});
  }
  return list;
}

std::vector<std::string> texts_of(const std::vector<RegionSignal>& regions,
                                  const std::function<std::string(const RegionSignal&)>& text) {
  std::vector<std::string> cells;
  for (const RegionSignal& signal : regions) {
    const std::string cell = text(signal);
    cells.push_back(cell.empty() ? "n/a" : cell);
  }
  return cells;
}

Eigen::VectorXd numbers_of(const Table& table, const std::string& name, const std::string& where) {
  return to_numbers(table.column(name, where), name, where);
}

}  // namespace

void write_local_activity(const std::filesystem::path& path,
                          const LocalActivity& activity,
                          const Provenance& provenance) {
  Table table;
  const auto& regions = activity.regions;
  table.add("region", texts_of(regions, [](const auto& signal) { return signal.region.name; }));
  table.add("coverage",
            texts_of(regions, [](const auto& signal) { return format_number(signal.coverage); }));
  table.add("tsnr",
            texts_of(regions, [](const auto& signal) { return format_number(signal.tsnr); }));
  for (const RegionActivity& measure : activity.measures) {
    table.add(measure.name, to_cells(measure.values));
    table.add(measure.name + "_z", to_cells(measure.z));
    table.add(measure.name + "_ratio", to_cells(measure.ratio));
  }
  table.add("reason", texts_of(regions, [](const auto& signal) { return signal.missing_reason; }));
  write_sidecar(path,
                {{"Atlas", activity.atlas},
                 {"Regions", regions_to_json(regions)},
                 {"Measures", measures_json(activity.measures)}},
                provenance);
  write_tsv(path, table);
}

LocalActivity read_local_activity(const std::filesystem::path& path) {
  const std::string sidecar = sidecar_path(path).string();
  const Json json = read_json(sidecar);
  const Table table = read_tsv(path);
  LocalActivity activity;
  try {
    activity.atlas = json.at("Atlas").get<std::string>();
    activity.regions = regions_from_json(json.at("Regions"), sidecar);
    for (const Json& item : json.at("Measures")) {
      const auto name = item.at("Name").get<std::string>();
      activity.measures.push_back({.name = name,
                                   .brain_mean = number_or_nan(item.at("BrainMean")),
                                   .brain_sd = number_or_nan(item.at("BrainStandardDeviation")),
                                   .values = numbers_of(table, name, path.string()),
                                   .z = numbers_of(table, name + "_z", path.string()),
                                   .ratio = numbers_of(table, name + "_ratio", path.string())});
    }
  } catch (const Json::exception& error) {
    throw InputError({.found = std::string("a sidecar that cannot be understood: ") + error.what(),
                      .expected = "what this program writes",
                      .where = sidecar,
                      .remedy = "compute the local activity again"});
  }
  throw_if_errors(validate(activity, path.string()));
  return activity;
}

void write_region_activity(const std::filesystem::path& path,
                           const LocalActivity& activity,
                           const RegionActivity& measure,
                           const Provenance& provenance) {
  Table table;
  const std::vector<std::string> cells = to_cells(measure.values);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    table.add(activity.regions[i].region.name, {cells[i]});
  }
  write_sidecar(path, {{"Atlas", activity.atlas}, {"Measure", measure.name}}, provenance);
  write_tsv(path, table);
}

void write_activity_map(const std::filesystem::path& path,
                        const ActivityMaps& maps,
                        const ActivityMap& map,
                        Standardisation standardisation,
                        const Provenance& provenance) {
  const MeanAndDeviation brain = over_brain(map.values);
  write_sidecar(path,
                {{"Measure", map.name},
                 {"BrainMean", number_or_null(brain.mean)},
                 {"BrainStandardDeviation", number_or_null(brain.deviation)}},
                provenance);
  write_volume(path, map_volume(maps.mask, map, standardisation));
}

}  // namespace rewire
