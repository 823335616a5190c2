#include "stages/files/strategy_files.h"

#include <utility>

#include "stages/core/error.h"
#include "stages/files/toml.h"

namespace rewire {
namespace {

void strategy_fields(FieldVisitor& visitor, StrategyFile& file) {
  visitor.text("title", file.title, "What it is, in one line.");
  visitor.text("description", file.description, "Where it comes from and what to mind.");
  visitor.texts("includes", file.includes, "Strategies whose columns come first.");
  visitor.texts("columns",
                file.columns,
                "Confounds that must be there: names, or regular expressions of whole names.");
  visitor.texts("suffixes",
                file.suffixes,
                "Every column is taken with each of these behind its name; \"\" is the column.");
  visitor.texts("optional", file.optional, "Confounds that are taken where they are there.");
  visitor.texts("component_masks",
                file.components.masks,
                "Noise regions whose principal components are taken: WM, CSF, combined.");
  visitor.optional_integer("component_count",
                           file.components.count,
                           "all",
                           Unit::none,
                           {1, 1000},
                           "The first so many components of each region.");
  visitor.optional_number("component_variance",
                          file.components.variance_percent,
                          "all",
                          Unit::percent,
                          {0, 100},
                          "As many components as explain this share of each region's variance.");
}

void censoring_fields(FieldVisitor& visitor, CensoringChoice& censoring) {
  visitor.optional_number("framewise_displacement_limit",
                          censoring.framewise_displacement_limit_mm,
                          "none",
                          Unit::millimetres,
                          {0, 100},
                          "Volumes with a larger framewise displacement are censored.");
  visitor.optional_number("standardised_dvars_limit",
                          censoring.standardised_dvars_limit,
                          "none",
                          Unit::none,
                          {0, 1000},
                          "Volumes with a larger std_dvars are censored.");
  visitor.optional_integer("minimum_segment",
                           censoring.minimum_segment_volumes,
                           "none",
                           Unit::volumes,
                           {1, 10000},
                           "Shorter stretches between censored volumes are censored, too.");
}

}  // namespace

StrategyFile read_strategy_file(const std::filesystem::path& path) {
  StrategyFile file;
  file.name = path.stem().string();
  TomlConfig config = TomlConfig::read(path);
  config.apply("strategy", [&](FieldVisitor& visitor) { strategy_fields(visitor, file); });
  config.apply("censoring",
               [&](FieldVisitor& visitor) { censoring_fields(visitor, file.censoring); });
  config.finish();
  std::vector<Problem> problems = validate(
      Strategy{
          .name = file.name,
          .columns = file.columns,
          .optional = file.optional,
          .components = file.components,
          .censoring = file.censoring,
      },
      path.string());
  if (file.title.empty()) {
    problems.push_back({.found = "no title",
                        .expected = "title = \"...\" below [strategy]",
                        .where = path.string(),
                        .remedy = "say what the strategy is"});
  }
  if (!problems.empty()) throw ConfigError(std::move(problems));
  return file;
}

}  // namespace rewire
