#pragma once

#include <Eigen/Core>
#include <functional>
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
};

/// A follow-up by itself, by least squares or weighted. `data` are its visits.
FollowupFit fit_followup(ModelData data,
                         const TrialTable& table,
                         int followup,
                         const PlanParams& plan);

/// The visits of one follow-up, for some of the endpoints: [first, first + count).
using VisitBlocks = std::function<ModelData(Eigen::Index first, Eigen::Index count)>;

/// Whether the arms differ at all at a follow-up, with one variance: per endpoint its F, with p of
/// F, by permutation and by the largest F. Family and endpoint are left to the caller.
std::vector<OmnibusLine> omnibus_of_followup(const VisitBlocks& data,
                                             Eigen::Index endpoints,
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
FollowupFit fit_crossover(ModelData data, const PlanParams& plan, const FitChanges& changes);

/// One contrast whose residuals are permuted, and how.
struct PermutedContrast {
  Eigen::MatrixXd values;
  LinearDesign design;
  Eigen::VectorXd contrast;
  Exchangeability exchangeability;
  std::vector<int> kinds;
  std::uint64_t first_stream = 0;
};
/// Of an arm at a follow-up, whose visits `data` are; of the two treatments of a cross-over.
PermutedContrast followup_permutation(const ModelData& data,
                                      const TrialTable& table,
                                      int followup,
                                      std::size_t arm,
                                      const PlanParams& plan);
PermutedContrast crossover_permutation(const ModelData& data, const PlanParams& plan);

/// All contrasts of the planned model by permutation, over all endpoints, some at a time; none
/// where the model has none.
std::vector<ContrastTest> permute_contrasts(const TrialInputs& sample,
                                            const std::vector<EndpointFamily>& families,
                                            const std::vector<ChosenEndpoint>& endpoints,
                                            const PlanParams& plan,
                                            const FitChanges& changes,
                                            const ModelVisits& visits);

/// The planned model of all endpoints: one entry per follow-up, or one for all of them.
std::vector<FollowupFit> fit_followups(const ModelData& data,
                                       const TrialTable& table,
                                       const PlanParams& plan,
                                       const FitChanges& changes);

/// For models whose residuals cannot be exchanged (visits that belong together, weights): each
/// arm's participants and those of the reference arm change arms, within the plan's blocks, and the
/// model is fitted again each time; p is the share of |t| that reaches the observed one, t that
/// cannot be had among them. Exact, whatever the model, where the treatment changes nobody's visits
/// and the lot could have fallen otherwise (randomisation test: Rosenberger, Uschner & Wang 2019,
/// doi:10.1002/sim.7901). No more than `most_refits` times; nothing of more endpoints than
/// `most_refitted`.
std::vector<ContrastTest> reallocate_arms(const ModelData& data,
                                          const TrialTable& table,
                                          const PlanParams& plan,
                                          const FitChanges& changes);
inline constexpr Eigen::Index most_refitted = 64;
inline constexpr std::int64_t most_refits = 1000;

/// What is permuted, or why nothing is.
std::string permuted_text(const PlanParams& plan, const FitChanges& changes, bool is_permuted);

/// The level of every visit's block as numbers; empty without blocks.
std::vector<int> block_numbers(const ModelData& data);

}  // namespace rewire
