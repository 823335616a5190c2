#include <cmath>

#include "stages/connectivity/estimators.h"
#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/kernels/linalg/correlation.h"
#include "stages/kernels/linalg/positive_definite.h"
#include "stages/kernels/linalg/shrinkage.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr const char* shrunk_remedy = "ask for partial_shrunk, or for an atlas of fewer regions";

Eigen::MatrixXd correlation_of(const KeptSeries& series) {
  return unit_products(series.values / std::sqrt(static_cast<double>(series.values.rows())));
}

/// Why a covariance has no inverse though there are volumes enough.
std::string collinear_series(const Eigen::MatrixXd& r, const KeptSeries& series) {
  for (Index j = 0; j < r.cols(); ++j) {
    for (Index i = 0; i < j; ++i) {
      if (std::abs(r(i, j)) < 1.0 - 1e-9) continue;
      const auto number = [&](Index k) {
        return std::to_string(series.regions[static_cast<std::size_t>(k)] + 1);
      };
      return "series " + number(i) + " and " + number(j) + " that are the same up to scale";
    }
  }
  return "series that are combinations of others";
}

}  // namespace

Estimate from_precision(const Eigen::MatrixXd& precision, double weight) {
  const Eigen::VectorXd scale = precision.diagonal().cwiseSqrt().cwiseInverse();
  Estimate estimate;
  estimate.values = -(scale.asDiagonal() * precision * scale.asDiagonal());
  estimate.values = estimate.values.cwiseMax(-1.0).cwiseMin(1.0).eval();
  estimate.variation = {
      .mixing = precision * scale.asDiagonal(),
      .slopes = -estimate.values,
      .factors = Eigen::MatrixXd::Constant(precision.rows(), precision.cols(), weight)};
  estimate.values.diagonal().setOnes();
  estimate.variation.slopes.diagonal().setOnes();
  return estimate;
}

Estimate estimate_partial(const KeptSeries& series) {
  const auto others = static_cast<double>(series.values.cols()) - 2.0;
  if (series.values.cols() > 1 && series.degrees_of_freedom - others < 3.0) {
    throw NumericalError({.found = std::to_string(series.values.cols()) + " regions and " +
                                   format_number(series.degrees_of_freedom) +
                                   " degrees of freedom of a series",
                          .expected = "more degrees of freedom than regions, by 1 or more",
                          .where = "partial correlation",
                          .remedy = shrunk_remedy});
  }
  const Eigen::MatrixXd r = correlation_of(series);
  const auto precision = inverse_positive_definite(r);
  if (!precision && r.size() > 0) {
    throw NumericalError({.found = collinear_series(r, series),
                          .expected = "series of which none follows from the others",
                          .where = "partial correlation",
                          .remedy = shrunk_remedy});
  }
  if (r.size() == 0) return {};
  Estimate estimate = from_precision(*precision, 1.0);
  estimate.variation.parameters = std::max(others, 0.0);
  return estimate;
}

Estimate estimate_shrunk_partial(const KeptSeries& series) {
  const Eigen::MatrixXd r = correlation_of(series);
  if (r.size() == 0) return {};
  const double shrinkage = ledoit_wolf_share(series.values, r);
  Eigen::MatrixXd shrunk = (1.0 - shrinkage) * r;
  shrunk.diagonal().setOnes();
  const auto precision = inverse_positive_definite(shrunk);
  if (!precision) {
    throw NumericalError({.found = collinear_series(r, series) + ", and no shrinkage",
                          .expected = "series of which none follows from the others",
                          .where = "shrunk partial correlation",
                          .remedy = "leave one of them out"});
  }
  Estimate estimate = from_precision(*precision, 1.0 - shrinkage);
  // The effective number of regressors of a ridge regression on all regions, less the pair's two.
  const auto count = static_cast<double>(r.cols());
  const double effective =
      (1.0 - shrinkage) * r.cwiseProduct(*precision).sum() * (count - 2.0) / count;
  estimate.variation.parameters = std::max(effective, 0.0);
  estimate.fit["shrinkage"] = shrinkage;
  return estimate;
}

}  // namespace rewire
