#include "stages/denoise/nuisance.h"

#include <algorithm>
#include <cmath>
#include <regex>

#include "stages/core/nearest_name.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

const std::vector<std::string> motion_names{
    "trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};

std::vector<std::string> expanded(const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const char* suffix : {"", "_derivative1", "_power2", "_derivative1_power2"}) {
    for (const std::string& name : names) all.push_back(name + suffix);
  }
  return all;
}

std::string nearest(const std::vector<std::string>& names, const std::string& wanted) {
  const auto best = nearest_name(wanted, names);
  return best ? "the nearest name is " + *best + ", or else " : "";
}

void add_once(std::vector<Eigen::Index>& columns, Eigen::Index column) {
  if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
}

void add_matching(const Confounds& confounds,
                  const std::string& pattern,
                  NuisanceSelection& selection) {
  if (const auto exact = confounds.find(pattern)) return add_once(selection.columns, *exact);
  if (!is_expression(pattern)) return;  // the parameters' own rule tells it
  const std::regex expression(pattern);
  bool found = false;
  for (std::size_t i = 0; i < confounds.names.size(); ++i) {
    if (!std::regex_match(confounds.names[i], expression)) continue;
    add_once(selection.columns, static_cast<Eigen::Index>(i));
    found = true;
  }
  if (found) return;
  selection.problems.push_back({.found = "no confound that fits '" + pattern + "'",
                                .expected = "a name or regular expression of the table's columns",
                                .where = "confounds",
                                .remedy = nearest(confounds.names, pattern) +
                                          "take it out of columns or give a "
                                          "table that has it"});
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
          .expected = "the mean of " + tissue + ", which the nuisance set asks for",
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

std::vector<std::string> nuisance_names(NuisanceModel model) {
  switch (model) {
    case NuisanceModel::none:
      return {};
    case NuisanceModel::motion_6:
      return motion_names;
    case NuisanceModel::motion_24:
      return expanded(motion_names);
    case NuisanceModel::motion_24_tissue: {
      std::vector<std::string> names = expanded(motion_names);
      names.insert(names.end(), {"white_matter", "csf"});
      return names;
    }
    case NuisanceModel::all_36: {
      std::vector<std::string> nine = motion_names;
      nine.insert(nine.end(), {"white_matter", "csf", "global_signal"});
      return expanded(nine);
    }
  }
  return {};
}

NuisanceSelection select_nuisance(const Confounds& confounds, const DenoiseParams& params) {
  NuisanceSelection selection;
  std::vector<std::string> names = nuisance_names(params.nuisance);
  for (const char* tissue : {"white_matter", "csf"}) {
    std::vector<std::string> lost = take_absent_tissue(confounds, tissue, names);
    if (!lost.empty()) selection.problems.push_back(lost_tissue(tissue, lost));
  }
  for (const std::string& name : names) {
    if (const auto column = confounds.find(name)) {
      add_once(selection.columns, *column);
      continue;
    }
    const std::string remedy = nearest(confounds.names, name) + "choose another nuisance set";
    selection.problems.push_back({.found = "no confound " + name,
                                  .expected = "every column of the nuisance set",
                                  .where = "confounds",
                                  .remedy = remedy});
  }
  for (const std::string& pattern : params.columns) add_matching(confounds, pattern, selection);
  return selection;
}

Eigen::VectorXd nuisance_column(const Confounds& confounds, Eigen::Index index) {
  Eigen::VectorXd column = confounds.values.col(index);
  const std::string& name = confounds.names[static_cast<std::size_t>(index)];
  if (column.size() > 0 && std::isnan(column[0]) && undefined_in_first_row(name)) column[0] = 0.0;
  return column;
}

std::vector<std::uint8_t> kept_volumes(Eigen::Index volumes,
                                       const Confounds& confounds,
                                       std::optional<double> limit_mm,
                                       const std::vector<std::uint8_t>& kept_before) {
  std::vector<std::uint8_t> kept = kept_before;
  kept.resize(static_cast<std::size_t>(volumes), 1);
  if (!limit_mm) return kept;
  const auto displacement = confounds.find("framewise_displacement");
  if (!displacement) return kept;
  const Eigen::VectorXd column = nuisance_column(confounds, *displacement);
  for (std::size_t t = 0; t < kept.size(); ++t) {
    if (column[static_cast<Eigen::Index>(t)] > *limit_mm) kept[t] = 0;
  }
  return kept;
}

}  // namespace rewire
