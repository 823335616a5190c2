#pragma once

#include <Eigen/Core>
#include <span>
#include <string>

#include "stages/compare/planned/check_lines.h"
#include "stages/compare/planned/choose_endpoints.h"
#include "stages/core/not_a_number.h"

namespace rewire {

/// Variances and covariance of baseline and follow-up, of participants with both; NaN with fewer
/// than three.
struct RetestMoments {
  double before = nan;
  double after = nan;
  double covariance = nan;
};
RetestMoments retest_moments(const Eigen::VectorXd& before, const Eigen::VectorXd& after);

/// The pairs of a follow-up, of one arm.
VisitPairs pairs_of_arm(const TrialInputs& sample,
                        const PlannedTrial& trial,
                        const std::string& followup,
                        const std::string& arm);

/// Pairs x endpoints: follow-up minus baseline.
Eigen::MatrixXd changes_of(const TrialInputs& sample,
                           std::span<const ChosenEndpoint> endpoints,
                           const VisitPairs& pairs);

/// The squared standard errors of these changes; empty when some are not known.
Eigen::MatrixXd variances_of(const TrialInputs& sample,
                             std::span<const ChosenEndpoint> endpoints,
                             const VisitPairs& pairs);

}  // namespace rewire
