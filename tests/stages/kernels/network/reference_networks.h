#pragma once

#include <Eigen/Core>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "stages/kernels/network/metric_table.h"
#include "stages/kernels/network/network.h"
#include "tests/reference_file.h"

namespace rewire::testing {

/// The words behind "# columns:" of a reference file.
inline std::vector<std::string> reference_columns(const std::string& relative_path) {
  std::ifstream file(std::string(REWIRE_SOURCE_DIR) + "/tests/reference/" + relative_path);
  const std::string start = "# columns:";
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line) && line[0] == '#';) {
    if (line.compare(0, start.size(), start) != 0) continue;
    std::istringstream words(line.substr(start.size()));
    for (std::string word; words >> word;) names.push_back(word);
  }
  return names;
}

/// The column `name`; std::out_of_range when there is none.
inline Eigen::VectorXd reference_column(const std::string& relative_path, const std::string& name) {
  const auto names = reference_columns(relative_path);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw std::out_of_range(relative_path + ": " + name);
  return read_reference_matrix(relative_path).col(found - names.begin());
}

inline Eigen::MatrixXd weights_of_edges(const std::string& relative_path, Eigen::Index nodes) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(nodes, nodes);
  const Eigen::MatrixXd edges = read_reference_matrix(relative_path);
  for (const auto& edge : edges.rowwise()) {
    const auto i = static_cast<Eigen::Index>(edge[0]);
    const auto j = static_cast<Eigen::Index>(edge[1]);
    weights(i, j) = weights(j, i) = edge[2];
  }
  return weights;
}

/// What scripts/make-reference/graph.py calls hashed(): weights from whole numbers.
inline Eigen::MatrixXd hashed_weights(Eigen::Index nodes, double density) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(nodes, nodes);
  for (Eigen::Index j = 0; j < nodes; ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      const Eigen::Index mixed = (i * 7919 + j * 104729 + i * j * 31) % 1000003;
      if (static_cast<double>((mixed * 7 + 13) % 1009) >= density * 1009.0) continue;
      const double near = i % 8 == j % 8 ? 1.0 : 0.4;
      weights(i, j) = weights(j, i) = near * static_cast<double>(1 + mixed % 997) / 1000.0;
    }
  }
  return weights;
}

inline const MetricDeclaration& metric_named(const std::string& name) {
  for (const MetricDeclaration& metric : metric_table()) {
    if (metric.name == name) return metric;
  }
  throw std::out_of_range(name);
}

inline std::vector<int> to_labels(const Eigen::VectorXd& column) {
  const Eigen::VectorXi labels = column.cast<int>();
  return {labels.begin(), labels.end()};
}

/// The largest difference; infinite where one is NaN and the other is not, or sizes differ.
/// Relative to the expected value where that is above 1.
inline double distance_between(const Eigen::VectorXd& values, const Eigen::VectorXd& expected) {
  if (values.size() != expected.size()) return std::numeric_limits<double>::infinity();
  double largest = 0.0;
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i]) && std::isnan(expected[i])) continue;
    const double apart = std::abs(values[i] - expected[i]) / std::max(1.0, std::abs(expected[i]));
    largest =
        std::isnan(apart) ? std::numeric_limits<double>::infinity() : std::max(largest, apart);
  }
  return largest;
}

}  // namespace rewire::testing
