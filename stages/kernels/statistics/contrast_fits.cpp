#include <cmath>
#include <cstddef>

#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/linear_contrasts.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

}  // namespace

ContrastFits::ContrastFits(Index columns, Index contrasts)
    : estimate(MatrixXd::Constant(columns, contrasts, nan)),
      standard_error(estimate),
      t(estimate),
      degrees_of_freedom(estimate),
      ci_low(estimate),
      ci_high(estimate),
      p(estimate),
      rows(Eigen::VectorXi::Zero(columns)),
      residual_deviation(Eigen::VectorXd::Constant(columns, nan)),
      states(static_cast<std::size_t>(columns * contrasts), FitState::too_few_rows) {}

FitState ContrastFits::state(Index column, Index contrast) const {
  return states[static_cast<std::size_t>(column * estimate.cols() + contrast)];
}

void ContrastFits::set_state(Index column, Index contrast, FitState state) {
  states[static_cast<std::size_t>(column * estimate.cols() + contrast)] = state;
}

void ContrastFits::set(
    Index column, Index contrast, double value, double error, double degrees, double confidence) {
  estimate(column, contrast) = value;
  standard_error(column, contrast) = error;
  degrees_of_freedom(column, contrast) = degrees;
  t(column, contrast) = value / error;
  const double reach = error * student_t_quantile(0.5 + 0.5 * confidence, degrees);
  ci_low(column, contrast) = value - reach;
  ci_high(column, contrast) = value + reach;
  p(column, contrast) = student_t_two_sided_p(value / error, degrees);
  set_state(column, contrast, FitState::fitted);
}

}  // namespace rewire
