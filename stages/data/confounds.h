#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire {

/// Nuisance time courses under fMRIPrep's names (trans_x, rot_x_derivative1_power2, csf,
/// framewise_displacement, std_dvars ...). NaN where a value is undefined (n/a: first row of
/// derivatives).
struct Confounds {
  std::vector<std::string> names;
  Eigen::MatrixXd values;  ///< volumes x columns

  /// Column index of `name`.
  std::optional<Eigen::Index> find(std::string_view name) const;
  void add(std::string name, const Eigen::Ref<const Eigen::VectorXd>& column);
};

/// Distinct non-empty names, one per column, no infinite value.
std::vector<Problem> validate(const Confounds& confounds, const std::string& where);

void add_content(Digester& digester, const Confounds& confounds);

}  // namespace rewire
