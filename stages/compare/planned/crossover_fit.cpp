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

}  // namespace

FollowupFit fit_crossover(ModelData data,
                          const TrialTable& table,
                          const PlanParams& plan,
                          const FitChanges& changes) {
  const bool carried = plan.model.carry_over == CarryOverTerm::first_order;
  const bool fixed = changes.participants == ParticipantTerm::fixed;
  const bool change = plan.model.model == TrialModel::change && data.baseline.cols() > 0;
  const MatrixXd values = change ? MatrixXd(data.values - data.baseline) : data.values;
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
  if (changes.permutations != UsePermutations::as_planned || values.rows() == 0) return fit;
  const CrossoverModel within = model_of(fit.data, plan.model, ParticipantTerm::fixed);
  PermutationSetting setting;
  setting.exchangeability = {.symmetry = ErrorSymmetry::exchangeable,
                             .exchange = BlockExchange::within,
                             .blocks = fit.data.participants,
                             .participants = fit.data.participants};
  setting.kinds.resize(fit.data.participants.size());
  std::iota(setting.kinds.begin(), setting.kinds.end(), 0);
  fit.tests.push_back(permute_contrast(
      values, within.design, within.contrasts.col(0), setting, plan, changes.networks));
  fit.tests.back().arm = table.arms[1];
  fit.tests.back().followup = fit.followup;
  return fit;
}

}  // namespace rewire
