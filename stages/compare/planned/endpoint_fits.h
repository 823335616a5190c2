#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/compare/planned/endpoint_model.h"
#include "stages/kernels/statistics/linear_contrasts.h"
#include "stages/kernels/statistics/shuffled_scores.h"

namespace rewire {

/// The places of an arm's mean, and of its difference from the reference arm, among contrasts.
struct ContrastPlaces {
  std::vector<Eigen::Index> mean;
  std::vector<Eigen::Index> difference;  ///< [0] is not used
};

/// One follow-up, or all of them where the model has one answer for all.
struct FollowupFit {
  std::string followup;  ///< what the effects call it
  ModelData data;
  ContrastFits fits;
  ContrastPlaces places;
  std::vector<ContrastTest> tests{};  ///< per arm but the first; empty without permutations
};

/// A follow-up by itself, by least squares or weighted. `data` are its visits.
FollowupFit fit_followup(ModelData data,
                         const TrialTable& table,
                         int followup,
                         const PlanParams& plan,
                         const FitChanges& changes);

/// Whether the arms differ at all at a follow-up, with one variance: per endpoint its F, with p of
/// F, by permutation and by the largest F. Family and endpoint are left to the caller.
std::vector<OmnibusLine> omnibus_of_followup(const ModelData& data,
                                             const TrialTable& table,
                                             int followup,
                                             const PlanParams& plan);

/// All follow-ups together, by the mixed model: one entry per follow-up.
std::vector<FollowupFit> fit_repeated(const ModelData& data,
                                      const TrialTable& table,
                                      const PlanParams& plan);

/// A course over days since the dose.
FollowupFit fit_course(ModelData data, const TrialTable& table, const PlanParams& plan);

/// A cross-over of two treatments.
FollowupFit fit_crossover(ModelData data,
                          const TrialTable& table,
                          const PlanParams& plan,
                          const FitChanges& changes);

/// Permutations of one contrast (a column over the regressors of `design`).
struct PermutationSetting {
  Exchangeability exchangeability;
  std::vector<int> kinds;
  std::uint64_t first_stream = 0;
};
ContrastTest permute_contrast(const Eigen::MatrixXd& values,
                              const LinearDesign& design,
                              const Eigen::VectorXd& contrast,
                              const PermutationSetting& setting,
                              const PlanParams& plan,
                              const std::optional<NetworkTests>& networks);

/// The level of every visit's block as numbers; empty without blocks.
std::vector<int> block_numbers(const ModelData& data);

}  // namespace rewire
