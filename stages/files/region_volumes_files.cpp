#include "stages/files/region_volumes_files.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/json.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

using nlohmann::json;

const std::string missing = "n/a";

std::string text_of(double mm3) { return std::isnan(mm3) ? missing : format_fixed(mm3, 2); }

json descriptions() {
  return {{"volume_mm3",
           {{"Description",
             "Voxels of the T1w under the label that was carried to it, times a voxel's volume; "
             "for the tissues the sum of their probabilities"},
            {"Units", "mm^3"}}},
          {"jacobian_volume_mm3",
           {{"Description",
             "Integral over the region in the template of the determinant of the Jacobian of the "
             "map from the template to the T1w"},
            {"Units", "mm^3"}}},
          {"name",
           {{"Description",
             "Region; intracranial is everything within the template's brain mask, fluid "
             "included"}}}};
}

}  // namespace

void write_region_volumes(const std::filesystem::path& path,
                          const RegionVolumes& volumes,
                          const Provenance& provenance) {
  std::vector<std::vector<std::string>> columns(6);
  const auto add = [&](const std::vector<std::string>& row) {
    for (std::size_t c = 0; c < row.size(); ++c) columns[c].push_back(row[c]);
  };
  for (std::size_t r = 0; r < volumes.regions.size(); ++r) {
    const Region& region = volumes.regions[r];
    const auto index = static_cast<Eigen::Index>(r);
    add({std::to_string(region.label),
         region.name,
         std::string(to_text(region.structure)),
         std::string(to_text(region.hemisphere)),
         text_of(volumes.counted_mm3[index]),
         text_of(volumes.jacobian_mm3[index])});
  }
  add({missing, "intracranial", missing, missing, missing, text_of(volumes.intracranial_mm3)});
  add({missing, "grey_matter", missing, missing, text_of(volumes.grey_mm3), missing});
  add({missing, "white_matter", missing, missing, text_of(volumes.white_mm3), missing});
  add({missing, "cerebrospinal_fluid", missing, missing, text_of(volumes.csf_mm3), missing});
  Table table;
  const std::vector<std::string> names{
      "index", "name", "structure", "hemisphere", "volume_mm3", "jacobian_volume_mm3"};
  for (std::size_t c = 0; c < names.size(); ++c) table.add(names[c], std::move(columns[c]));
  json sidecar = descriptions();
  sidecar["Atlas"] = volumes.atlas;
  write_sidecar(path, std::move(sidecar), provenance);
  write_tsv(path, table);
}

void write_session_volumes(const std::filesystem::path& path,
                           const SessionVolumes& volumes,
                           const Provenance& provenance) {
  std::vector<std::vector<std::string>> columns(4);
  for (const Region& region : volumes.regions) {
    columns[0].push_back(std::to_string(region.label));
    columns[1].push_back(region.name);
    columns[2].emplace_back(to_text(region.structure));
    columns[3].emplace_back(to_text(region.hemisphere));
  }
  Table table;
  table.add("index", std::move(columns[0]));
  table.add("name", std::move(columns[1]));
  table.add("structure", std::move(columns[2]));
  table.add("hemisphere", std::move(columns[3]));
  json sidecar = {{"Atlas", volumes.atlas}};
  for (std::size_t s = 0; s < volumes.sessions.size(); ++s) {
    std::vector<std::string> cells;
    for (const double mm3 : volumes.jacobian_mm3.col(static_cast<Eigen::Index>(s))) {
      cells.push_back(text_of(mm3));
    }
    table.add(volumes.sessions[s], std::move(cells));
    sidecar[volumes.sessions[s]] = {
        {"Description",
         "Integral over the region, drawn halfway between the sessions, of the determinant of the "
         "Jacobian of the map to this session's T1w"},
        {"Units", "mm^3"}};
  }
  write_sidecar(path, std::move(sidecar), provenance);
  write_tsv(path, table);
}

SessionVolumes read_session_volumes(const std::filesystem::path& path) {
  const std::string where = path.string();
  const Table table = read_tsv(path);
  const auto& labels = table.column("index", where);
  const auto& names = table.column("name", where);
  const auto& structures = table.column("structure", where);
  const auto& hemispheres = table.column("hemisphere", where);
  const Eigen::VectorXd numbers = to_numbers(labels, "index", where);
  SessionVolumes volumes;
  const json sidecar = read_json(sidecar_path(path));
  volumes.atlas = sidecar.value("Atlas", "");
  for (std::size_t r = 0; r < names.size(); ++r) {
    Region region;
    region.label = static_cast<std::int32_t>(numbers[static_cast<Eigen::Index>(r)]);
    region.name = names[r];
    region.structure = parse_structure(structures[r]).value_or(Structure::other);
    region.hemisphere = parse_hemisphere(hemispheres[r]).value_or(Hemisphere::none);
    volumes.regions.push_back(std::move(region));
  }
  for (std::size_t c = 0; c < table.names.size(); ++c) {
    if (table.names[c].starts_with("ses-")) volumes.sessions.push_back(table.names[c]);
  }
  volumes.jacobian_mm3.resize(static_cast<Eigen::Index>(names.size()),
                              static_cast<Eigen::Index>(volumes.sessions.size()));
  for (std::size_t s = 0; s < volumes.sessions.size(); ++s) {
    volumes.jacobian_mm3.col(static_cast<Eigen::Index>(s)) =
        to_numbers(table.column(volumes.sessions[s], where), volumes.sessions[s], where);
  }
  throw_if_errors(validate(volumes, where));
  return volumes;
}

}  // namespace rewire
