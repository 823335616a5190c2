#include "stages/compare/planned/sample_reasons.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "stages/compare/planned/plan_table.h"
#include "stages/core/number_text.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

/// Sessions before treatment.
bool is_baseline(const std::string& session, const PlannedTrial& trial) {
  return trial.design == TrialDesign::parallel ? session == trial.baseline
                                               : contains(trial.period_baselines, session);
}

enum class Bound { above, below };

struct Rule {
  std::string what;
  std::string unit;
  std::optional<double> limit;
  double VisitQuality::*member;
  Bound bound;
};

std::vector<Rule> rules_of(const PlannedExclusion& exclusion) {
  return {{"mean framewise displacement",
           " mm",
           exclusion.maximum_mean_fd_mm,
           &VisitQuality::mean_fd_mm,
           Bound::above},
          {"time left", " min", exclusion.minimum_minutes, &VisitQuality::minutes, Bound::below},
          {"coverage", "", exclusion.minimum_coverage, &VisitQuality::coverage, Bound::below},
          {"tSNR", "", exclusion.minimum_tsnr, &VisitQuality::tsnr, Bound::below},
          {"registration (Dice)",
           "",
           exclusion.minimum_registration,
           &VisitQuality::registration,
           Bound::below}};
}

std::string rule_reason(const VisitQuality& quality, const std::vector<Rule>& rules) {
  for (const Rule& rule : rules) {
    if (!rule.limit) continue;
    const double value = quality.*rule.member;
    if (std::isnan(value)) return rule.what + " not known";
    const bool beyond = rule.bound == Bound::above ? value > *rule.limit : value < *rule.limit;
    if (!beyond) continue;
    return rule.what + (rule.bound == Bound::above ? " above " : " below ") +
           format_number(*rule.limit) + rule.unit + ": " + format_fixed(value, 3);
  }
  return "";
}

/// Whether a row has a number for any endpoint.
bool has_numbers(const TrialData& trial, std::size_t row) {
  return std::any_of(
      trial.families.begin(), trial.families.end(), [&](const EndpointFamily& family) {
        return family.values.row(static_cast<Eigen::Index>(row)).array().isFinite().any();
      });
}

std::string covariate_reason(const TrialTable& table, const PlannedTrial& trial, std::size_t row) {
  std::vector<std::string> wanted = trial.participant_covariates;
  if (trial.site_column != "none") wanted.push_back(trial.site_column);
  if (!is_baseline(table.rows[row].session, trial)) {
    wanted.insert(wanted.end(), trial.session_covariates.begin(), trial.session_covariates.end());
  }
  for (const std::string& column : wanted) {
    const TrialRow& visit = table.rows[row];
    if (!visit.covariates.contains(column) && !visit.factors.contains(column)) {
      return "no value of " + column;
    }
  }
  return "";
}

std::string reason_at(const ReasonOf& own, const std::string& participant, const std::string& ses) {
  const auto found = own.find({participant, ses});
  return found == own.end() ? "not in the table" : found->second;
}

/// Why a row that is sound has nothing to go with it; empty: it has.
std::string partner_reason(const TrialRow& visit, const PlannedTrial& trial, const ReasonOf& own) {
  if (!is_baseline(visit.session, trial)) {
    const std::string reason = reason_at(own, visit.participant, trial.baseline);
    return reason.empty() ? "" : "no baseline: " + reason;
  }
  std::string reasons;
  for (const std::string& followup : trial.followups) {
    const std::string reason = reason_at(own, visit.participant, followup);
    if (reason.empty()) return "";
    reasons.append(reasons.empty() ? "" : "; ").append(followup).append(": ").append(reason);
  }
  return "no follow-up: " + reasons;
}

/// The same in a cross-over, where a period has its own baseline or none.
std::string period_reason(const TrialRow& visit, const PlannedTrial& trial, const ReasonOf& own) {
  for (std::size_t p = 0; p < trial.period_baselines.size(); ++p) {
    const bool before = visit.session == trial.period_baselines[p];
    if (!before && visit.session != trial.followups[p]) continue;
    const std::string& other = before ? trial.followups[p] : trial.period_baselines[p];
    const std::string reason = reason_at(own, visit.participant, other);
    if (!reason.empty()) {
      return (before ? "no follow-up of its period: " : "no baseline of its period: ") + reason;
    }
  }
  return "";
}

}  // namespace

std::vector<std::string> planned_sessions(const PlannedTrial& trial) {
  std::vector<std::string> sessions = trial.period_baselines;
  if (trial.design == TrialDesign::parallel) sessions = {trial.baseline};
  for (const std::string& session : trial.followups) {
    if (!contains(sessions, session)) sessions.push_back(session);
  }
  return sessions;
}

std::string own_reason(const TrialInputs& inputs,
                       const PlanParams& plan,
                       const std::vector<std::string>& arms,
                       std::size_t row) {
  const TrialRow& visit = inputs.trial.table.rows[row];
  if (visit.arm.empty()) {
    return visit.missing_reason.starts_with("no arm") ? visit.missing_reason : "no arm given";
  }
  const bool crossover = plan.trial.design == TrialDesign::crossover;
  if (!crossover && !contains(arms, visit.arm)) return "arm not in the plan: " + visit.arm;
  if (!contains(planned_sessions(plan.trial), visit.session)) return "session not in the plan";
  if (!visit.missing_reason.empty()) return visit.missing_reason;
  if (crossover && !is_baseline(visit.session, plan.trial)) {
    const std::string treatment = treatment_of(visit, plan.trial);
    if (treatment.empty()) return "no treatment given";
    if (!contains(arms, treatment)) return "treatment not in the plan: " + treatment;
    if (period_of(visit, plan.trial).empty()) return "no period given";
  }
  std::string reason = rule_reason(inputs.quality[row], rules_of(plan.exclusion));
  if (reason.empty() && !has_numbers(inputs.trial, row)) reason = "no endpoint has a number";
  if (reason.empty()) reason = covariate_reason(inputs.trial.table, plan.trial, row);
  return reason;
}

std::string company_reason(const TrialRow& visit, const PlanParams& plan, const ReasonOf& own) {
  if (plan.trial.design == TrialDesign::crossover) return period_reason(visit, plan.trial, own);
  const bool course = plan.model.model == TrialModel::linear_course ||
                      plan.model.model == TrialModel::exponential_course;
  return course ? "" : partner_reason(visit, plan.trial, own);
}

std::string completer_reason(const TrialRow& visit,
                             const PlannedTrial& trial,
                             const ReasonOf& own) {
  for (const std::string& session : planned_sessions(trial)) {
    const std::string reason = reason_at(own, visit.participant, session);
    if (!reason.empty()) {
      std::string text = "not every planned session: ";
      return text.append(session).append(": ").append(reason);
    }
  }
  return "";
}

}  // namespace rewire
