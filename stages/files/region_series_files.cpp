#include "stages/files/region_series_files.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/json.h"
#include "stages/files/number_table.h"
#include "stages/files/region_json.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

Json series_json(const RegionSeries& series) {
  Json json{{"Atlas", series.atlas},
            {"RepetitionTime", series.repetition_time_s},
            {"SamplingFrequency", 1.0 / series.repetition_time_s},
            {"DegreesOfFreedom", series.degrees_of_freedom},
            {"NuisanceDegreesOfFreedom", series.nuisance_degrees_of_freedom},
            {"KeptVolumes", series.kept},
            {"Regions", regions_to_json(series.regions)}};
  if (!series.run_starts.empty()) json["RunStarts"] = series.run_starts;
  return json;
}

double repetition_time_of(const Json& sidecar, const std::string& where) {
  if (sidecar.contains("RepetitionTime") && sidecar["RepetitionTime"].is_number()) {
    return sidecar["RepetitionTime"].get<double>();
  }
  if (sidecar.contains("SamplingFrequency") && sidecar["SamplingFrequency"].is_number()) {
    return 1.0 / sidecar["SamplingFrequency"].get<double>();
  }
  throw InputError({.found = "no RepetitionTime",
                    .expected = "the time between volumes in seconds in a JSON sidecar",
                    .where = where,
                    .remedy = "write {\"RepetitionTime\": 2.0} there"});
}

void read_own_sidecar(const Json& sidecar, const std::string& where, RegionSeries& series) {
  try {
    series.atlas = sidecar.at("Atlas").get<std::string>();
    series.degrees_of_freedom = sidecar.at("DegreesOfFreedom").get<double>();
    series.nuisance_degrees_of_freedom = sidecar.value("NuisanceDegreesOfFreedom", 0.0);
    series.kept = sidecar.at("KeptVolumes").get<std::vector<std::uint8_t>>();
    series.run_starts = sidecar.value("RunStarts", std::vector<std::int64_t>{});
  } catch (const Json::exception& error) {
    throw InputError({.found = std::string("a sidecar that cannot be understood: ") + error.what(),
                      .expected = "what this program writes",
                      .where = where,
                      .remedy = "make the series again"});
  }
  series.regions = regions_from_json(sidecar.at("Regions"), where);
}

std::vector<std::string> numbered_names(Eigen::Index count) {
  std::vector<std::string> names;
  for (Eigen::Index i = 1; i <= count; ++i) names.push_back("region" + std::to_string(i));
  return names;
}

NumberTable read_tsv_numbers(const std::filesystem::path& path) {
  const Table table = read_tsv(path);
  NumberTable numbers{.names = table.names, .values = {}};
  numbers.values.resize(static_cast<Eigen::Index>(table.row_count()),
                        static_cast<Eigen::Index>(table.names.size()));
  for (std::size_t column = 0; column < table.names.size(); ++column) {
    numbers.values.col(static_cast<Eigen::Index>(column)) =
        to_numbers(table.columns[column], table.names[column], path.string());
  }
  return numbers;
}

void explain_missing_columns(RegionSeries& series) {
  for (std::size_t i = 0; i < series.regions.size(); ++i) {
    if (series.values.col(static_cast<Eigen::Index>(i)).array().isNaN().all()) {
      series.regions[i].missing_reason = "n/a in the table";
    }
  }
}

void write_row(const std::filesystem::path& path,
               const RegionSeries& series,
               double RegionSignal::*member,
               const Provenance& provenance) {
  Table table;
  for (const RegionSignal& signal : series.regions) {
    table.add(signal.region.name, {format_number(signal.*member)});
  }
  write_sidecar(path, {{"Atlas", series.atlas}}, provenance);
  write_tsv(path, table);
}

}  // namespace

void write_region_series(const std::filesystem::path& path,
                         const RegionSeries& series,
                         const Provenance& provenance) {
  Table table;
  for (std::size_t i = 0; i < series.regions.size(); ++i) {
    table.add(series.regions[i].region.name,
              to_cells(series.values.col(static_cast<Eigen::Index>(i))));
  }
  write_sidecar(path, series_json(series), provenance);
  write_tsv(path, table);
}

RegionSeries read_region_series(const std::filesystem::path& path,
                                std::optional<double> repetition_time_s,
                                RowsAre rows_are) {
  NumberTable table = is_bare_number_table(path) || rows_are == RowsAre::regions
                          ? read_number_table(path)
                          : read_tsv_numbers(path);
  if (rows_are == RowsAre::regions) {
    table.values.transposeInPlace();
    table.names.clear();
  }
  if (table.names.empty()) table.names = numbered_names(table.values.cols());
  RegionSeries series;
  series.values = std::move(table.values);
  const std::filesystem::path sidecar_file = sidecar_path(path);
  const Json sidecar =
      std::filesystem::exists(sidecar_file) ? read_json(sidecar_file) : Json::object();
  series.repetition_time_s =
      repetition_time_s ? *repetition_time_s : repetition_time_of(sidecar, sidecar_file.string());
  if (sidecar.contains("Regions")) {
    if (rows_are == RowsAre::regions) {
      throw InputError({.found = "a series of this program read with regions in rows",
                        .expected = "volumes in rows, as it is written",
                        .where = path.string(),
                        .remedy = "leave --rows-are out"});
    }
    read_own_sidecar(sidecar, sidecar_file.string(), series);
  } else {
    series.regions = regions_from_names(table.names);
    series.kept.assign(static_cast<std::size_t>(series.values.rows()), 1);
    explain_missing_columns(series);
  }
  throw_if_errors(validate(series, path.string()));
  return series;
}

void write_coverage(const std::filesystem::path& path,
                    const RegionSeries& series,
                    const Provenance& provenance) {
  write_row(path, series, &RegionSignal::coverage, provenance);
}

void write_tsnr(const std::filesystem::path& path,
                const RegionSeries& series,
                const Provenance& provenance) {
  write_row(path, series, &RegionSignal::tsnr, provenance);
}

}  // namespace rewire
