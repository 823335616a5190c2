#include "pipeline/simulate/covariance.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "pipeline/simulate/streams.h"
#include "stages/core/error.h"

namespace rewire::simulation {
namespace {

constexpr double smallest_eigenvalue = 0.02;

/// A coarse division of AAL into networks; the first match counts.
std::string network_of(const std::string& name) {
  static const std::vector<std::pair<const char*, std::vector<const char*>>> networks{
      {"limbic", {"Hippocampus", "ParaHippocampal", "Amygdala", "Olfactory", "Temporal_Pole"}},
      {"orbital", {"Frontal_Sup_Orb", "Frontal_Mid_Orb", "Frontal_Inf_Orb", "Rectus"}},
      {"default",
       {"Frontal_Sup_Medial",
        "Frontal_Med_Orb",
        "Cingulum_Ant",
        "Cingulum_Post",
        "Precuneus",
        "Angular"}},
      {"control", {"Frontal_", "Parietal_", "Cingulum_Mid", "SupraMarginal", "Insula"}},
      {"motor", {"Precentral", "Postcentral", "Supp_Motor", "Paracentral", "Rolandic"}},
      {"visual", {"Calcarine", "Cuneus", "Lingual", "Occipital", "Fusiform"}},
      {"temporal", {"Temporal_", "Heschl"}},
      {"striatal", {"Caudate", "Putamen", "Pallidum", "Thalamus"}}};
  for (const auto& [network, prefixes] : networks) {
    for (const char* prefix : prefixes) {
      if (name.starts_with(prefix)) return network;
    }
  }
  return "cerebellar";
}

std::string without_side(const std::string& name) {
  const bool sided = name.ends_with("_L") || name.ends_with("_R");
  return sided ? name.substr(0, name.size() - 2) : name;
}

void to_correlation(Eigen::MatrixXd& matrix) {
  const Eigen::VectorXd scale = matrix.diagonal().cwiseSqrt().cwiseInverse();
  matrix = (scale.asDiagonal() * matrix * scale.asDiagonal()).eval();
  matrix.diagonal().setOnes();
}

/// The nearest matrix whose eigenvalues are at least the smallest allowed.
Eigen::MatrixXd raise_eigenvalues(const Eigen::MatrixXd& matrix, double& lowest) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
  lowest = solver.eigenvalues().minCoeff();
  const Eigen::VectorXd raised = solver.eigenvalues().cwiseMax(2.0 * smallest_eigenvalue);
  return solver.eigenvectors() * raised.asDiagonal() * solver.eigenvectors().transpose();
}

/// A positive definite correlation matrix near `matrix` with these edges.
Eigen::MatrixXd with_edges(Eigen::MatrixXd matrix,
                           const std::vector<Plant>& plants,
                           const std::vector<double>& values) {
  double lowest = 0.0;
  constexpr int rounds = 60;
  for (int round = 0; round < rounds; ++round) {
    matrix.diagonal().setOnes();
    for (std::size_t e = 0; e < plants.size(); ++e) {
      matrix(plants[e].a, plants[e].b) = matrix(plants[e].b, plants[e].a) = values[e];
    }
    const Eigen::MatrixXd raised = raise_eigenvalues(matrix, lowest);
    if (lowest >= smallest_eigenvalue) return matrix;
    matrix = raised;
  }
  to_correlation(matrix);
  return matrix;
}

Eigen::MatrixXd group_correlation(const std::vector<std::string>& names) {
  const auto count = static_cast<Eigen::Index>(names.size());
  Eigen::MatrixXd matrix(count, count);
  for (Eigen::Index i = 0; i < count; ++i) {
    for (Eigen::Index j = 0; j < count; ++j) {
      const std::string& a = names[static_cast<std::size_t>(i)];
      const std::string& b = names[static_cast<std::size_t>(j)];
      matrix(i, j) = 0.12 + (network_of(a) == network_of(b) ? 0.22 : 0.0) +
                     (without_side(a) == without_side(b) ? 0.40 : 0.0) + (i == j ? 0.26 : 0.0);
    }
  }
  return matrix;
}

}  // namespace

std::vector<Plant> find_plants(const SimulateParams& params,
                               const std::vector<std::string>& names) {
  std::vector<Plant> plants;
  const auto find = [&](const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return found - names.begin();
    throw ConfigError({"planted region \"" + name + "\"",
                       "a region of the AAL table, with or without _L or _R",
                       "simulate parameters",
                       "see aal.nii.txt in the template directory"});
  };
  for (const PlantedEdge& edge : planted_edges(params)) {
    plants.push_back({find(edge.region_a), find(edge.region_b), edge.share});
    if (plants.back().a == plants.back().b) {
      throw ConfigError({"an effect planted between " + edge.region_a + " and itself",
                         "two regions",
                         "simulate parameters",
                         "name another region"});
    }
  }
  return plants;
}

Eigen::MatrixXd vary_correlation(const Eigen::MatrixXd& correlation,
                                 double spread,
                                 RandomStream& random) {
  if (spread == 0.0) return correlation;
  // The Fisher z of n samples about a known mean has a variance of about 1 / (n - 2).
  const auto samples = static_cast<Eigen::Index>(std::lround(2.0 + 1.0 / (spread * spread)));
  Eigen::MatrixXd white(correlation.rows(), samples);
  for (Eigen::Index i = 0; i < white.size(); ++i) white(i) = random.normal();
  const Eigen::MatrixXd drawn = correlation.llt().matrixL() * white;
  Eigen::MatrixXd varied = drawn * drawn.transpose();
  to_correlation(varied);
  return with_edges(varied, {}, {});
}

Eigen::MatrixXd base_correlation(const SimulateParams& params,
                                 const std::vector<std::string>& names,
                                 const std::vector<Plant>& plants,
                                 std::size_t participant) {
  RandomStream random = stream(params.seed, Draw::connections, participant);
  const Eigen::MatrixXd matrix =
      vary_correlation(group_correlation(names), params.participant_spread, random);
  std::vector<double> values;
  for (const Plant& plant : plants) {
    const double own = params.participant_spread * random.normal();
    values.push_back(std::tanh(0.1 - 0.5 * plant.share * params.effect_fisher_z + own));
  }
  return with_edges(matrix, plants, values);
}

Eigen::MatrixXd session_correlation(const SimulateParams& params,
                                    const Eigen::MatrixXd& base,
                                    const std::vector<Plant>& plants,
                                    std::size_t participant,
                                    std::size_t session,
                                    double effect_fisher_z) {
  RandomStream random = stream(params.seed, Draw::session_connections, participant, session);
  const Eigen::MatrixXd matrix = vary_correlation(base, params.session_spread, random);
  std::vector<double> values;
  for (const Plant& plant : plants) {
    const double own = params.session_spread * random.normal();
    values.push_back(
        std::tanh(std::atanh(base(plant.a, plant.b)) + plant.share * effect_fisher_z + own));
  }
  return with_edges(matrix, plants, values);
}

}  // namespace rewire::simulation
