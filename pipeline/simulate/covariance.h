#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "pipeline/simulate/params.h"

namespace rewire::simulation {

/// A planted edge with its regions as indices into the template's names.
struct Plant {
  Eigen::Index a = 0;
  Eigen::Index b = 0;
  double share = 0.0;
};

/// ConfigError when a planted region is not among `names`.
std::vector<Plant> find_plants(const SimulateParams& params, const std::vector<std::string>& names);

/// A correlation matrix: all regions share a little, networks more, homotopic regions most, and
/// every participant differs by random factors (`participant_spread`). Planted edges start at a
/// Fisher z of 0.1 minus half of their effect.
Eigen::MatrixXd base_correlation(const SimulateParams& params,
                                 const std::vector<std::string>& names,
                                 const std::vector<Plant>& plants,
                                 std::size_t participant);

/// `base` with the Fisher z of planted edges raised by share * `effect_fisher_z`, then brought back
/// to the nearest positive definite correlation matrix that keeps the planted values (alternating
/// projections after Higham 2002, doi:10.1093/imanum/22.3.329; the other entries move a little).
Eigen::MatrixXd plant_effect(const Eigen::MatrixXd& base,
                             const std::vector<Plant>& plants,
                             double effect_fisher_z);

}  // namespace rewire::simulation
