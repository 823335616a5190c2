#include <algorithm>

#include "pipeline/atlas/atlas_library.h"
#include "pipeline/atlas/data_directory.h"
#include "pipeline/atlas/descriptor_table.h"
#include "stages/core/digest.h"
#include "stages/core/error.h"

namespace rewire {
namespace {

AtlasVolume read_volume_entry(const DescriptorTable& table,
                              const std::filesystem::path& file,
                              std::vector<Problem>& problems) {
  DescriptorFields fields(table, problems);
  AtlasVolume volume;
  volume.space = fields.required_text("space");
  volume.files = beside(file, fields.required_list("files"));
  volume.digest = fields.optional_text("digest");
  if (!volume.digest.empty() && !parse_digest(volume.digest)) {
    problems.push_back({.found = "digest " + volume.digest,
                        .expected = "32 hexadecimal digits",
                        .where = table.where,
                        .remedy = "mend or remove it"});
  }
  fields.refuse_other_keys();
  return volume;
}

}  // namespace

AtlasDescriptor read_atlas_descriptor(const std::filesystem::path& file) {
  const DescriptorTable table = read_descriptor_table(file);
  std::vector<Problem> problems;
  DescriptorFields fields(table, problems);
  AtlasDescriptor atlas;
  atlas.file = file;
  atlas.name = fields.required_text("name");
  atlas.title = fields.required_text("title");
  atlas.description = fields.required_text("description");
  const std::string label_table = fields.required_text("label_table");
  if (!label_table.empty()) atlas.label_table = beside(file, {label_table}).front();
  atlas.source = fields.required_text("source");
  atlas.obtain = fields.required_text("obtain");
  atlas.citations = fields.required_list("citations");
  atlas.licence = fields.required_text("licence");
  for (const DescriptorTable& volume : fields.tables("volume")) {
    atlas.volumes.push_back(read_volume_entry(volume, file, problems));
  }
  fields.refuse_other_keys();
  if (atlas.volumes.empty()) {
    problems.push_back({.found = "no label volume",
                        .expected = "[[volume]] with space and files",
                        .where = file.string(),
                        .remedy = "add one"});
  }
  if (atlas.name != file.stem().string()) {
    problems.push_back({.found = "the name " + atlas.name,
                        .expected = "the file's name, " + file.stem().string(),
                        .where = file.string(),
                        .remedy = "rename one of them"});
  }
  if (!problems.empty()) throw ConfigError(std::move(problems));
  return atlas;
}

std::vector<AtlasDescriptor> list_atlases() {
  std::vector<AtlasDescriptor> atlases;
  std::vector<Problem> problems;
  for (const auto& file : descriptor_files(data_directory() / "atlases")) {
    try {
      atlases.push_back(read_atlas_descriptor(file));
    } catch (const ConfigError& error) {
      append(problems, error.problems());
    }
  }
  if (!problems.empty()) throw ConfigError(std::move(problems));
  return atlases;
}

AtlasDescriptor find_atlas(std::string_view name) {
  if (name.ends_with(".toml")) return read_atlas_descriptor(std::filesystem::path(name));
  return read_atlas_descriptor(
      find_descriptor(descriptor_files(data_directory() / "atlases"), name, "atlas"));
}

}  // namespace rewire
