#include <cmath>
#include <limits>

#include "stages/connectivity/estimators.h"
#include "stages/core/error.h"
#include "stages/kernels/linalg/correlation.h"
#include "stages/kernels/linalg/shrinkage.h"
#include "stages/kernels/statistics/mean_ranks.h"

namespace rewire {
namespace {

Eigen::MatrixXd correlation_of(const Eigen::MatrixXd& standardised) {
  return unit_products(standardised / std::sqrt(static_cast<double>(standardised.rows())));
}

Estimate correlation(const Eigen::MatrixXd& standardised) {
  Estimate estimate;
  estimate.values = correlation_of(standardised);
  estimate.variation.slopes = estimate.values;
  estimate.variation.factors.setOnes(estimate.values.rows(), estimate.values.cols());
  return estimate;
}

/// The covariance of standardised series has a diagonal of 1: so has every combination of it with
/// the identity, which is its correlation too.
Estimate shrunk_correlation(const KeptSeries& series,
                            double (*share_of)(const Eigen::MatrixXd&, const Eigen::MatrixXd&)) {
  Estimate estimate = correlation(series.values);
  const double share = share_of(series.values, estimate.values);
  estimate.variation.factors *= 1.0 - share;
  estimate.variation.shrinkage = share;
  estimate.values *= 1.0 - share;
  estimate.values.diagonal().setOnes();
  estimate.fit["shrinkage"] = share;
  return estimate;
}

}  // namespace

Estimate estimate_pearson(const KeptSeries& series) { return correlation(series.values); }

Estimate estimate_spearman(const KeptSeries& series) {
  Eigen::MatrixXd ranks = mean_ranks(series.values);
  make_unit_columns(ranks);
  ranks *= std::sqrt(static_cast<double>(ranks.rows()));
  Estimate estimate = correlation(ranks);
  estimate.variation.series = std::move(ranks);
  estimate.variation.factors = (1.0 + 0.5 * estimate.values.array().square()).sqrt();
  return estimate;
}

Estimate estimate_covariance(const KeptSeries& series) {
  Estimate estimate = correlation(series.values);
  const auto rows = static_cast<double>(series.values.rows());
  const Eigen::VectorXd scale = series.deviations * std::sqrt(rows / (rows - 1.0));
  estimate.variation.slopes.setZero();
  estimate.variation.factors = scale * scale.transpose();
  estimate.values = estimate.variation.factors.cwiseProduct(estimate.values);
  const auto variances = estimate.values.diagonal().array();
  if (!variances.isFinite().all() || (variances < std::numeric_limits<double>::min()).any()) {
    throw NumericalError({.found = "variances beyond the range of numbers",
                          .expected = "series with values between 1e-150 and 1e150",
                          .where = "covariance",
                          .remedy = "give the series in another unit"});
  }
  return estimate;
}

Estimate estimate_ledoit_wolf(const KeptSeries& series) {
  return shrunk_correlation(series, [](const Eigen::MatrixXd& centred, const Eigen::MatrixXd& r) {
    return ledoit_wolf_share(centred, r);
  });
}

Estimate estimate_oas(const KeptSeries& series) {
  return shrunk_correlation(series, [](const Eigen::MatrixXd& centred, const Eigen::MatrixXd& r) {
    return oracle_approximating_share(r, centred.rows());
  });
}

}  // namespace rewire
