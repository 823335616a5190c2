#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/core/not_a_number.h"
#include "stages/core/parallel.h"
#include "stages/core/progress.h"
#include "stages/kernels/statistics/labellings.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// The participants of two arms, in the order of their visits.
struct TwoArms {
  std::vector<int> participants;
  std::vector<int> labels;  ///< 1: of the arm, 0: of the reference arm
  std::vector<int> blocks;  ///< empty without
};

TwoArms two_arms(const ModelData& data, int arm) {
  TwoArms people;
  const std::vector<int> blocks = block_numbers(data);
  for (std::size_t i = 0; i < data.arms.size(); ++i) {
    if (data.arms[i] != arm && data.arms[i] != 0) continue;
    if (!people.participants.empty() && people.participants.back() == data.participants[i]) {
      continue;
    }
    people.participants.push_back(data.participants[i]);
    people.labels.push_back(data.arms[i] == arm ? 1 : 0);
    if (!blocks.empty()) people.blocks.push_back(blocks[i]);
  }
  return people;
}

/// |t| of every endpoint and fit (endpoints x fits); infinite where it cannot be had, so that a
/// refit that fails speaks against an effect.
MatrixXd sizes_of_t(const std::vector<FollowupFit>& fits, std::size_t arm) {
  MatrixXd sizes(fits.front().data.values.cols(), static_cast<Index>(fits.size()));
  for (std::size_t f = 0; f < fits.size(); ++f) {
    for (Index e = 0; e < sizes.rows(); ++e) {
      const double t = fits[f].fits.t(e, fits[f].places.difference[arm]);
      sizes(e, static_cast<Index>(f)) =
          std::isfinite(t) ? std::abs(t) : std::numeric_limits<double>::infinity();
    }
  }
  return sizes;
}

ModelData with_labels(const ModelData& data,
                      const TwoArms& people,
                      std::span<const double> labels,
                      int arm) {
  std::map<int, int> arm_of;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    arm_of[people.participants[i]] = labels[i] > 0.5 ? arm : 0;
  }
  ModelData drawn = data;
  for (std::size_t i = 0; i < drawn.arms.size(); ++i) {
    const auto other = arm_of.find(drawn.participants[i]);
    if (other != arm_of.end()) drawn.arms[i] = other->second;
  }
  return drawn;
}

/// p of one fit from |t| of all labellings, the observed one first. An endpoint without an observed
/// t is no test, and takes no part in the largest.
void fill_p(const std::vector<MatrixXd>& sizes_of_t, Index fit, PermutationInference& tested) {
  const Eigen::ArrayXd reach = sizes_of_t.front().col(fit).array() * (1.0 - 1e-9);
  const Eigen::ArrayXd is_tested = reach.isFinite().cast<double>();
  Eigen::ArrayXd reached = Eigen::ArrayXd::Zero(reach.size());
  Eigen::ArrayXd reached_by_any = reached;
  for (const MatrixXd& one : sizes_of_t) {
    const auto sizes = one.col(fit).array();
    const double largest = (is_tested > 0.0).select(sizes, 0.0).maxCoeff();
    reached += (sizes >= reach).cast<double>();
    reached_by_any += (reach <= largest).cast<double>();
  }
  const auto count = static_cast<double>(sizes_of_t.size());
  tested.p = (is_tested > 0.0).select(reached / count, nan);
  tested.p_fwe = (is_tested > 0.0).select(reached_by_any / count, nan);
}

}  // namespace

std::vector<ContrastTest> reallocate_arms(const ModelData& data,
                                          const TrialTable& table,
                                          const PlanParams& plan,
                                          const FitChanges& changes) {
  // Degrees of freedom do not enter t but by a correction that costs much.
  PlanParams quick = plan;
  quick.model.degrees_of_freedom = PlannedDegrees::satterthwaite;
  const ProgressName progress("arms drawn again");
  std::vector<std::vector<ContrastTest>> of_arms;
  for (std::size_t arm = 1; arm < table.arms.size(); ++arm) {
    const TwoArms people = two_arms(data, static_cast<int>(arm));
    const auto wanted =
        static_cast<std::size_t>(std::min(plan.inference.permutations, most_refits));
    const Labellings labellings =
        label_permutations(people.labels,
                           people.blocks,
                           wanted,
                           static_cast<std::uint64_t>(plan.inference.seed),
                           static_cast<std::uint64_t>(arm) << 32U);
    std::vector<MatrixXd> found(labellings.count);
    parallel_for(labellings.count, 1, [&](std::size_t index, std::size_t /*end*/) {
      std::vector<double> labels(people.labels.size());
      labellings.write(index, labels);
      found[index] = sizes_of_t(
          fit_followups(
              with_labels(data, people, labels, static_cast<int>(arm)), table, quick, changes),
          arm);
    });
    std::vector<ContrastTest>& tests = of_arms.emplace_back();
    for (Index f = 0; f < found.front().cols(); ++f) {
      ContrastTest& test = tests.emplace_back();
      test.arm = table.arms[arm];
      test.permutations = static_cast<std::int64_t>(labellings.count);
      test.exhaustive = labellings.exhaustive;
      fill_p(found, f, test.tested);
    }
  }
  std::vector<ContrastTest> tests;
  for (std::size_t f = 0; f < of_arms.front().size(); ++f) {
    for (const std::vector<ContrastTest>& of_arm : of_arms) tests.push_back(of_arm[f]);
  }
  return tests;
}

std::string permuted_text(const PlanParams& plan, const FitChanges& changes, bool is_permuted) {
  if (changes.permutations == UsePermutations::none) return "nothing: not the planned analysis";
  const bool crossover = plan.trial.design == TrialDesign::crossover;
  const bool by_followup =
      plan.model.model == TrialModel::ancova || plan.model.model == TrialModel::change;
  const bool weighted = plan.model.weights == EndpointWeights::standard_errors;
  if (crossover) return is_permuted ? "residuals, within participants" : "nothing: no visits";
  if (by_followup && !weighted) {
    if (!is_permuted) return "nothing: no visits";
    return flips_signs(plan) ? "signs of residuals" : "residuals";
  }
  return is_permuted ? "arms of participants, and refitted"
                     : "nothing: too many endpoints to refit the model";
}

}  // namespace rewire
