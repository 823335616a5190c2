#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "pipeline/simulate/params.h"
#include "stages/core/random.h"

namespace rewire::simulation {

/// A planted edge with its regions as indices into the template's names.
struct Plant {
  Eigen::Index a = 0;
  Eigen::Index b = 0;
  double share = 0.0;
};

/// ConfigError when a planted region is not among `names`.
std::vector<Plant> find_plants(const SimulateParams& params, const std::vector<std::string>& names);

/// A correlation matrix: all regions share a little, networks more, homotopic regions most; every
/// participant differs from that by `participant_spread`. Planted edges start at a Fisher z of 0.1
/// minus half of their effect.
Eigen::MatrixXd base_correlation(const SimulateParams& params,
                                 const std::vector<std::string>& names,
                                 const std::vector<Plant>& plants,
                                 std::size_t participant);

/// The participant's `base` on the day of a session: it differs by `session_spread`, and the Fisher
/// z of planted edges is raised by share * `effect_fisher_z`. Then it is brought back to the
/// nearest positive definite correlation matrix that keeps the planted values (alternating
/// projections after Higham 2002, doi:10.1093/imanum/22.3.329; the other entries move a little).
Eigen::MatrixXd session_correlation(const SimulateParams& params,
                                    const Eigen::MatrixXd& base,
                                    const std::vector<Plant>& plants,
                                    std::size_t participant,
                                    std::size_t session,
                                    double effect_fisher_z);

/// Another correlation matrix near `correlation`: that of so many independent Gaussian samples (a
/// Wishart matrix) that every Fisher z has the standard deviation `spread` and keeps its mean. Then
/// as session_correlation brings it back. 0 changes nothing.
Eigen::MatrixXd vary_correlation(const Eigen::MatrixXd& correlation,
                                 double spread,
                                 RandomStream& random);

}  // namespace rewire::simulation
