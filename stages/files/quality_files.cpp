#include "stages/files/quality_files.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/eigen_lists.h"
#include "stages/files/hdf5.h"
#include "stages/files/hdf5_parts.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

constexpr double hundredths = 100.0;

/// Row by row, in hundredths.
std::vector<std::int64_t> whole_numbers(const Eigen::MatrixXd& values) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(static_cast<std::size_t>(values.size()));
  for (Eigen::Index row = 0; row < values.rows(); ++row) {
    for (const double value : values.row(row)) {
      numbers.push_back(std::llround(value * hundredths));
    }
  }
  return numbers;
}

Eigen::VectorXd to_series(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

/// What whole_numbers() made; empty when they are not rows x volumes.
Eigen::MatrixXd percent(const std::vector<std::int64_t>& numbers,
                        Eigen::Index rows,
                        Eigen::Index volumes) {
  if (static_cast<Eigen::Index>(numbers.size()) != rows * volumes) return {};
  Eigen::MatrixXd values(rows, volumes);
  for (Eigen::Index row = 0; row < rows; ++row) {
    for (Eigen::Index t = 0; t < volumes; ++t) {
      values(row, t) =
          static_cast<double>(numbers[static_cast<std::size_t>(row * volumes + t)]) / hundredths;
    }
  }
  return values;
}

CarpetTissue tissue_named(const std::string& text) {
  for (const auto tissue : {CarpetTissue::regions, CarpetTissue::white_matter, CarpetTissue::csf}) {
    if (to_text(tissue) == text) return tissue;
  }
  return CarpetTissue::other_brain;
}

}  // namespace

void write_quality(const std::filesystem::path& path,
                   const ScanQuality& quality,
                   const std::vector<std::pair<std::string, std::string>>& entities,
                   const Provenance& provenance) {
  Table table;
  nlohmann::json columns = nlohmann::json::object();
  for (const auto& [name, label] : entities) table.add(name, {label});
  for (const QualityValue& value : quality.values) {
    table.add(value.name, {format_number(value.value)});
    columns[value.name] = {{"Description", value.description}};
  }
  write_sidecar(path, std::move(columns), provenance);
  write_tsv(path, table);
}

void write_carpet(const std::filesystem::path& path,
                  const ScanQuality& quality,
                  const Provenance& provenance) {
  Hdf5Writer file(path, "rewire-carpet", 1);
  std::vector<std::string> tissues;
  for (const CarpetTissue tissue : quality.carpet.tissues) tissues.push_back(to_text(tissue));
  file.texts("tissue", tissues);
  file.integers("before", whole_numbers(quality.carpet.before));
  file.integers("after", whole_numbers(quality.carpet.after));
  file.attribute("", "rows", static_cast<std::int64_t>(quality.carpet.before.rows()));
  file.attribute("", "volumes", static_cast<std::int64_t>(quality.carpet.before.cols()));
  file.attribute("", "unit", "hundredths of a percent of the voxel's mean, row by row");
  file.numbers("framewise_displacement_mm", to_vector(quality.framewise_displacement_mm));
  file.numbers("dvars_before", to_vector(quality.dvars_before));
  file.numbers("dvars_after", to_vector(quality.dvars_after));
  file.integers("kept", {quality.kept.begin(), quality.kept.end()});
  put_provenance(file, provenance);
  file.commit();
}

ScanQuality read_carpet(const std::filesystem::path& path) {
  const Hdf5Reader file(path, "rewire-carpet", 1);
  const std::vector<std::int64_t> kept = file.integers("kept");
  const auto rows = static_cast<Eigen::Index>(file.integer_attribute("", "rows"));
  const auto volumes = static_cast<Eigen::Index>(file.integer_attribute("", "volumes"));
  ScanQuality quality{
      .values = {},
      .framewise_displacement_mm = to_series(file.numbers("framewise_displacement_mm")),
      .dvars_before = to_series(file.numbers("dvars_before")),
      .dvars_after = to_series(file.numbers("dvars_after")),
      .kept = {kept.begin(), kept.end()},
      .carpet = {.tissues = {},
                 .before = percent(file.integers("before"), rows, volumes),
                 .after = percent(file.integers("after"), rows, volumes)},
      .warnings = {}};
  for (const std::string& text : file.texts("tissue")) {
    quality.carpet.tissues.push_back(tissue_named(text));
  }
  throw_if_errors(validate(quality, path.string()));
  return quality;
}

Table read_quality_table(const std::vector<std::filesystem::path>& files) {
  std::vector<Table> tables;
  Table all;
  for (const auto& file : files) {
    tables.push_back(read_tsv(file));
    for (const std::string& name : tables.back().names) {
      if (!all.find(name)) all.add(name, {});
    }
  }
  for (std::size_t column = 0; column < all.names.size(); ++column) {
    for (const Table& table : tables) {
      const auto found = table.find(all.names[column]);
      for (std::size_t row = 0; row < table.row_count(); ++row) {
        all.columns[column].push_back(found ? table.columns[*found][row] : "n/a");
      }
    }
  }
  return all;
}

}  // namespace rewire
