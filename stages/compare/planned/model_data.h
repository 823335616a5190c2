#pragma once

#include <Eigen/Core>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stages/compare/planned/choose_endpoints.h"
#include "stages/compare/planned/plan.h"
#include "stages/data/trial_inputs.h"

namespace rewire {

/// A covariate that the plan does not have.
struct ExtraCovariate {
  std::string name;
  Eigen::VectorXd values;  ///< per table row, used at the follow-up; NaN: the row is left out
};

/// The visits that enter a model: rows of the table, one per participant and follow-up (in a
/// cross-over: and period; in a course: and session, the baseline too).
struct ModelVisits {
  static constexpr std::size_t no_row = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> baseline_rows;  ///< no_row where the model has none
  std::vector<std::size_t> followup_rows;
  std::vector<int> arms;       ///< place in the table's arms, 0 is the reference
  std::vector<int> followups;  ///< place in the plan's follow-ups; period; session
};

/// Every follow-up that is in, with its baseline, of participants in table order.
ModelVisits model_visits(const TrialTable& table,
                         const PlanParams& plan,
                         const std::function<bool(const TrialRow&)>& leave_out = {});

/// The numbers of some visits: visits x endpoints, and visits x covariates.
struct ModelData {
  std::vector<int> arms;
  std::vector<int> followups;
  std::vector<int> participants;
  std::vector<std::string> block_levels;  ///< of the plan's blocks; empty without
  Eigen::MatrixXd values;
  Eigen::MatrixXd baseline;  ///< without columns where the model has none
  Eigen::MatrixXd covariates;
  Eigen::VectorXd days;       ///< since the dose; only of a course
  Eigen::MatrixXd variances;  ///< squared standard errors of the values (of the change, where that
                              ///< is what is modelled); empty: equal weights

  /// Whether the visit enters the model of the endpoint.
  bool has(Eigen::Index visit, Eigen::Index endpoint) const {
    return std::isfinite(values(visit, endpoint)) &&
           (baseline.cols() == 0 || std::isfinite(baseline(visit, endpoint))) &&
           covariates.row(visit).allFinite() && (days.size() == 0 || std::isfinite(days[visit]));
  }
};

/// `endpoints` are columns of `families`, whose rows are those of the table of `sample`.
ModelData gather_model_data(const TrialInputs& sample,
                            const std::vector<EndpointFamily>& families,
                            std::span<const ChosenEndpoint> endpoints,
                            const PlanParams& plan,
                            const std::optional<ExtraCovariate>& extra,
                            const ModelVisits& visits);

/// The visits of one follow-up.
ModelData of_followup(const ModelData& all, int followup);

}  // namespace rewire
