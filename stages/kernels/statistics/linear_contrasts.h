#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "stages/kernels/statistics/linear_design.h"

namespace rewire {

/// Why an estimate has no number.
enum class FitState : std::uint8_t {
  fitted,
  too_few_rows,   ///< no degrees of freedom left, in all or in a variance group
  no_variance,    ///< the model leaves nothing but rounding
  not_estimable,  ///< the rows present do not determine the contrast
  not_converged   ///< a covariance that the data do not determine (mixed models)
};

/// Estimates of contrasts for many columns of data; matrices are columns x contrasts, NaN where
/// the state is not `fitted`.
struct ContrastFits {
  Eigen::MatrixXd estimate;
  Eigen::MatrixXd standard_error;
  Eigen::MatrixXd t;
  Eigen::MatrixXd degrees_of_freedom;
  Eigen::MatrixXd ci_low;
  Eigen::MatrixXd ci_high;
  Eigen::MatrixXd p;                   ///< two-sided, Student's t
  Eigen::VectorXi rows;                ///< per column, rows that were fitted
  Eigen::VectorXd residual_deviation;  ///< per column, root of the residual mean square
  std::vector<FitState> states;        ///< column by column

  ContrastFits(Eigen::Index columns, Eigen::Index contrasts);
  FitState state(Eigen::Index column, Eigen::Index contrast) const;
  void set_state(Eigen::Index column, Eigen::Index contrast, FitState state);
  /// Writes estimate, error and degrees of freedom, and what follows from them.
  void set(Eigen::Index column,
           Eigen::Index contrast,
           double value,
           double error,
           double degrees,
           double confidence);
};

/// Least squares for every column of `values` (rows x columns, NaN: the row is left out of that
/// column); `contrasts` is regressors x contrasts. With variance groups the estimate is that of
/// least squares, its variance sum_g s_g^2 |a_g|^2 with a the weights of the rows in the estimate,
/// s_g^2 the squared residuals of group g over nu_g = sum of (1 - leverage), and the degrees of
/// freedom those of Satterthwaite (1946, doi:10.2307/3002019): for two groups without covariates
/// it is Welch's t. Rank-deficient designs give the contrasts that they determine.
ContrastFits linear_contrasts(const Eigen::Ref<const Eigen::MatrixXd>& values,
                              const LinearDesign& design,
                              const Eigen::Ref<const Eigen::MatrixXd>& contrasts,
                              double confidence);

}  // namespace rewire
