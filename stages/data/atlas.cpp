#include "stages/data/atlas.h"

#include <algorithm>
#include <set>

#include "stages/core/content.h"
#include "stages/core/requirements.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

void require_labels(Requirements& requirements, const std::vector<Region>& regions) {
  std::set<std::int32_t> seen;
  std::vector<std::string> not_positive;
  std::vector<std::string> repeated;
  for (const Region& region : regions) {
    if (region.label <= 0) not_positive.push_back(std::to_string(region.label));
    if (!seen.insert(region.label).second) repeated.push_back(std::to_string(region.label));
  }
  requirements.require(not_positive.empty(), "labels " + enumerate(not_positive), "labels above 0");
  requirements.require(
      repeated.empty(), "labels used twice: " + enumerate(repeated), "one label per region");
}

void require_names(Requirements& requirements, const std::vector<Region>& regions) {
  std::vector<std::string> names;
  names.reserve(regions.size());
  for (const Region& region : regions) names.push_back(region.name);
  require_distinct_names(requirements, names, "region");
  const std::set<std::string_view> known(names.begin(), names.end());
  std::vector<std::string> unknown;
  std::vector<std::string> misplaced;
  for (const Region& region : regions) {
    if (!region.homologue.empty() && !known.contains(region.homologue)) {
      unknown.push_back(region.homologue);
    }
    if (region.prefrontal_area != PrefrontalArea::none &&
        region.structure != Structure::prefrontal) {
      misplaced.push_back(region.name);
    }
  }
  requirements.require(unknown.empty(),
                       "homologues that are no region: " + enumerate(unknown),
                       "names of regions of the same atlas");
  requirements.require(
      misplaced.empty(),
      "a prefrontal area outside the prefrontal structure: " + enumerate(misplaced),
      "structure prefrontal for each region with a prefrontal area");
}

void prefer_same_labels(Requirements& requirements, const Atlas& atlas) {
  const std::set<std::int32_t> in_map(atlas.label_map.labels.begin(), atlas.label_map.labels.end());
  std::set<std::int32_t> in_table;
  std::vector<std::string> missing;
  for (const Region& region : atlas.regions) {
    in_table.insert(region.label);
    if (!in_map.contains(region.label)) missing.push_back(region.name);
  }
  std::vector<std::string> unnamed;
  for (const std::int32_t label : in_map) {
    if (label != 0 && !in_table.contains(label)) unnamed.push_back(std::to_string(label));
  }
  requirements.prefer(missing.empty(),
                      "regions without a voxel: " + enumerate(missing),
                      "each region of the table in the label volume");
  requirements.prefer(unnamed.empty(),
                      "labels without a region: " + enumerate(unnamed),
                      "each label of the volume in the table");
}

}  // namespace

std::vector<Problem> validate(const Atlas& atlas, const std::string& where) {
  Requirements requirements(where, "mend the atlas' label table or name another label volume");
  requirements.require(
      !atlas.name.empty() && std::all_of(atlas.name.begin(), atlas.name.end(), is_letter_or_digit),
      "atlas name '" + atlas.name + "'",
      "letters and digits");
  requirements.require(!atlas.regions.empty(), "no regions", "at least one region");
  require_labels(requirements, atlas.regions);
  require_names(requirements, atlas.regions);
  requirements.add(validate(atlas.label_map, where));
  prefer_same_labels(requirements, atlas);
  return requirements.take();
}

void add_content(Digester& digester, const Region& region) {
  add_content(digester, region.label);
  add_content(digester, region.name);
  add_content(digester, region.structure);
  add_content(digester, region.prefrontal_area);
  add_content(digester, region.hemisphere);
  add_content(digester, region.network);
  add_content(digester, region.homologue);
}

void add_content(Digester& digester, const Atlas& atlas) {
  add_content(digester, atlas.name);
  add_content(digester, atlas.space);
  add_content(digester, atlas.regions);
  add_content(digester, atlas.label_map);
}

}  // namespace rewire
