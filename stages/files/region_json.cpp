#include "stages/files/region_json.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "stages/core/error.h"
#include "stages/files/json.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

double number_at(const Json& json, const char* key) { return number_or_nan(json.at(key)); }

template <class T>
T known(const std::optional<T>& value, const Json& json) {
  if (!value) throw Json::other_error::create(501, "unknown name", &json);
  return *value;
}

RegionSignal region_from_json(const Json& json) {
  RegionSignal signal;
  Region& region = signal.region;
  region.label = json.at("Label").get<std::int32_t>();
  region.name = json.at("Name").get<std::string>();
  region.structure = known(parse_structure(json.at("Structure").get<std::string>()), json);
  region.prefrontal_area =
      known(parse_prefrontal_area(json.at("PrefrontalArea").get<std::string>()), json);
  region.hemisphere = known(parse_hemisphere(json.at("Hemisphere").get<std::string>()), json);
  region.network = json.at("Network").get<std::string>();
  region.homologue = json.at("Homologue").get<std::string>();
  signal.voxel_count = json.at("VoxelCount").get<std::size_t>();
  signal.coverage = number_at(json, "Coverage");
  signal.tsnr = number_at(json, "TSNR");
  signal.missing_reason = json.at("MissingReason").get<std::string>();
  return signal;
}

}  // namespace

Json regions_to_json(const std::vector<RegionSignal>& regions) {
  Json list = Json::array();
  for (const RegionSignal& signal : regions) {
    const Region& region = signal.region;
    list.push_back({{"Label", region.label},
                    {"Name", region.name},
                    {"Structure", to_text(region.structure)},
                    {"PrefrontalArea", to_text(region.prefrontal_area)},
                    {"Hemisphere", to_text(region.hemisphere)},
                    {"Network", region.network},
                    {"Homologue", region.homologue},
                    {"VoxelCount", signal.voxel_count},
                    {"Coverage", number_or_null(signal.coverage)},
                    {"TSNR", number_or_null(signal.tsnr)},
                    {"MissingReason", signal.missing_reason}});
  }
  return list;
}

std::vector<RegionSignal> regions_from_json(const Json& json, const std::string& where) {
  std::vector<RegionSignal> regions;
  try {
    for (const Json& region : json) regions.push_back(region_from_json(region));
  } catch (const Json::exception& error) {
    throw InputError({.found = std::string("regions that cannot be understood: ") + error.what(),
                      .expected = "the list that this program writes",
                      .where = where,
                      .remedy = "make the file again"});
  }
  return regions;
}

std::vector<RegionSignal> regions_from_names(const std::vector<std::string>& names) {
  std::vector<RegionSignal> regions;
  for (const std::string& name : names) {
    RegionSignal signal;
    signal.region.label = static_cast<std::int32_t>(regions.size()) + 1;
    signal.region.name = name;
    signal.coverage = std::numeric_limits<double>::quiet_NaN();
    signal.tsnr = std::numeric_limits<double>::quiet_NaN();
    regions.push_back(std::move(signal));
  }
  return regions;
}

}  // namespace rewire
