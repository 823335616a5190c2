#include <algorithm>
#include <cmath>

#include "stages/compare/planned/check_lines.h"
#include "stages/compare/planned/checks.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/mean_tests.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

struct Quantity {
  std::string name;
  double VisitQuality::*member;
};

void take_test(CheckLine& line, const MeanTest& test) {
  line.n = test.n_first + test.n_second;
  if (!std::isfinite(test.t)) {
    line.note = "does not vary, or is known of too few";
    return;
  }
  const double reach =
      test.standard_error * student_t_quantile(0.5 + 0.5 * confidence, test.degrees_of_freedom);
  line.value = test.estimate;
  line.low = test.estimate - reach;
  line.high = test.estimate + reach;
  line.p = student_t_two_sided_p(test.t, test.degrees_of_freedom);
  line.note = line.p < 0.05 ? "differs between arms: effects may be due to it" : "";
}

/// The change of a quantity in one arm minus that in the reference arm.
CheckLine change_line(const TrialInputs& sample,
                      const PlannedTrial& trial,
                      const std::string& check,
                      const Quantity& quantity,
                      std::size_t arm,
                      const std::string& followup) {
  const TrialTable& table = sample.trial.table;
  std::vector<double> changes;
  std::vector<int> labels;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const TrialRow& visit = table.rows[row];
    if (visit.session != followup || !visit.missing_reason.empty()) continue;
    if (visit.arm != table.arms[0] && visit.arm != table.arms[arm]) continue;
    const auto before = row_of(table, visit.participant, trial.baseline);
    if (!before) continue;
    changes.push_back(sample.quality[row].*quantity.member -
                      sample.quality[*before].*quantity.member);
    labels.push_back(visit.arm == table.arms[arm] ? 1 : 0);
  }
  CheckLine line = check_line(check, "change of " + quantity.name);
  line.arm = table.arms[arm] + " - " + table.arms[0];
  line.session = followup + " - " + trial.baseline;
  const Eigen::Map<const VectorXd> values(changes.data(), static_cast<Index>(changes.size()));
  take_test(line, welch_test(values, labels));
  return line;
}

/// A quantity under the treatment minus that under the reference treatment, within participants.
CheckLine treatment_line(const TrialInputs& sample,
                         const PlannedTrial& trial,
                         const std::string& check,
                         const Quantity& quantity) {
  const VisitPairs pairs = pairs_of(sample, trial, "");
  std::vector<double> differences;
  for (std::size_t i = 0; i < pairs.after.size(); ++i) {
    const auto value = [&](Index row) {
      return sample.quality[static_cast<std::size_t>(row)].*quantity.member;
    };
    differences.push_back(value(pairs.after[i]) - value(pairs.before[i]));
  }
  CheckLine line = check_line(check, quantity.name);
  line.arm = sample.trial.table.arms[1] + " - " + sample.trial.table.arms[0];
  line.session = "all periods";
  take_test(line,
            one_sample_test(Eigen::Map<const VectorXd>(differences.data(),
                                                       static_cast<Index>(differences.size()))));
  return line;
}

std::vector<CheckLine> quantity_by_arm(const TrialInputs& sample,
                                       const PlannedTrial& trial,
                                       const std::string& check,
                                       const Quantity& quantity) {
  const TrialTable& table = sample.trial.table;
  const bool known =
      std::any_of(sample.quality.begin(), sample.quality.end(), [&](const VisitQuality& quality) {
        return std::isfinite(quality.*quantity.member);
      });
  if (!known) return {unknown_line(check, quantity.name + " is known of no session: not checked")};
  std::vector<CheckLine> lines;
  for (const std::string& session : table.sessions) {
    for (const std::string& arm : table.arms) {
      CheckLine line = check_line(check, quantity.name);
      line.arm = arm;
      line.session = session;
      std::vector<double> values;
      for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const TrialRow& visit = table.rows[row];
        if (visit.arm == arm && visit.session == session && visit.missing_reason.empty()) {
          values.push_back(sample.quality[row].*quantity.member);
        }
      }
      describe(line, values);
      lines.push_back(std::move(line));
    }
  }
  if (trial.design == TrialDesign::crossover) {
    lines.push_back(treatment_line(sample, trial, check, quantity));
    return lines;
  }
  for (const std::string& followup : trial.followups) {
    for (std::size_t arm = 1; arm < table.arms.size(); ++arm) {
      lines.push_back(change_line(sample, trial, check, quantity, arm, followup));
    }
  }
  return lines;
}

}  // namespace

std::vector<CheckLine> quality_by_arm(const TrialInputs& sample, const PlannedTrial& trial) {
  std::vector<CheckLine> lines;
  for (const auto& [check, quantity] :
       {std::pair("motion",
                  Quantity{"mean framewise displacement (mm)", &VisitQuality::mean_fd_mm}),
        std::pair("degrees of freedom",
                  Quantity{"degrees of freedom of r", &VisitQuality::degrees_of_freedom}),
        std::pair("time left", Quantity{"minutes after censoring", &VisitQuality::minutes})}) {
    for (CheckLine& line : quantity_by_arm(sample, trial, check, quantity)) {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

VectorXd displacement_change(const TrialInputs& sample, const PlannedTrial& trial) {
  const TrialTable& table = sample.trial.table;
  VectorXd change = VectorXd::Constant(static_cast<Index>(table.rows.size()), nan);
  if (trial.design == TrialDesign::crossover) {
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      change[static_cast<Index>(row)] = sample.quality[row].mean_fd_mm;
    }
    return change;
  }
  for (const std::string& followup : trial.followups) {
    const VisitPairs pairs = pairs_of(sample, trial, followup);
    for (std::size_t i = 0; i < pairs.after.size(); ++i) {
      change[pairs.after[i]] = sample.quality[static_cast<std::size_t>(pairs.after[i])].mean_fd_mm -
                               sample.quality[static_cast<std::size_t>(pairs.before[i])].mean_fd_mm;
    }
  }
  return change;
}

}  // namespace rewire
