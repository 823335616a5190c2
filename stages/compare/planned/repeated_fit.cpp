#include <algorithm>
#include <cmath>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/mixed_settings.h"
#include "stages/kernels/statistics/mixed_model.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// Arm x visit cells, then covariates about their means; the baseline has a slope per visit.
LinearDesign repeated_design(const ModelData& data, std::size_t arms, std::size_t visits) {
  const Index rows = data.values.rows();
  const auto cells = static_cast<Index>(arms * visits);
  LinearDesign design;
  design.shared = MatrixXd::Zero(rows, cells + data.covariates.cols());
  MatrixXd of_visit = MatrixXd::Zero(rows, static_cast<Index>(visits));
  for (Index i = 0; i < rows; ++i) {
    const auto visit = static_cast<std::size_t>(data.followups[static_cast<std::size_t>(i)]);
    const auto arm = static_cast<std::size_t>(data.arms[static_cast<std::size_t>(i)]);
    design.shared(i, static_cast<Index>(visit * arms + arm)) = 1.0;
    of_visit(i, static_cast<Index>(visit)) = 1.0;
  }
  for (Index c = 0; c < data.covariates.cols(); ++c) {
    double sum = 0.0;
    int known = 0;
    for (const double value : data.covariates.col(c)) {
      if (std::isnan(value)) continue;
      sum += value;
      ++known;
    }
    design.shared.col(cells + c) = data.covariates.col(c).array() - sum / std::max(known, 1);
  }
  design.own.push_back({data.baseline, std::move(of_visit)});
  return design;
}

ContrastPlaces repeated_places(std::size_t arms, std::size_t visit) {
  ContrastPlaces places;
  for (std::size_t arm = 0; arm < arms; ++arm) {
    places.mean.push_back(static_cast<Index>(visit * 2 * arms + arm));
    places.difference.push_back(static_cast<Index>(visit * 2 * arms + arms + arm));
  }
  return places;
}

}  // namespace

std::vector<FollowupFit> fit_repeated(const ModelData& data,
                                      const TrialTable& table,
                                      const PlanParams& plan) {
  const std::size_t arms = table.arms.size();
  const std::size_t visits = plan.trial.followups.size();
  const LinearDesign design = repeated_design(data, arms, visits);
  const auto per_visit = static_cast<Index>(2 * arms);
  MatrixXd contrasts = MatrixXd::Zero(design.regressors(), static_cast<Index>(visits) * per_visit);
  for (std::size_t visit = 0; visit < visits; ++visit) {
    for (std::size_t arm = 0; arm < arms; ++arm) {
      const auto cell = static_cast<Index>(visit * arms + arm);
      const auto reference = static_cast<Index>(visit * arms);
      const Index first = static_cast<Index>(visit) * per_visit;
      contrasts(cell, first + static_cast<Index>(arm)) = 1.0;
      contrasts(cell, first + static_cast<Index>(arms + arm)) += 1.0;
      contrasts(reference, first + static_cast<Index>(arms + arm)) -= 1.0;
    }
  }
  const VisitRows rows{.participants = data.participants,
                       .visits = data.followups,
                       .visit_count = static_cast<Index>(visits),
                       .known_variances = data.variances};
  const ContrastFits fits = mixed_contrasts(data.values,
                                            design,
                                            rows,
                                            planned_covariance(plan.model, visits),
                                            planned_degrees(plan.model),
                                            contrasts,
                                            confidence);
  std::vector<FollowupFit> of_visits;
  for (std::size_t visit = 0; visit < visits; ++visit) {
    of_visits.push_back({.followup = plan.trial.followups[visit],
                         .data = of_followup(data, static_cast<int>(visit)),
                         .fits = fits,
                         .places = repeated_places(arms, visit)});
  }
  return of_visits;
}

}  // namespace rewire
