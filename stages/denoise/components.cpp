#include <algorithm>
#include <cmath>

#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/denoise/regressors.h"

namespace rewire {
namespace {

/// The mask that column `name` comes from; empty when it is no such component.
std::string mask_of(const Confounds& confounds, const std::string& name) {
  if (name.find("_comp_cor_") == std::string::npos || name.starts_with("t_")) return {};
  const auto known = confounds.components.find(name);
  if (known != confounds.components.end()) return known->second.mask;
  if (name.starts_with("w_")) return "WM";
  if (name.starts_with("c_")) return "CSF";
  return "combined";
}

/// The components of `mask` in the table's order, which is that of their variance.
std::vector<Eigen::Index> components_of(const Confounds& confounds, const std::string& mask) {
  std::vector<Eigen::Index> columns;
  for (std::size_t i = 0; i < confounds.names.size(); ++i) {
    if (mask_of(confounds, confounds.names[i]) == mask) {
      columns.push_back(static_cast<Eigen::Index>(i));
    }
  }
  return columns;
}

double cumulative_variance(const Confounds& confounds, Eigen::Index column) {
  const auto known = confounds.components.find(confounds.names[static_cast<std::size_t>(column)]);
  return known == confounds.components.end() ? std::nan("") : known->second.cumulative_variance;
}

/// Cuts `columns` behind the component that reaches the share; false when the shares are unknown or
/// stop short of it.
bool cut_at_variance(const Confounds& confounds,
                     double percent,
                     std::vector<Eigen::Index>& columns) {
  const auto reaching = std::find_if(columns.begin(), columns.end(), [&](Eigen::Index column) {
    return cumulative_variance(confounds, column) >= 0.01 * percent;
  });
  if (reaching == columns.end()) return false;
  columns.erase(reaching + 1, columns.end());
  return true;
}

/// What the table itself counts as noise, where it says so.
void leave_out_unretained(const Confounds& confounds, std::vector<Eigen::Index>& columns) {
  std::erase_if(columns, [&](Eigen::Index column) {
    const auto known = confounds.components.find(confounds.names[static_cast<std::size_t>(column)]);
    return known != confounds.components.end() && !known->second.retained;
  });
}

}  // namespace

RegressorSelection select_components(const Confounds& confounds, const ComponentChoice& choice) {
  RegressorSelection selection;
  Requirements requirements(
      "confounds",
      "compute more components, keep the table's JSON beside it, or choose another "
      "strategy");
  for (const std::string& mask : choice.masks) {
    std::vector<Eigen::Index> columns = components_of(confounds, mask);
    const auto found = static_cast<std::int64_t>(columns.size());
    requirements.require(found >= choice.count.value_or(1),
                         std::to_string(found) + " principal components of the mask " + mask,
                         std::to_string(choice.count.value_or(1)) + " or more");
    if (!choice.count && !choice.variance_percent) leave_out_unretained(confounds, columns);
    if (choice.count) columns.resize(static_cast<std::size_t>(std::min(found, *choice.count)));
    if (choice.variance_percent && found > 0) {
      requirements.require(
          cut_at_variance(confounds, *choice.variance_percent, columns),
          "components of the mask " + mask + " that are not known to reach the share",
          "CumulativeVarianceExplained up to " + format_number(*choice.variance_percent) + " %");
    }
    selection.columns.insert(selection.columns.end(), columns.begin(), columns.end());
  }
  selection.problems = requirements.take();
  return selection;
}

}  // namespace rewire
