#include "stages/compare/planned/checks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "stages/compare/planned/check_lines.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/core/number_text.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/mean_tests.h"
#include "stages/kernels/statistics/quality_connectivity.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double confidence = 0.95;
constexpr double notable_difference = 0.25;

/// Mean and deviation of the values that are numbers.
void describe(CheckLine& line, const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++line.n;
  }
  if (line.n == 0) return;
  line.value = sum / line.n;
  if (line.n < 2) return;
  double squares = 0.0;
  for (const double value : values) {
    if (!std::isnan(value)) squares += (value - line.value) * (value - line.value);
  }
  line.deviation = std::sqrt(squares / (line.n - 1));
}

struct Quantity {
  std::string name;
  double VisitQuality::*member;
};

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
  const MeanTest test = welch_test(values, labels);
  line.n = test.n_first + test.n_second;
  if (!std::isfinite(test.t)) {
    line.note = "does not vary, or is known of too few";
    return line;
  }
  const double reach =
      test.standard_error * student_t_quantile(0.5 + 0.5 * confidence, test.degrees_of_freedom);
  line.value = test.estimate;
  line.low = test.estimate - reach;
  line.high = test.estimate + reach;
  line.p = student_t_two_sided_p(test.t, test.degrees_of_freedom);
  line.note = line.p < 0.05 ? "differs between arms: effects may be due to it" : "";
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
  for (const std::string& followup : trial.followups) {
    for (std::size_t arm = 1; arm < table.arms.size(); ++arm) {
      lines.push_back(change_line(sample, trial, check, quantity, arm, followup));
    }
  }
  return lines;
}

/// Rows of a follow-up with their baselines.
struct Pairs {
  std::vector<Index> before;
  std::vector<Index> after;
};

Pairs pairs_of(const TrialInputs& sample, const PlannedTrial& trial, const std::string& followup) {
  const TrialTable& table = sample.trial.table;
  Pairs pairs;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const TrialRow& visit = table.rows[row];
    if (visit.session != followup || !visit.missing_reason.empty()) continue;
    const auto before = row_of(table, visit.participant, trial.baseline);
    if (!before || !table.rows[*before].missing_reason.empty()) continue;
    pairs.before.push_back(static_cast<Index>(*before));
    pairs.after.push_back(static_cast<Index>(row));
  }
  return pairs;
}

/// What is known of a participant at baseline, by name: numbers, and shares of levels.
std::map<std::string, std::vector<double>> baseline_values(const TrialInputs& sample,
                                                           const std::vector<std::size_t>& rows) {
  const TrialTable& table = sample.trial.table;
  std::set<std::string> names;
  std::set<std::pair<std::string, std::string>> levels;
  for (const std::size_t row : rows) {
    for (const auto& [name, value] : table.rows[row].covariates) names.insert(name);
    for (const auto& level : table.rows[row].factors) levels.insert(level);
  }
  constexpr std::size_t most_levels = 12;
  std::map<std::string, std::size_t> level_count;
  for (const auto& [name, level] : levels) ++level_count[name];
  std::map<std::string, std::vector<double>> values;
  for (const std::size_t row : rows) {
    for (const std::string& name : names) {
      const auto found = table.rows[row].covariates.find(name);
      values[name].push_back(found == table.rows[row].covariates.end() ? nan : found->second);
    }
    for (const auto& [name, level] : levels) {
      if (level_count[name] > most_levels) continue;
      const auto found = table.rows[row].factors.find(name);
      std::string place = name;
      values[place.append("=").append(level)].push_back(found == table.rows[row].factors.end() ? nan
                                                        : found->second == level               ? 1.0
                                                                                 : 0.0);
    }
  }
  return values;
}

/// Lines of one quantity, an arm each; differences are from the first arm.
std::vector<CheckLine> balance_lines(const std::string& name,
                                     const std::vector<double>& values,
                                     const std::vector<std::string>& arm_of,
                                     const TrialTable& table,
                                     const std::string& session) {
  std::vector<CheckLine> lines;
  for (const std::string& arm : table.arms) {
    CheckLine line = check_line("baseline balance", name);
    line.arm = arm;
    line.session = session;
    std::vector<double> own;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (arm_of[i] == arm) own.push_back(values[i]);
    }
    describe(line, own);
    lines.push_back(std::move(line));
  }
  for (std::size_t arm = 1; arm < lines.size(); ++arm) {
    const double pooled = std::sqrt(
        (lines[0].deviation * lines[0].deviation + lines[arm].deviation * lines[arm].deviation) /
        2);
    if (!(pooled > 0.0)) continue;
    const double difference = (lines[arm].value - lines[0].value) / pooled;
    lines[arm].note = "standardised difference " + format_fixed(difference, 2);
    if (std::abs(difference) > notable_difference) lines[arm].note += " (notable)";
  }
  return lines;
}

/// The effects with one kind of unit left out at a time, folded into ranges.
std::vector<CheckLine> leave_out_each(const TrialInputs& sample,
                                      const PlanParams& plan,
                                      const std::vector<ChosenEndpoint>& primary,
                                      const std::string& check,
                                      const std::vector<std::string>& units,
                                      const std::function<std::string(const TrialRow&)>& unit_of) {
  const auto whole = fit_endpoints(sample, sample.trial.families, primary, plan);
  std::vector<CheckLine> lines;
  for (const PlannedEffect& effect : whole) {
    CheckLine line = check_line(check, effect.family + ":" + effect.endpoint);
    line.arm = effect.arm;
    line.session = effect.followup;
    line.value = effect.estimate;
    lines.push_back(std::move(line));
  }
  std::vector<std::string> worst(lines.size());
  std::vector<int> unfitted(lines.size(), 0);
  for (const std::string& unit : units) {
    FitChanges changes;
    changes.leave_out = [&](const TrialRow& row) { return unit_of(row) == unit; };
    const auto effects = fit_endpoints(sample, sample.trial.families, primary, plan, changes);
    for (std::size_t i = 0; i < effects.size(); ++i) {
      if (!effects[i].reason.empty()) {
        ++unfitted[i];
        continue;
      }
      CheckLine& line = lines[i];
      ++line.n;
      line.low = line.n == 1 ? effects[i].estimate : std::min(line.low, effects[i].estimate);
      line.high = line.n == 1 ? effects[i].estimate : std::max(line.high, effects[i].estimate);
      if (line.n == 1 || effects[i].p > line.p) {
        line.p = effects[i].p;
        worst[i] = unit;
      }
    }
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!worst[i].empty()) lines[i].note = "largest p without " + worst[i];
    if (lines[i].low < 0.0 && lines[i].high > 0.0) lines[i].note += "; the sign changes";
    if (unfitted[i] > 0) {
      lines[i].note += (lines[i].note.empty() ? "" : "; ") + std::to_string(unfitted[i]) +
                       " times not estimable";
    }
  }
  return lines;
}

}  // namespace

CheckLine check_line(const std::string& check, const std::string& quantity) {
  CheckLine line;
  line.check = check;
  line.quantity = quantity;
  line.value = line.deviation = line.low = line.high = line.p = nan;
  return line;
}

CheckLine unknown_line(const std::string& check, const std::string& why) {
  CheckLine line = check_line(check, "");
  line.note = why;
  return line;
}

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

std::vector<CheckLine> motion_connectivity_of_change(const TrialInputs& sample,
                                                     const PlanParams& plan) {
  constexpr const char* check = "QC-FC of change";
  const auto& families = sample.trial.families;
  const auto edges = std::find_if(
      families.begin(), families.end(), [](const auto& family) { return family.name == "edge"; });
  if (edges == families.end()) return {unknown_line(check, "there are no matrices: not checked")};
  std::vector<CheckLine> lines;
  for (const std::string& followup : plan.trial.followups) {
    Pairs pairs = pairs_of(sample, plan.trial, followup);
    std::vector<double> motion;
    Pairs known;
    for (std::size_t i = 0; i < pairs.after.size(); ++i) {
      const double change = sample.quality[static_cast<std::size_t>(pairs.after[i])].mean_fd_mm -
                            sample.quality[static_cast<std::size_t>(pairs.before[i])].mean_fd_mm;
      if (!std::isfinite(change)) continue;
      motion.push_back(change);
      known.before.push_back(pairs.before[i]);
      known.after.push_back(pairs.after[i]);
    }
    if (motion.size() < 4) {
      lines.push_back(unknown_line(check,
                                   "mean framewise displacement of both sessions is known of " +
                                       std::to_string(motion.size()) +
                                       " participants: not checked"));
      lines.back().session = followup;
      continue;
    }
    const Eigen::MatrixXd change =
        edges->values(known.after, Eigen::all) - edges->values(known.before, Eigen::all);
    const VectorXd distance =
        sample.edge_distance_mm.size() == change.cols() ? sample.edge_distance_mm : VectorXd();
    const QualityConnectivity result = quality_connectivity(
        change,
        Eigen::Map<const VectorXd>(motion.data(), static_cast<Index>(motion.size())),
        distance,
        {.permutations = std::min<std::int64_t>(plan.inference.permutations, 1000),
         .seed = static_cast<std::uint64_t>(plan.inference.seed)});
    CheckLine line = check_line(check, "median |r| with the change of motion");
    line.session = followup + " - " + plan.trial.baseline;
    line.n = static_cast<int>(motion.size());
    line.value = result.median_absolute_r;
    line.p = result.p;
    line.note = "by chance " + format_fixed(result.null_median_absolute_r, 3) +
                " (95th percentile " + format_fixed(result.null_high, 3) + "); " +
                format_fixed(100.0 * result.share_p_below_05, 1) + " % of edges with p < 0.05";
    lines.push_back(line);
    line = check_line(check, "Spearman's r with the edges' distance");
    line.session = followup + " - " + plan.trial.baseline;
    line.n = static_cast<int>(result.edges);
    line.value = result.distance_dependence;
    if (std::isnan(line.value)) line.note = "distances between regions are not known";
    lines.push_back(line);
  }
  return lines;
}

std::vector<CheckLine> baseline_balance(const TrialInputs& sample,
                                        const PlanParams& plan,
                                        const std::vector<ChosenEndpoint>& primary) {
  const TrialTable& table = sample.trial.table;
  std::vector<std::size_t> rows;
  std::vector<std::string> arm_of;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (table.rows[row].session != plan.trial.baseline) continue;
    if (!table.rows[row].missing_reason.empty()) continue;
    rows.push_back(row);
    arm_of.push_back(table.rows[row].arm);
  }
  std::vector<CheckLine> lines;
  const auto add = [&](const std::string& name, const std::vector<double>& values) {
    for (CheckLine& line : balance_lines(name, values, arm_of, table, plan.trial.baseline)) {
      lines.push_back(std::move(line));
    }
  };
  for (const auto& [name, values] : baseline_values(sample, rows)) add(name, values);
  for (const ChosenEndpoint& endpoint : primary) {
    const EndpointFamily& family = sample.trial.families[endpoint.family];
    std::vector<double> values;
    for (const std::size_t row : rows) {
      values.push_back(family.values(static_cast<Index>(row), endpoint.column));
    }
    add(family.name + ":" + family.endpoints[static_cast<std::size_t>(endpoint.column)], values);
  }
  return lines;
}

std::vector<CheckLine> leave_one_out(const TrialInputs& sample,
                                     const PlanParams& plan,
                                     const std::vector<ChosenEndpoint>& primary) {
  const TrialTable& table = sample.trial.table;
  const ModelVisits visits = model_visits(table, plan.trial, {});
  std::set<std::string> people;
  std::set<std::string> sites;
  const auto site_of = [&](const TrialRow& row) -> std::string {
    const auto found = row.factors.find(plan.trial.site_column);
    return found == row.factors.end() ? "" : found->second;
  };
  for (const std::size_t row : visits.baseline_rows) {
    people.insert(table.rows[row].participant);
    sites.insert(site_of(table.rows[row]));
  }
  sites.erase("");
  std::vector<CheckLine> lines;
  const auto add = [&](std::vector<CheckLine> more) {
    for (CheckLine& line : more) lines.push_back(std::move(line));
  };
  constexpr std::size_t most_people = 1000;
  if (people.size() <= most_people) {
    add(leave_out_each(sample,
                       plan,
                       primary,
                       "leave one person out",
                       {people.begin(), people.end()},
                       [](const TrialRow& row) { return row.participant; }));
  } else {
    add({unknown_line("leave one person out",
                      std::to_string(people.size()) + " participants: no single one can matter")});
  }
  if (sites.size() > 1) {
    PlanParams without_site = plan;
    // With two sites one is left, and the column would be constant.
    if (sites.size() == 2) without_site.trial.site_column = "none";
    add(leave_out_each(sample,
                       without_site,
                       primary,
                       "leave one site out",
                       {sites.begin(), sites.end()},
                       site_of));
  }
  return lines;
}

VectorXd displacement_change(const TrialInputs& sample, const PlannedTrial& trial) {
  const TrialTable& table = sample.trial.table;
  VectorXd change = VectorXd::Constant(static_cast<Index>(table.rows.size()), nan);
  for (const std::string& followup : trial.followups) {
    const Pairs pairs = pairs_of(sample, trial, followup);
    for (std::size_t i = 0; i < pairs.after.size(); ++i) {
      change[pairs.after[i]] = sample.quality[static_cast<std::size_t>(pairs.after[i])].mean_fd_mm -
                               sample.quality[static_cast<std::size_t>(pairs.before[i])].mean_fd_mm;
    }
  }
  return change;
}

}  // namespace rewire
