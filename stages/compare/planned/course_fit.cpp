#include "stages/compare/planned/endpoint_fits.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/mixed_settings.h"
#include "stages/core/number_text.h"
#include "stages/kernels/statistics/trial_designs.h"

namespace rewire {
namespace {

using Eigen::Index;

}  // namespace

FollowupFit fit_course(ModelData data, const TrialTable& table, const PlanParams& plan) {
  const bool linear = plan.model.model == TrialModel::linear_course;
  const double half_life = plan.model.half_life_days;
  const ArmModel model = course_model(
      data.arms, linear ? data.days : exponential_course(data.days, half_life), data.covariates);
  const std::size_t sessions = plan.trial.followups.size() + 1;
  const VisitRows rows{.participants = data.participants,
                       .visits = data.followups,
                       .visit_count = static_cast<Index>(sessions),
                       .known_variances = data.variances};
  ContrastFits fits = mixed_contrasts(data.values,
                                      model.design,
                                      rows,
                                      planned_covariance(plan.model, sessions),
                                      planned_degrees(plan.model),
                                      model.contrasts,
                                      confidence);
  const std::size_t arms = table.arms.size();
  ContrastPlaces places{std::vector<Index>(arms, 0), std::vector<Index>(arms, 0)};
  for (std::size_t c = 0; c < model.meanings.size(); ++c) {
    auto& where = model.meanings[c].reference < 0 ? places.mean : places.difference;
    where[static_cast<std::size_t>(model.meanings[c].arm)] = static_cast<Index>(c);
  }
  return {.followup = linear
                          ? std::string("per day")
                          : "just after the dose, halving in " + format_number(half_life) + " days",
          .data = std::move(data),
          .fits = std::move(fits),
          .places = std::move(places)};
}

}  // namespace rewire
