#pragma once

#include <Eigen/Core>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire {

/// Where a column that is a principal component of a noise region comes from.
struct NoiseComponent {
  std::string mask;  ///< WM, CSF or combined; empty for tCompCor
  /// Of the region's variance, by this component and those before it; 0 to 1, NaN unknown.
  double cumulative_variance = 0.0;
  std::string method = "aCompCor";  ///< or tCompCor
  double variance = 0.0;            ///< of the region's, by this component alone; NaN unknown
  double singular_value = 0.0;      ///< NaN unknown
  bool retained = true;             ///< within the share of variance that was asked for
};

/// Nuisance time courses under fMRIPrep's names (trans_x, rot_x_derivative1_power2, csf,
/// framewise_displacement, std_dvars ...). NaN where a value is undefined (n/a: first row of
/// derivatives).
struct Confounds {
  std::vector<std::string> names;
  Eigen::MatrixXd values;  ///< volumes x columns
  /// By column name, of columns like a_comp_cor_00; those that it does not hold are known by their
  /// names alone.
  std::map<std::string, NoiseComponent> components{};
  std::vector<Problem> warnings{};

  /// Column index of `name`.
  std::optional<Eigen::Index> find(std::string_view name) const;
  void add(std::string name, const Eigen::Ref<const Eigen::VectorXd>& column);
};

/// Distinct non-empty names, one per column, no infinite value; components only of columns that are
/// there.
std::vector<Problem> validate(const Confounds& confounds, const std::string& where);

void add_content(Digester& digester, const NoiseComponent& component);
void add_content(Digester& digester, const Confounds& confounds);

}  // namespace rewire
