#include "stages/files/quality_files.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "stages/core/number_text.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/hdf5.h"
#include "stages/files/hdf5_parts.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

constexpr double hundredths = 100.0;

std::vector<double> to_vector(const Eigen::VectorXd& values) {
  return {values.begin(), values.end()};
}

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

void write_quality_table(const std::filesystem::path& path,
                         const std::vector<std::filesystem::path>& files) {
  if (files.empty()) return;
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
  write_tsv(path, all);
}

}  // namespace rewire
