#include <algorithm>
#include <cmath>

#include "stages/compare/planned/check_lines.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/further_findings.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/reliability.h"
#include "stages/kernels/statistics/reliable_change.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double reliable_at = 0.05;
constexpr int simulated_trials = 2000;

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

/// Variances and covariance of baseline and follow-up, of participants with both.
struct Moments {
  double before = nan;
  double after = nan;
  double covariance = nan;
};

Moments moments(const VectorXd& before, const VectorXd& after) {
  std::vector<double> b;
  const std::vector<double> a = finite_pairs(before, after, b);
  if (a.size() < 3) return {};
  const double mean_a = mean(a);
  const double mean_b = mean(b);
  Moments sums{0.0, 0.0, 0.0};
  for (std::size_t i = 0; i < a.size(); ++i) {
    sums.before += (a[i] - mean_a) * (a[i] - mean_a);
    sums.after += (b[i] - mean_b) * (b[i] - mean_b);
    sums.covariance += (a[i] - mean_a) * (b[i] - mean_b);
  }
  const double df = static_cast<double>(a.size()) - 1.0;
  return {sums.before / df, sums.after / df, sums.covariance / df};
}

/// The pairs of a follow-up, of one arm.
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

/// Values (or their squared errors) of the endpoints, follow-up minus (plus) baseline.
MatrixXd changes_of(const TrialInputs& sample,
                    const std::vector<ChosenEndpoint>& endpoints,
                    const VisitPairs& pairs) {
  MatrixXd changes(static_cast<Index>(pairs.after.size()), static_cast<Index>(endpoints.size()));
  for (Index e = 0; e < changes.cols(); ++e) {
    const ChosenEndpoint& chosen = endpoints[static_cast<std::size_t>(e)];
    const auto column = sample.trial.families[chosen.family].values.col(chosen.column);
    changes.col(e) = column(pairs.after) - column(pairs.before);
  }
  return changes;
}

/// Empty when some endpoint has no standard errors.
MatrixXd variances_of(const TrialInputs& sample,
                      const std::vector<ChosenEndpoint>& endpoints,
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

PersonLine person_line(const TrialInputs& sample,
                       const std::vector<ChosenEndpoint>& endpoints,
                       Index endpoint,
                       const MatrixXd& changes,
                       const ReliableChange& found,
                       Index person) {
  const ChosenEndpoint& chosen = endpoints[static_cast<std::size_t>(endpoint)];
  const EndpointFamily& family = sample.trial.families[chosen.family];
  PersonLine line;
  line.family = family.name;
  line.endpoint = family.endpoints[static_cast<std::size_t>(chosen.column)];
  line.change = changes(person, endpoint);
  line.t = found.t(person, endpoint);
  line.p = found.p(person, endpoint);
  line.q = found.q(person, endpoint);
  for (Index e = 0; e < found.q.cols(); ++e) {
    line.tested += std::isfinite(found.q(person, e)) ? 1 : 0;
    line.reliable += found.q(person, e) <= reliable_at ? 1 : 0;
  }
  return line;
}

}  // namespace

std::vector<ReliabilityLine> reference_reliability(const TrialInputs& sample,
                                                   const PlanParams& plan,
                                                   const std::vector<ChosenEndpoint>& endpoints) {
  const TrialTable& table = sample.trial.table;
  std::vector<std::string> people;
  for (const TrialRow& row : table.rows) {
    if (row.arm != table.arms[0] || !row.missing_reason.empty()) continue;
    if (people.empty() || people.back() != row.participant) people.push_back(row.participant);
  }
  std::vector<std::string> sessions = plan.trial.followups;
  sessions.insert(sessions.begin(), plan.trial.baseline);
  std::vector<ReliabilityLine> lines;
  for (const ChosenEndpoint& chosen : endpoints) {
    const EndpointFamily& family = sample.trial.families[chosen.family];
    MatrixXd values = MatrixXd::Constant(
        static_cast<Index>(people.size()), static_cast<Index>(sessions.size()), nan);
    for (std::size_t i = 0; i < people.size(); ++i) {
      for (std::size_t s = 0; s < sessions.size(); ++s) {
        const auto row = row_of(table, people[i], sessions[s]);
        if (!row || !table.rows[*row].missing_reason.empty()) continue;
        values(static_cast<Index>(i), static_cast<Index>(s)) =
            family.values(static_cast<Index>(*row), chosen.column);
      }
    }
    const Intraclass agreement =
        intraclass_correlation(values, IntraclassForm::absolute_agreement, confidence);
    const Intraclass consistency =
        intraclass_correlation(values, IntraclassForm::consistency, confidence);
    lines.push_back({.family = family.name,
                     .endpoint = family.endpoints[static_cast<std::size_t>(chosen.column)],
                     .n = agreement.participants,
                     .sessions = static_cast<int>(sessions.size()),
                     .agreement = agreement.icc,
                     .agreement_low = agreement.low,
                     .agreement_high = agreement.high,
                     .consistency = consistency.icc,
                     .consistency_low = consistency.low,
                     .consistency_high = consistency.high,
                     .measurement_deviation = agreement.measurement_deviation,
                     .minimal_detectable_change = agreement.minimal_detectable_change});
  }
  return lines;
}

std::vector<PowerLine> next_trial(const TrialInputs& sample,
                                  const PlanParams& plan,
                                  const std::vector<ChosenEndpoint>& endpoints) {
  const TrialTable& table = sample.trial.table;
  const double alpha = plan.inference.alpha;
  const double power = plan.reliability.power;
  std::vector<PowerLine> lines;
  for (const ChosenEndpoint& chosen : endpoints) {
    const EndpointFamily& family = sample.trial.families[chosen.family];
    for (const std::string& followup : plan.trial.followups) {
      const VisitPairs pairs = pairs_of_arm(sample, plan.trial, followup, table.arms[0]);
      const VectorXd before = family.values.col(chosen.column)(pairs.before);
      const VectorXd after = family.values.col(chosen.column)(pairs.after);
      const Moments m = moments(before, after);
      const double of_change = m.before + m.after - 2.0 * m.covariance;
      const double r = m.covariance / std::sqrt(m.before * m.after);
      const double of_ancova = m.after * ancova_variance_factor(r);
      const auto known = [&](const std::string& arm) {
        const MatrixXd changes =
            changes_of(sample, {chosen}, pairs_of_arm(sample, plan.trial, followup, arm));
        return static_cast<double>((!changes.array().isNaN()).count());
      };
      for (const double difference : plan.reliability.differences) {
        PowerLine line;
        line.family = family.name;
        line.endpoint = family.endpoints[static_cast<std::size_t>(chosen.column)];
        line.followup = followup;
        line.difference = difference;
        line.deviation_of_change = std::sqrt(of_change);
        line.r_with_baseline = r;
        line.power_now =
            t_test_power(difference, known(table.arms[1]), known(table.arms[0]), alpha);
        line.per_arm_change = participants_per_arm(difference, power, alpha);
        line.per_arm_ancova =
            of_ancova > 0.0
                ? participants_per_arm(difference * std::sqrt(of_change / of_ancova), power, alpha)
                : 0;
        line.simulated_power = simulated_power(after - before,
                                               difference * line.deviation_of_change,
                                               line.per_arm_change,
                                               alpha,
                                               simulated_trials,
                                               static_cast<std::uint64_t>(plan.inference.seed));
        lines.push_back(std::move(line));
      }
    }
  }
  return lines;
}

std::vector<PersonLine> personal_changes(const TrialInputs& sample,
                                         const PlanParams& plan,
                                         const std::vector<ChosenEndpoint>& endpoints) {
  const TrialTable& table = sample.trial.table;
  std::vector<PersonLine> lines;
  constexpr std::size_t listed = 200;
  for (const std::string& followup : plan.trial.followups) {
    const VisitPairs reference = pairs_of_arm(sample, plan.trial, followup, table.arms[0]);
    const MatrixXd reference_changes = changes_of(sample, endpoints, reference);
    const MatrixXd reference_variances = variances_of(sample, endpoints, reference);
    for (std::size_t arm = 1; arm < table.arms.size(); ++arm) {
      const VisitPairs own = pairs_of_arm(sample, plan.trial, followup, table.arms[arm]);
      const MatrixXd changes = changes_of(sample, endpoints, own);
      const MatrixXd variances = variances_of(sample, endpoints, own);
      const bool known = variances.size() > 0 && reference_variances.size() > 0;
      const ReliableChange found = reliable_change(changes,
                                                   reference_changes,
                                                   known ? variances : MatrixXd(),
                                                   known ? reference_variances : MatrixXd());
      for (Index i = 0; i < changes.rows(); ++i) {
        const TrialRow& row =
            table.rows[static_cast<std::size_t>(own.after[static_cast<std::size_t>(i)])];
        Index strongest = -1;
        for (Index e = 0; e < changes.cols(); ++e) {
          if (std::isnan(found.t(i, e))) continue;
          if (strongest < 0 || std::abs(found.t(i, e)) > std::abs(found.t(i, strongest))) {
            strongest = e;
          }
          if (endpoints.size() > listed) continue;
          lines.push_back(person_line(sample, endpoints, e, changes, found, i));
          lines.back().participant = row.participant;
          lines.back().arm = row.arm;
          lines.back().followup = followup;
        }
        if (endpoints.size() <= listed || strongest < 0) continue;
        lines.push_back(person_line(sample, endpoints, strongest, changes, found, i));
        lines.back().participant = row.participant;
        lines.back().arm = row.arm;
        lines.back().followup = followup;
      }
    }
  }
  return lines;
}

}  // namespace rewire
