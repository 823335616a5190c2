#include <algorithm>
#include <numeric>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/mixed_settings.h"
#include "stages/kernels/statistics/trial_designs.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// Reference mean, treatment mean, difference, and the carried-over difference where it is in the
/// model: means are over periods and participants alike, without carry-over.
MatrixXd contrasts_of(const CrossoverModel& model, Index people, Index periods, bool carried) {
  const Index first = carried ? 2 : 1;
  MatrixXd contrasts = MatrixXd::Zero(model.design.regressors(), carried ? 4 : 3);
  for (const Index column : {Index{0}, Index{1}}) {
    contrasts.col(column).segment(first, people).setConstant(1.0 / static_cast<double>(people));
    contrasts.col(column)
        .segment(first + people, periods - 1)
        .setConstant(1.0 / static_cast<double>(periods));
  }
  contrasts(0, 1) = 1.0;
  contrasts(0, 2) = 1.0;
  if (carried) contrasts(1, 3) = 1.0;
  return contrasts;
}

Index levels(const std::vector<int>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end()) + 1;
}

CrossoverModel model_of(const ModelData& data,
                        const PlannedModel& plan,
                        ParticipantTerm participants) {
  CrossoverModel model = crossover_model(
      data.participants,
      data.followups,
      data.arms,
      data.covariates,
      plan.carry_over == CarryOverTerm::first_order ? CarryOver::first_order : CarryOver::none,
      participants == ParticipantTerm::fixed ? ParticipantEffect::fixed
                                             : ParticipantEffect::random);
  if (data.baseline.cols() > 0 && plan.model != TrialModel::change) {
    model.design.own.push_back({data.baseline, MatrixXd::Ones(data.baseline.rows(), 1)});
  }
  return model;
}

MatrixXd crossover_values(const ModelData& data, const PlanParams& plan) {
  const bool change = plan.model.model == TrialModel::change && data.baseline.cols() > 0;
  return change ? MatrixXd(data.values - data.baseline) : data.values;
}

}  // namespace

FollowupFit fit_crossover(ModelData data, const PlanParams& plan, const FitChanges& changes) {
  const bool carried = plan.model.carry_over == CarryOverTerm::first_order;
  const bool fixed = changes.participants == ParticipantTerm::fixed;
  const MatrixXd values = crossover_values(data, plan);
  const Index periods = std::max<Index>(levels(data.followups), 1);
  const CrossoverModel model = model_of(data, plan.model, changes.participants);
  const MatrixXd contrasts =
      contrasts_of(model, fixed ? levels(data.participants) : 1, periods, carried);
  ContrastFits fits(values.cols(), contrasts.cols());
  if (fixed) {
    fits = linear_contrasts(values, model.design, contrasts, confidence);
  } else {
    const VisitRows rows{.participants = data.participants,
                         .visits = data.followups,
                         .visit_count = periods,
                         .known_variances = data.variances};
    fits = mixed_contrasts(values,
                           model.design,
                           rows,
                           VisitCovariance::compound_symmetric,
                           planned_degrees(plan.model),
                           contrasts,
                           confidence);
  }
  FollowupFit fit{.followup = "all periods",
                  .data = std::move(data),
                  .fits = std::move(fits),
                  .places = {.mean = {0, 1}, .difference = {0, 2}}};
  return fit;
}

PermutedContrast crossover_permutation(const ModelData& data, const PlanParams& plan) {
  CrossoverModel within = model_of(data, plan.model, ParticipantTerm::fixed);
  PermutedContrast permuted;
  permuted.values = crossover_values(data, plan);
  permuted.contrast = within.contrasts.col(0);
  permuted.design = std::move(within.design);
  permuted.exchangeability = {.symmetry = ErrorSymmetry::exchangeable,
                              .exchange = BlockExchange::within,
                              .blocks = data.participants,
                              .participants = data.participants};
  permuted.kinds.resize(data.participants.size());
  std::iota(permuted.kinds.begin(), permuted.kinds.end(), 0);
  return permuted;
}

}  // namespace rewire
