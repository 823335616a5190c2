#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace rewire {

/// A covariate that every column of the data brings along itself, such as its own baseline. It is
/// centred over the rows of the column's fit and gives one regressor per column of `multipliers`:
/// multiplier times centred covariate.
struct OwnCovariate {
  Eigen::MatrixXd values;       ///< rows x columns of the data; NaN: the row is left out there
  Eigen::MatrixXd multipliers;  ///< rows x regressors: all 1, or an indicator for an interaction
};

/// The regressors of a linear model for many columns of data at once: the shared ones, then those
/// of each own covariate in order.
struct LinearDesign {
  Eigen::MatrixXd shared;  ///< rows x regressors; a row with a NaN is left out everywhere
  std::vector<OwnCovariate> own{};
  std::vector<int> variance_groups{};  ///< per row; empty: one variance for all rows

  Eigen::Index rows() const { return shared.rows(); }
  Eigen::Index regressors() const;
};

/// Columns of the data that are fitted on the same rows.
struct PresencePattern {
  std::vector<Eigen::Index> rows;     ///< ascending
  std::vector<Eigen::Index> columns;  ///< ascending
};

/// Groups the columns of `values` (rows x columns) by the rows where the value, the design and the
/// column's own covariates are all finite; in order of first appearance.
std::vector<PresencePattern> presence_patterns(const Eigen::Ref<const Eigen::MatrixXd>& values,
                                               const LinearDesign& design);

/// The design of one column over `rows`: rows x regressors.
Eigen::MatrixXd column_design(const LinearDesign& design,
                              const std::vector<Eigen::Index>& rows,
                              Eigen::Index column);

/// A comparison of arms: its design and what each contrast (column of `contrasts`) means.
struct ArmModel {
  struct Meaning {
    int arm;
    int reference;  ///< -1: the arm's least-squares mean itself
  };
  LinearDesign design;
  Eigen::MatrixXd contrasts;  ///< regressors x contrasts
  std::vector<Meaning> meanings;
};

/// One mean per arm, adjusted to the mean of the covariates (rows x covariates, may have no
/// columns) and, when `baseline` (rows x columns of data) is not empty, to the mean baseline of the
/// column: the least-squares means of all arms, then each arm minus arm 0. On changes without
/// baseline that is arm x time; with the baseline, analysis of covariance. `arms` counts from 0.
ArmModel arm_model(const std::vector<int>& arms,
                   const Eigen::Ref<const Eigen::MatrixXd>& covariates,
                   const Eigen::MatrixXd& baseline);

/// The same with one slope on the baseline per arm; the contrasts are the slope of each arm and
/// each slope minus that of arm 0 (moderation by baseline).
ArmModel moderation_model(const std::vector<int>& arms,
                          const Eigen::Ref<const Eigen::MatrixXd>& covariates,
                          const Eigen::MatrixXd& baseline);

}  // namespace rewire
