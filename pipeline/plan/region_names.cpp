#include "pipeline/plan/region_names.h"

#include <algorithm>
#include <map>
#include <optional>

#include "pipeline/atlas/atlas_library.h"
#include "stages/core/error.h"
#include "stages/core/nearest_name.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

std::string bare_name(const std::string& name) {
  for (const std::string prefix : {"7Networks_", "17Networks_"}) {
    if (name.starts_with(prefix)) return name.substr(prefix.size());
  }
  return name;
}

/// The column of names: the first of name, label, region that holds texts.
std::optional<std::size_t> name_column(const Table& table) {
  for (const char* column : {"name", "label", "region", "roi"}) {
    const auto found = table.find(column);
    if (!found) continue;
    const auto& cells = table.columns[*found];
    const bool texts = std::none_of(cells.begin(), cells.end(), [](const std::string& cell) {
      return is_missing(cell) || parse_number(cell);
    });
    if (texts) return found;
  }
  return std::nullopt;
}

std::string cell_of(const Table& table, const char* column, std::size_t row) {
  const auto found = table.find(column);
  if (!found || is_missing(table.columns[*found][row])) return {};
  return table.columns[*found][row];
}

std::vector<Region> regions_of_table(const std::filesystem::path& path,
                                     std::vector<Problem>& problems) {
  const Table table = read_tsv(path);
  const auto names = name_column(table);
  if (!names) {
    problems.push_back({"no column of region names",
                        "a column name or label with a text in each row",
                        path.string(),
                        "add the column"});
    return {};
  }
  std::vector<Region> regions;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    Region region;
    region.label = static_cast<std::int32_t>(row + 1);
    region.name = table.columns[*names][row];
    std::string structure = cell_of(table, "structure", row);
    if (structure.empty()) structure = cell_of(table, "group", row);
    region.structure = parse_structure(structure).value_or(Structure::other);
    region.prefrontal_area = parse_prefrontal_area(cell_of(table, "prefrontal_area", row))
                                 .value_or(PrefrontalArea::none);
    region.hemisphere =
        parse_hemisphere(cell_of(table, "hemisphere", row)).value_or(Hemisphere::none);
    region.network = cell_of(table, "network", row);
    regions.push_back(std::move(region));
  }
  return regions;
}

/// What the atlas knows of regions of the same name; labels stay.
void take_from_atlas(std::vector<Region>& regions,
                     const std::string& atlas,
                     std::vector<Problem>& problems) {
  std::map<std::string, Region> known;
  for (Region& region : read_label_table(find_atlas(atlas).label_table)) {
    known.emplace(bare_name(region.name), region);
  }
  std::vector<std::string> strange;
  for (Region& region : regions) {
    const auto found = known.find(bare_name(region.name));
    if (found == known.end()) {
      strange.push_back(region.name);
      continue;
    }
    if (region.structure == Structure::other) region.structure = found->second.structure;
    if (region.structure == found->second.structure) {
      region.prefrontal_area = found->second.prefrontal_area;
    }
    region.hemisphere = found->second.hemisphere;
    if (region.network.empty()) region.network = found->second.network;
  }
  if (strange.empty()) return;
  problems.push_back({std::to_string(strange.size()) + " regions that " + atlas +
                          " does not have: " + enumerate(strange),
                      "the atlas' names",
                      "plan [data] atlas",
                      "name another atlas, or give structures in the regions' table",
                      strange.size() == regions.size() ? Severity::error : Severity::warning});
}

}  // namespace

std::vector<Region> regions_of_files(const DataParams& data,
                                     const std::filesystem::path& directory,
                                     const std::vector<std::string>& names,
                                     std::size_t count,
                                     std::vector<Problem>& problems) {
  std::vector<Region> regions;
  try {
    if (data.regions != "none") {
      regions = regions_of_table(directory / data.regions, problems);
      if (regions.size() != count && !regions.empty()) {
        problems.push_back({std::to_string(count) + " regions in the files",
                            std::to_string(regions.size()) + ", as in the table of regions",
                            (directory / data.regions).string(),
                            "give the table of these files; is rows_are right?"});
      }
    } else {
      for (std::size_t i = 0; i < count; ++i) {
        Region region;
        region.label = static_cast<std::int32_t>(i + 1);
        region.name = i < names.size() ? names[i] : "region_" + std::to_string(i + 1);
        regions.push_back(std::move(region));
      }
    }
    if (data.atlas != "none" && !regions.empty()) take_from_atlas(regions, data.atlas, problems);
  } catch (const Error& error) {
    append(problems, error.problems());
  }
  std::vector<std::string> known;
  known.reserve(regions.size());
  for (const Region& region : regions) known.push_back(region.name);
  for (const std::string& name : data.leave_out_regions) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto nearest = nearest_name(name, known);
    problems.push_back({"no region '" + name + "' to leave out",
                        "one of the files' regions",
                        "plan [data] leave_out_regions",
                        nearest ? "did you mean '" + *nearest + "'?" : "correct the name"});
  }
  return regions;
}

void add_structures(std::vector<RegionSignal>& regions, const std::string& atlas) {
  std::vector<Region> described;
  for (const RegionSignal& signal : regions) {
    if (signal.region.structure != Structure::other) return;
    if (signal.region.hemisphere != Hemisphere::none) return;
    described.push_back(signal.region);
  }
  std::vector<Problem> strange;
  try {
    take_from_atlas(described, atlas, strange);
  } catch (const Error&) {
    return;
  }
  for (std::size_t i = 0; i < regions.size(); ++i) regions[i].region = described[i];
}

}  // namespace rewire
