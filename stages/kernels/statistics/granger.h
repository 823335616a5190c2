#pragma once

#include <Eigen/Core>
#include <span>

namespace rewire {

/// Conditional Granger causality between series.
struct GrangerCausality {
  /// series x series, row to column: ln of the residual variance of the column's series without the
  /// past of the row's over that with it, the past of all others in both (Geweke 1984,
  /// doi:10.1080/01621459.1984.10477110). 0 or more; 0 on the diagonal. Without influence, rows
  /// times it is about chi-square with `order` degrees of freedom.
  Eigen::MatrixXd causality;
  Eigen::Index order = 0;
  Eigen::Index rows = 0;  ///< samples with `order` samples of the past
};

/// Of the vector autoregression with a constant that least squares fits to `samples` (samples x
/// series) at `times` (ascending volume numbers); only samples count whose past is there, in the
/// same of the `runs`. `order` 0: that of 1 to 5 with the least Bayesian information criterion
/// ln det(S) + ln(n) order series^2 / n over the samples that all orders can use, S the residual
/// covariance. Rows 0: too few samples for any order (10 more than coefficients per series), or
/// series whose past has no inverse.
GrangerCausality granger_causality(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                                   std::span<const Eigen::Index> times,
                                   std::span<const int> runs,
                                   Eigen::Index order);

}  // namespace rewire
