#include <cmath>
#include <limits>

#include "stages/connectivity/estimators.h"
#include "stages/connectivity/uncertainty.h"
#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/kernels/linalg/correlation.h"
#include "stages/kernels/statistics/graphical_lasso.h"

namespace rewire {
namespace {

constexpr double smallest_penalty_ratio = 0.1;
constexpr int penalties = 12;
/// Penalties in a row that may do worse than the best before the denser rest is left out.
constexpr int most_worse = 3;

constexpr DescentLimits rough{.gap = 1e-2, .change = 1e-3};
/// Of a rough fit's edges that come or go until it is exact.
constexpr double unsettled_edges = 0.05;

/// By how much the criterion of a rough fit may fall: its first part by the duality gap, its second
/// by edges that go.
double most_error(const SparsePrecision& fit, double samples, double gamma) {
  const auto regions = static_cast<double>(fit.precision.cols());
  const double entries = static_cast<double>((fit.precision.array() != 0.0).count());
  const double price = std::log(samples) + 4.0 * gamma * std::log(regions);
  return samples * std::abs(fit.gap) + unsettled_edges * 0.5 * (entries - regions) * price;
}

/// The fit with the least extended information criterion on a path from no edge on. Shrunken first
/// edges cost more than they explain, so that the criterion has a rise before its minimum: the path
/// ends behind a minimum below the criterion of no edge only.
SparsePrecision best_on_path(const Eigen::MatrixXd& r,
                             double samples,
                             double gamma,
                             double& chosen_penalty) {
  SparsePrecision best;
  SparsePrecision fit;
  double least = std::numeric_limits<double>::infinity();
  double of_no_edge = least;
  int worse = 0;
  for (const double penalty : penalty_path(r, penalties, smallest_penalty_ratio)) {
    // Most of the time goes into the last digits of fits that are far from the best.
    fit = graphical_lasso(r, penalty, fit, rough);
    double criterion = extended_information_criterion(fit, r, samples, gamma);
    if (!(criterion > least + most_error(fit, samples, gamma))) {
      fit = graphical_lasso(r, penalty, fit, {});
      criterion = extended_information_criterion(fit, r, samples, gamma);
    }
    if (std::isinf(of_no_edge)) of_no_edge = criterion;
    if (!(criterion < least)) {
      if (least < of_no_edge && ++worse == most_worse) break;
      continue;
    }
    worse = 0;
    least = criterion;
    best = fit;
    chosen_penalty = penalty;
  }
  return best;
}

}  // namespace

Estimate estimate_graphical_lasso(const KeptSeries& series, const EstimatorParams& params) {
  const auto rows = static_cast<double>(series.values.rows());
  const Eigen::MatrixXd r = unit_products(series.values / std::sqrt(rows));
  if (r.size() == 0) return {};
  if (r.cols() == 1) {
    Estimate alone;
    alone.values = Eigen::MatrixXd::Ones(1, 1);
    return alone;
  }
  double penalty = params.penalty.value_or(0.0);
  const SparsePrecision fit =
      params.penalty ? graphical_lasso(r, penalty, {}, {})
                     : best_on_path(r, equivalent_volumes(series), params.ebic_gamma, penalty);
  if (!fit.converged) {
    throw NumericalError({.found = "a descent that is " + format_number(fit.gap) +
                                   " from its goal after " + std::to_string(fit.sweeps) + " sweeps",
                          .expected = "a sparse precision matrix",
                          .where = "graphical lasso",
                          .remedy = "give a larger penalty"});
  }
  Estimate estimate = from_precision(fit.precision, 1.0);
  estimate.fit = {{"penalty", penalty}, {"duality_gap", fit.gap}};
  return estimate;
}

}  // namespace rewire
