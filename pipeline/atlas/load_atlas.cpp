#include <algorithm>
#include <set>

#include "pipeline/atlas/atlas_library.h"
#include "pipeline/atlas/located_file.h"
#include "stages/core/digest.h"
#include "stages/core/error.h"
#include "stages/files/nifti.h"

namespace rewire {
namespace {

std::string spaces_of(const AtlasDescriptor& descriptor) {
  std::string text;
  for (const AtlasVolume& volume : descriptor.volumes) {
    if (text.find(volume.space) != std::string::npos) continue;
    text += (text.empty() ? "" : ", ") + volume.space;
  }
  return text;
}

/// The regions of another table than the volume's would have wrong names, which no number shows.
std::vector<Problem> table_mismatch(const Atlas& atlas, const std::string& where) {
  const std::set<std::int32_t> in_map(atlas.label_map.labels.begin(), atlas.label_map.labels.end());
  std::set<std::int32_t> in_table{0};
  std::size_t found = 0;
  for (const Region& region : atlas.regions) {
    in_table.insert(region.label);
    found += in_map.contains(region.label) ? 1 : 0;
  }
  const bool all_named =
      std::includes(in_table.begin(), in_table.end(), in_map.begin(), in_map.end());
  if (all_named && 10 * found >= 9 * atlas.regions.size()) return {};
  const std::size_t labels = in_map.size() - (in_map.contains(0) ? 1 : 0);
  return {{.found = std::to_string(labels) + " labels up to " + std::to_string(*in_map.rbegin()) +
                    ", " + std::to_string(found) + " of them in the label table",
           .expected = "the " + std::to_string(atlas.regions.size()) + " labels of the table",
           .where = where,
           .remedy = "this is another volume than the one that the table describes: get the right "
                     "one, or load it as your own atlas with its own table"}};
}

Atlas read_atlas(const std::filesystem::path& image,
                 const std::filesystem::path& label_table,
                 const std::string& name,
                 const std::string& space) {
  Atlas atlas;
  atlas.name = name;
  atlas.space = space;
  atlas.regions = read_label_table(label_table);
  atlas.label_map = read_labels(image);
  return atlas;
}

}  // namespace

LocatedVolume locate_volume(const AtlasDescriptor& descriptor, std::string_view space) {
  std::vector<std::string> candidates;
  for (const AtlasVolume& volume : descriptor.volumes) {
    if (!space.empty() && volume.space != space) continue;
    if (const auto path = first_existing(volume.files)) return {volume, *path};
    candidates.insert(candidates.end(), volume.files.begin(), volume.files.end());
  }
  if (candidates.empty()) {
    throw InputError({.found = "no volume in space " + std::string(space),
                      .expected = spaces_of(descriptor),
                      .where = "atlas " + descriptor.name,
                      .remedy = "choose one of these spaces or another atlas"});
  }
  throw InputError({.found = "the label volume is not on this machine",
                    .expected = "one of " + places_searched(candidates),
                    .where = "atlas " + descriptor.name,
                    .remedy = descriptor.obtain});
}

Atlas load_atlas(const AtlasDescriptor& descriptor, std::string_view space) {
  const LocatedVolume located = locate_volume(descriptor, space);
  Atlas atlas =
      read_atlas(located.path, descriptor.label_table, descriptor.name, located.volume.space);
  std::vector<Problem> problems = validate(atlas, located.path.string());
  append(problems, table_mismatch(atlas, located.path.string()));
  throw_if_errors(problems);
  return atlas;
}

Atlas load_atlas(const std::filesystem::path& image,
                 const std::filesystem::path& label_table,
                 const std::string& name,
                 const std::string& space) {
  Atlas atlas = read_atlas(image, label_table, name, space);
  std::vector<Problem> problems = validate(atlas, image.string());
  const std::set<std::int32_t> in_map(atlas.label_map.labels.begin(), atlas.label_map.labels.end());
  const bool any = std::any_of(atlas.regions.begin(),
                               atlas.regions.end(),
                               [&](const Region& region) { return in_map.contains(region.label); });
  if (!any) {
    problems.push_back({.found = "none of the table's labels",
                        .expected = "the labels in " + label_table.string(),
                        .where = image.string(),
                        .remedy = "name the image and the table that belong together"});
  }
  throw_if_errors(problems);
  return atlas;
}

std::vector<Problem> check_atlas(const AtlasDescriptor& descriptor, std::string_view space) {
  try {
    const LocatedVolume located = locate_volume(descriptor, space);
    const std::string where = located.path.string();
    const Atlas atlas =
        read_atlas(located.path, descriptor.label_table, descriptor.name, located.volume.space);
    std::vector<Problem> problems = validate(atlas, where);
    append(problems, table_mismatch(atlas, where));
    if (has_errors(problems)) return problems;
    const std::string digest = label_map_digest(atlas.label_map);
    if (!located.volume.digest.empty() && digest != located.volume.digest) {
      problems.push_back({.found = "content " + digest,
                          .expected = located.volume.digest,
                          .where = where,
                          .remedy = "another edition of the volume? compare it with the source: " +
                                    descriptor.source,
                          .severity = Severity::warning});
    }
    append(problems, check_regions(atlas, where));
    return problems;
  } catch (const Error& error) {
    return error.problems();
  }
}

std::string label_map_digest(const LabelMap& label_map) {
  Digester digester;
  add_content(digester, label_map);
  return to_text(digester.finish());
}

}  // namespace rewire
