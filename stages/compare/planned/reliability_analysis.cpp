#include <algorithm>
#include <cmath>
#include <span>

#include "stages/compare/planned/arm_changes.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/further_findings.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/reliability.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int simulated_trials = 2000;

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
      const RetestMoments m = retest_moments(before, after);
      const double of_change = m.before + m.after - 2.0 * m.covariance;
      const double r = m.covariance / std::sqrt(m.before * m.after);
      const double of_ancova = m.after * ancova_variance_factor(r);
      const auto known = [&](const std::string& arm) {
        const MatrixXd changes = changes_of(
            sample, std::span(&chosen, 1), pairs_of_arm(sample, plan.trial, followup, arm));
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

}  // namespace rewire
