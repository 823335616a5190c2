#pragma once

#include <Eigen/Core>
#include <cmath>
#include <string>
#include <vector>

#include "stages/compare/planned/endpoint_model.h"
#include "stages/kernels/statistics/linear_contrasts.h"

namespace rewire {

/// The numbers of some visits: visits x endpoints, and visits x covariates.
struct ModelData {
  std::vector<int> arms;
  std::vector<int> followups;
  std::vector<std::string> participants;
  std::vector<std::string> block_levels;  ///< of the plan's blocks; empty without
  Eigen::MatrixXd values;
  Eigen::MatrixXd baseline;
  Eigen::MatrixXd covariates;

  /// Whether the visit enters the model of the endpoint.
  bool has(Eigen::Index visit, Eigen::Index endpoint) const {
    return std::isfinite(values(visit, endpoint)) && std::isfinite(baseline(visit, endpoint)) &&
           covariates.row(visit).allFinite();
  }
};

/// The places of an arm's mean, and of its difference from the reference arm, among contrasts.
struct ContrastPlaces {
  std::vector<Eigen::Index> mean;
  std::vector<Eigen::Index> difference;  ///< [0] is not used
};

/// p of the arms' contrasts by permutation: endpoints x arms (0 is not used).
struct PermutationP {
  Eigen::MatrixXd uncorrected;
  Eigen::MatrixXd familywise;
  std::size_t count = 0;  ///< permutations, the observed one included
  bool exhaustive = false;
};

/// One follow-up by least squares.
struct FollowupFit {
  ModelData data;
  ContrastFits fits;
  ContrastPlaces places;
  PermutationP permuted{};
};

/// Each follow-up by itself, by least squares. `data` are its visits; `arms` how many there are.
FollowupFit fit_followup(ModelData data,
                         std::size_t arms,
                         const PlanParams& plan,
                         UsePermutations permutations);

/// All follow-ups together, by the mixed model: one entry per follow-up.
std::vector<FollowupFit> fit_repeated(const ModelData& data,
                                      std::size_t arms,
                                      std::size_t visits,
                                      const PlannedModel& model);

}  // namespace rewire
