#pragma once

#include <Eigen/Core>
#include <nlohmann/json.hpp>

namespace rewire::simulation {

/// A list of four rows.
inline nlohmann::json rows_of(const Eigen::Matrix4d& matrix) {
  nlohmann::json rows = nlohmann::json::array();
  for (int i = 0; i < 4; ++i) {
    rows.push_back({matrix(i, 0), matrix(i, 1), matrix(i, 2), matrix(i, 3)});
  }
  return rows;
}

inline nlohmann::json list_of(const Eigen::Vector3d& vector) {
  return {vector[0], vector[1], vector[2]};
}

}  // namespace rewire::simulation
