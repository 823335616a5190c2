#include "pipeline/app/cohort_files.h"

#include "pipeline/bids/derivative_names.h"
#include "pipeline/plan/region_names.h"
#include "stages/core/error.h"
#include "stages/files/region_series_files.h"

namespace rewire::app {
namespace {

std::optional<BidsName> bids_name(const std::filesystem::path& file) {
  auto name = parse_bids_name(file.filename().string());
  if (name && name->label("sub").empty()) name.reset();
  return name;
}

}  // namespace

void add_series_options(Command& command, SeriesOptions& options) {
  command.add_option("--repetition-time",
                     options.repetition_time_s,
                     "Seconds between volumes, where no sidecar says it");
  command
      .add_option("--rows-are",
                  options.rows_are,
                  "What the rows of another program's table are: volumes or regions")
      .one_of({"volumes", "regions"})
      .show_default();
  command.add_option("--regions",
                     options.regions,
                     "TSV with a row per region of such a table: name or label; structure, "
                     "hemisphere, network where known");
}

RegionSeries read_series(const std::filesystem::path& file, const SeriesOptions& options) {
  RegionSeries series =
      read_region_series(file,
                         options.repetition_time_s,
                         options.rows_are == "regions" ? RowsAre::regions : RowsAre::volumes);
  if (options.regions.empty()) return series;
  std::vector<Problem> problems;
  DataParams table;
  table.regions = options.regions;
  const std::vector<Region> regions =
      regions_of_files(table, {}, {}, series.regions.size(), problems);
  throw_if_errors(problems);
  for (std::size_t i = 0; i < regions.size(); ++i) series.regions[i].region = regions[i];
  throw_if_errors(validate(series, file.string()));
  return series;
}

CohortSeries read_cohort(const std::vector<std::string>& files, const SeriesOptions& options) {
  CohortSeries cohort;
  for (const std::string& file : files) {
    const std::filesystem::path path(file);
    const auto name = bids_name(path);
    cohort.sessions.push_back({.name = name ? to_text(scan_key(*name)) : path.stem().string(),
                               .session = name ? std::string(name->label("ses")) : "",
                               .series = read_series(path, options)});
  }
  return cohort;
}

std::filesystem::path session_file(const std::filesystem::path& output,
                                   const std::filesystem::path& series,
                                   const std::string& stat,
                                   const std::string& suffix) {
  const auto name = bids_name(series);
  if (!name) {
    const auto plain = series.extension() == ".gz" ? series.stem() : series;
    return output / (plain.stem().string() + "_stat-" + stat + "_" + suffix + ".tsv");
  }
  const std::string_view atlas =
      name->label("atlas").empty() ? name->label("seg") : name->label("atlas");
  return derivative_path(output,
                         scan_key(*name),
                         {.space = std::string(name->label("space")),
                          .atlas = std::string(atlas),
                          .res = std::string(name->label("res")),
                          .stat = stat,
                          .suffix = suffix,
                          .extension = ".tsv"});
}

}  // namespace rewire::app
