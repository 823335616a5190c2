#include "pipeline/parameters.h"

#include <algorithm>

#include "stages/core/error.h"
#include "stages/core/field_assign.h"
#include "stages/files/toml.h"

namespace rewire {
namespace {

std::vector<Problem> assign(const std::vector<ParameterSection>& all,
                            const std::string& assignment) {
  const std::string where = "--set " + assignment;
  const std::size_t dot = assignment.find('.');
  const std::size_t equals = assignment.find('=');
  if (dot == std::string::npos || equals == std::string::npos || equals < dot) {
    return {{.found = "'" + assignment + "'",
             .expected = "section.key=value",
             .where = "--set",
             .remedy = "for example --set denoise.high_cut=0.08"}};
  }
  const std::string section_name = assignment.substr(0, dot);
  const auto section = std::find_if(all.begin(), all.end(), [&](const ParameterSection& one) {
    return one.name == section_name;
  });
  if (section == all.end()) {
    std::vector<std::string> names;
    names.reserve(all.size());
    for (const ParameterSection& one : all) names.push_back(one.name);
    return {unknown_name("section", section_name, names, where)};
  }
  return assign_field_text(section->table,
                           assignment.substr(dot + 1, equals - dot - 1),
                           assignment.substr(equals + 1),
                           where);
}

}  // namespace

void fields(FieldVisitor& visitor, RunParams& params) {
  visitor.text("atlas", params.atlas, "Atlas whose regions are connected (rewire atlas list).");
  visitor.text(
      "space",
      params.space,
      "Template space to register to; auto takes the first of the atlas whose files are "
      "there. Of preprocessed scans the space to take them in: a template's, T1w, or native "
      "(their own grid), to which the atlas is brought by the preprocessing's transforms.");
  visitor.text(
      "arm_column",
      params.arm_column,
      "Column of participants.tsv that holds the treatment arm; auto takes the only one of "
      "arm, group and treatment.");
  visitor.choice(
      "local_activity",
      params.local_activity,
      {"none", "regions", "maps"},
      "Whether ALFF, fALFF and ReHo are measured, and whether maps of voxels are written "
      "beside the regions' table.");
  visitor.choice("quality",
                 params.quality,
                 {"none", "full"},
                 "Whether motion, artefacts and coverage are measured before and after denoising.");
  visitor.choice("multilayer",
                 params.multilayer,
                 {"none", "windows"},
                 "Whether communities are followed over the windows of each scan (flexibility, "
                 "promiscuity, recruitment, integration) and compared between arms.");
  visitor.choice("bold",
                 params.bold,
                 {"none", "scan", "atlas_space"},
                 "Which preprocessed 4-D scan is written beside the results, for other programs: "
                 "none, on its own grid, or resampled to the space of the atlas.");
  visitor.choice("cleaned",
                 params.cleaned,
                 {"none", "scan"},
                 "Whether the cleaned scan is written as an image; smoothed it is written wherever "
                 "smooth.fwhm is above 0.");
  visitor.choice("image_format",
                 params.image_format,
                 {"nii.gz", "nii"},
                 "How 4-D scans are written: compressed, or quicker and as large as they are.");
}

std::string extension_of(ImageFormat format) {
  return format == ImageFormat::nii ? ".nii" : ".nii.gz";
}

std::vector<ParameterSection> sections(PipelineParams& params) {
  return {{"run", field_table(params.run)},
          {"load", field_table(params.load)},
          {"estimate_motion", field_table(params.estimate_motion)},
          {"despike", field_table(params.despike)},
          {"slice_timing", field_table(params.slice_timing)},
          {"distortion", field_table(params.distortion)},
          {"mask_brain", field_table(params.mask_brain)},
          {"anatomy", field_table(params.anatomy)},
          {"coregister", field_table(params.coregister)},
          {"confounds", field_table(params.confounds)},
          {"scan_in_template", field_table(params.scan_in_template)},
          {"denoise", field_table(params.denoise)},
          {"smooth", field_table(params.smooth)},
          {"parcellate", field_table(params.parcellate)},
          {"amplitude", field_table(params.amplitude)},
          {"homogeneity", field_table(params.homogeneity)},
          {"local_activity", field_table(params.local_activity)},
          {"quality", field_table(params.quality)},
          {"connect", field_table(params.connect)},
          {"graph", field_table(params.graph)},
          {"multilayer", field_table(params.multilayer)},
          {"compare", field_table(params.compare)}};
}

std::vector<ParameterSection> sections(PipelineParams& params,
                                       std::initializer_list<std::string_view> names) {
  std::vector<ParameterSection> chosen = sections(params);
  std::erase_if(chosen, [&](const ParameterSection& section) {
    return std::find(names.begin(), names.end(), section.name) == names.end();
  });
  if (chosen.size() == names.size()) return chosen;
  throw InternalError(
      {.found = std::to_string(chosen.size()) + " of " + std::to_string(names.size()) + " sections",
       .expected = "names of sections, each once",
       .where = "parameters",
       .remedy = "report this"});
}

PipelineParams read_parameters(const std::filesystem::path& config_file,
                               const std::vector<std::string>& assignments) {
  PipelineParams params;
  const std::vector<ParameterSection> all = sections(params);
  if (!config_file.empty()) {
    TomlConfig config = TomlConfig::read(config_file);
    for (const ParameterSection& section : all) config.apply(section.name, section.table);
    config.finish();
  }
  std::vector<Problem> problems;
  for (const std::string& assignment : assignments) append(problems, assign(all, assignment));
  if (problems.empty()) {
    for (const ParameterSection& section : all)
      append(problems, broken_rules(section.table, section.name));
  }
  if (!problems.empty()) throw ConfigError(std::move(problems));
  return params;
}

std::string parameters_toml(PipelineParams params) {
  std::string text;
  for (const ParameterSection& section : sections(params)) {
    if (!text.empty()) text += '\n';
    text += toml_section(section.name, list_fields(section.table));
  }
  return text;
}

}  // namespace rewire
