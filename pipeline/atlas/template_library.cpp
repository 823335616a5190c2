#include "pipeline/atlas/atlas_library.h"
#include "pipeline/atlas/data_directory.h"
#include "pipeline/atlas/descriptor_table.h"
#include "pipeline/atlas/located_file.h"
#include "stages/core/error.h"
#include "stages/files/nifti.h"

namespace rewire {
namespace {

TemplateDescriptor read_template_descriptor(const std::filesystem::path& file) {
  const DescriptorTable table = read_descriptor_table(file);
  std::vector<Problem> problems;
  DescriptorFields fields(table, problems);
  TemplateDescriptor descriptor;
  descriptor.file = file;
  descriptor.name = fields.required_text("name");
  descriptor.title = fields.required_text("title");
  descriptor.head = beside(file, fields.optional_list("head"));
  descriptor.brain = beside(file, fields.optional_list("brain"));
  descriptor.brain_mask = beside(file, fields.optional_list("brain_mask"));
  descriptor.source = fields.required_text("source");
  descriptor.obtain = fields.required_text("obtain");
  descriptor.citations = fields.required_list("citations");
  descriptor.licence = fields.required_text("licence");
  fields.refuse_other_keys();
  if (descriptor.brain.empty() && (descriptor.head.empty() || descriptor.brain_mask.empty())) {
    problems.push_back({.found = "no brain, and not both head and brain_mask",
                        .expected = "files of a brain, or of a head and its brain mask",
                        .where = file.string(),
                        .remedy = "name them"});
  }
  if (descriptor.name != file.stem().string()) {
    problems.push_back({.found = "the name " + descriptor.name,
                        .expected = "the file's name, " + file.stem().string(),
                        .where = file.string(),
                        .remedy = "rename one of them"});
  }
  if (!problems.empty()) throw ConfigError(std::move(problems));
  return descriptor;
}

std::vector<std::filesystem::path> template_files() {
  return descriptor_files(data_directory() / "atlases" / "templates");
}

void require_grid(const Grid& grid,
                  const Grid& expected,
                  const std::filesystem::path& path,
                  const std::filesystem::path& other) {
  if (same_grid(grid, expected)) return;
  throw InputError({.found = describe(grid),
                    .expected = "the grid of " + other.string() + ", " + describe(expected),
                    .where = path.string(),
                    .remedy = "use images of one edition of the template"});
}

Mask positive(const Volume& volume) {
  Mask mask{.grid = volume.grid, .inside = {}};
  mask.inside.reserve(volume.values.size());
  for (const float value : volume.values) mask.inside.push_back(value > 0.0F ? 1 : 0);
  return mask;
}

/// What lies outside the mask is not brain, whatever a stripped image holds there.
void clear_outside(Volume& volume, const Mask& mask) {
  for (std::size_t i = 0; i < volume.values.size(); ++i) {
    if (mask.inside[i] == 0) volume.values[i] = 0.0F;
  }
}

}  // namespace

std::vector<TemplateDescriptor> list_templates() {
  std::vector<TemplateDescriptor> templates;
  std::vector<Problem> problems;
  for (const auto& file : template_files()) {
    try {
      templates.push_back(read_template_descriptor(file));
    } catch (const ConfigError& error) {
      append(problems, error.problems());
    }
  }
  if (!problems.empty()) throw ConfigError(std::move(problems));
  return templates;
}

TemplateDescriptor find_template(std::string_view space) {
  if (space.ends_with(".toml")) return read_template_descriptor(std::filesystem::path(space));
  return read_template_descriptor(find_descriptor(template_files(), space, "template"));
}

BrainTemplate load_template(const TemplateDescriptor& descriptor) {
  const auto head = first_existing(descriptor.head);
  const auto brain = first_existing(descriptor.brain);
  const auto mask = first_existing(descriptor.brain_mask);
  if (!brain && !(head && mask)) {
    std::vector<std::string> candidates = descriptor.brain;
    candidates.insert(candidates.end(), descriptor.head.begin(), descriptor.head.end());
    candidates.insert(candidates.end(), descriptor.brain_mask.begin(), descriptor.brain_mask.end());
    throw InputError({.found = "neither the brain nor both head and brain mask are on this machine",
                      .expected = "files among " + places_searched(candidates),
                      .where = "template " + descriptor.name,
                      .remedy = descriptor.obtain});
  }
  const std::filesystem::path& first = brain ? *brain : *head;
  BrainTemplate result;
  result.name = descriptor.name;
  result.brain = read_volume(first);
  if (head) {
    result.head = read_volume(*head);
    require_grid(result.head.grid, result.brain.grid, *head, first);
  }
  result.brain_mask = mask ? read_mask(*mask) : positive(result.brain);
  if (mask) require_grid(result.brain_mask.grid, result.brain.grid, *mask, first);
  clear_outside(result.brain, result.brain_mask);
  throw_if_errors(validate(result, "template " + descriptor.name));
  return result;
}

}  // namespace rewire
