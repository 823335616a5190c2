#pragma once

#include <Eigen/Core>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "stages/core/number_text.h"

namespace rewire::testing {

/// Reads tests/reference/<relative_path>: one row per line, numbers between white space, n/a as
/// NaN; lines that start with # say which tool, version and seed made the file.
inline Eigen::MatrixXd read_reference_matrix(const std::string& relative_path) {
  const std::string path = std::string(REWIRE_SOURCE_DIR) + "/tests/reference/" + relative_path;
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot open " + path);
  std::vector<std::vector<double>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::vector<double>& row = rows.emplace_back();
    for (std::string word; words >> word;) {
      row.push_back(parse_number(word).value_or(std::nan("")));
    }
    if (row.size() != rows.front().size()) throw std::runtime_error("ragged rows in " + path);
  }
  const auto columns = rows.empty() ? 0 : static_cast<Eigen::Index>(rows.front().size());
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(rows.size()), columns);
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    for (Eigen::Index j = 0; j < columns; ++j) {
      matrix(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
  }
  return matrix;
}

}  // namespace rewire::testing
