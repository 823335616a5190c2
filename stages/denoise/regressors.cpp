#include "stages/denoise/regressors.h"

#include <algorithm>
#include <cmath>
#include <regex>

#include "stages/core/nearest_name.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

enum class Presence { required, optional };

std::string nearest(const std::vector<std::string>& names, const std::string& wanted) {
  const auto best = nearest_name(wanted, names);
  return best ? "the nearest name is " + *best + ", or else " : "";
}

void add_once(std::vector<Eigen::Index>& columns, Eigen::Index column) {
  if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
}

/// Adds the columns whose whole name fits; false when there is none.
bool add_fitting(const Confounds& confounds,
                 const std::regex& expression,
                 std::vector<Eigen::Index>& columns) {
  bool found = false;
  for (std::size_t i = 0; i < confounds.names.size(); ++i) {
    if (!std::regex_match(confounds.names[i], expression)) continue;
    add_once(columns, static_cast<Eigen::Index>(i));
    found = true;
  }
  return found;
}

void add_matching(const Confounds& confounds,
                  const std::string& pattern,
                  Presence presence,
                  RegressorSelection& selection) {
  if (const auto exact = confounds.find(pattern)) return add_once(selection.columns, *exact);
  if (!is_expression(pattern)) return;  // told by the rule of the parameters or of the strategy
  if (add_fitting(confounds, std::regex(pattern), selection.columns)) return;
  if (presence == Presence::optional) return;
  selection.problems.push_back({.found = "no confound that fits '" + pattern + "'",
                                .expected = "a name or regular expression of the table's columns",
                                .where = "confounds",
                                .remedy = nearest(confounds.names, pattern) +
                                          "take it out of columns, choose another strategy, or "
                                          "give a table that has it"});
}

/// Moves the columns of `tissue` from `names` to the result when the table has no such tissue.
std::vector<std::string> take_absent_tissue(const Confounds& confounds,
                                            const std::string& tissue,
                                            std::vector<std::string>& names) {
  if (confounds.find(tissue)) return {};
  const auto first = std::stable_partition(names.begin(), names.end(), [&](const auto& name) {
    return name != tissue && !name.starts_with(tissue + "_");
  });
  std::vector<std::string> lost(first, names.end());
  names.erase(first, names.end());
  return lost;
}

Problem lost_tissue(const std::string& tissue, const std::vector<std::string>& lost) {
  return {.found = "no confound " + enumerate(lost),
          .expected = "the mean of " + tissue + ", which the strategy asks for",
          .where = "confounds",
          .remedy = "it is left out of the design: check the tissue mask",
          .severity = Severity::warning};
}

bool undefined_in_first_row(const std::string& name) {
  return name.find("_derivative1") != std::string::npos || name == "framewise_displacement" ||
         name == "dvars" || name == "std_dvars" || name == "rmsd";
}

}  // namespace

bool is_expression(const std::string& pattern) {
  try {
    const std::regex expression(pattern);
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

RegressorSelection select_regressors(const Confounds& confounds,
                                     const Strategy& strategy,
                                     const std::vector<std::string>& further) {
  RegressorSelection selection;
  std::vector<std::string> names = strategy.columns;
  for (const char* tissue : {"white_matter", "csf"}) {
    std::vector<std::string> lost = take_absent_tissue(confounds, tissue, names);
    if (!lost.empty()) selection.problems.push_back(lost_tissue(tissue, lost));
  }
  for (const std::string& name : names) {
    add_matching(confounds, name, Presence::required, selection);
  }
  RegressorSelection components = select_components(confounds, strategy.components);
  for (const Eigen::Index column : components.columns) add_once(selection.columns, column);
  append(selection.problems, std::move(components.problems));
  for (const std::string& name : strategy.optional) {
    add_matching(confounds, name, Presence::optional, selection);
  }
  for (const std::string& name : further) {
    add_matching(confounds, name, Presence::required, selection);
  }
  return selection;
}

Eigen::VectorXd regressor_column(const Confounds& confounds, Eigen::Index index) {
  Eigen::VectorXd column = confounds.values.col(index);
  const std::string& name = confounds.names[static_cast<std::size_t>(index)];
  if (column.size() > 0 && std::isnan(column[0]) && undefined_in_first_row(name)) column[0] = 0.0;
  return column;
}

}  // namespace rewire
