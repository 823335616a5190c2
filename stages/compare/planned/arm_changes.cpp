#include "stages/compare/planned/arm_changes.h"

#include <cmath>

namespace rewire {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

std::vector<double> finite_pairs(const VectorXd& a, const VectorXd& b, std::vector<double>& other) {
  std::vector<double> first;
  for (Index i = 0; i < a.size(); ++i) {
    if (!std::isfinite(a[i]) || !std::isfinite(b[i])) continue;
    first.push_back(a[i]);
    other.push_back(b[i]);
  }
  return first;
}

double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

RetestMoments retest_moments(const VectorXd& before, const VectorXd& after) {
  std::vector<double> b;
  const std::vector<double> a = finite_pairs(before, after, b);
  if (a.size() < 3) return {};
  const double mean_a = mean(a);
  const double mean_b = mean(b);
  RetestMoments sums{0.0, 0.0, 0.0};
  for (std::size_t i = 0; i < a.size(); ++i) {
    sums.before += (a[i] - mean_a) * (a[i] - mean_a);
    sums.after += (b[i] - mean_b) * (b[i] - mean_b);
    sums.covariance += (a[i] - mean_a) * (b[i] - mean_b);
  }
  const double df = static_cast<double>(a.size()) - 1.0;
  return {sums.before / df, sums.after / df, sums.covariance / df};
}

VisitPairs pairs_of_arm(const TrialInputs& sample,
                        const PlannedTrial& trial,
                        const std::string& followup,
                        const std::string& arm) {
  const VisitPairs all = pairs_of(sample, trial, followup);
  VisitPairs own;
  for (std::size_t i = 0; i < all.after.size(); ++i) {
    if (sample.trial.table.rows[static_cast<std::size_t>(all.after[i])].arm != arm) continue;
    own.before.push_back(all.before[i]);
    own.after.push_back(all.after[i]);
  }
  return own;
}

MatrixXd changes_of(const TrialInputs& sample,
                    std::span<const ChosenEndpoint> endpoints,
                    const VisitPairs& pairs) {
  MatrixXd changes(static_cast<Index>(pairs.after.size()), static_cast<Index>(endpoints.size()));
  for (Index e = 0; e < changes.cols(); ++e) {
    const ChosenEndpoint& chosen = endpoints[static_cast<std::size_t>(e)];
    const auto column = sample.trial.families[chosen.family].values.col(chosen.column);
    changes.col(e) = column(pairs.after) - column(pairs.before);
  }
  return changes;
}

MatrixXd variances_of(const TrialInputs& sample,
                      std::span<const ChosenEndpoint> endpoints,
                      const VisitPairs& pairs) {
  MatrixXd variances(static_cast<Index>(pairs.after.size()), static_cast<Index>(endpoints.size()));
  for (Index e = 0; e < variances.cols(); ++e) {
    const ChosenEndpoint& chosen = endpoints[static_cast<std::size_t>(e)];
    const MatrixXd& errors = sample.trial.families[chosen.family].standard_errors;
    if (errors.size() == 0) return {};
    const auto column = errors.col(chosen.column);
    variances.col(e) = column(pairs.after).cwiseAbs2() + column(pairs.before).cwiseAbs2();
  }
  if (!variances.allFinite()) return {};
  return variances;
}

}  // namespace rewire
