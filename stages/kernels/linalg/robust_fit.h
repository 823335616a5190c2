#pragma once

#include <Eigen/Core>

namespace rewire {

struct RobustFit {
  Eigen::MatrixXf curve;      ///< series x samples
  Eigen::VectorXf deviation;  ///< of the residuals, per series: 1.4826 times their median size
};

/// Fits the span of the orthonormal `basis` (samples x columns) to each row of `series` (series x
/// samples) so that a few wild samples hardly matter: Huber's estimate at 1 standard deviation,
/// by repeated projection of the winsorised residuals (Huber & Ronchetti 2009,
/// doi:10.1002/9780470434697, "modified residuals"), with the scale found anew from
/// the residuals' median size. A row whose residuals vanish for the most part has deviation 0.
RobustFit robust_fit(const Eigen::Ref<const Eigen::MatrixXf>& basis,
                     const Eigen::Ref<const Eigen::MatrixXf>& series);

}  // namespace rewire
