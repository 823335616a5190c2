#include "pipeline/app/cohort_files.h"

#include "pipeline/bids/derivative_names.h"
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

CohortSeries read_cohort(const std::vector<std::string>& files,
                         std::optional<double> repetition_time_s) {
  CohortSeries cohort;
  for (const std::string& file : files) {
    const std::filesystem::path path(file);
    const auto name = bids_name(path);
    cohort.sessions.push_back({.name = name ? to_text(scan_key(*name)) : path.stem().string(),
                               .session = name ? std::string(name->label("ses")) : "",
                               .series = read_region_series(path, repetition_time_s)});
  }
  return cohort;
}

std::filesystem::path session_file(const std::filesystem::path& output,
                                   const std::filesystem::path& series,
                                   const std::string& stat,
                                   const std::string& suffix) {
  const auto name = bids_name(series);
  if (!name) {
    return output / (series.stem().string() + "_stat-" + stat + "_" + suffix + ".tsv");
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
