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

Estimate correlation(Eigen::MatrixXd standardised) {
  Estimate estimate;
  estimate.values = correlation_of(standardised);
  estimate.variation = {
      .series = std::move(standardised),
      .slopes = estimate.values,
      .factors = Eigen::MatrixXd::Ones(estimate.values.rows(), estimate.values.cols())};
  return estimate;
}

/// How much more (1 - d) r varies than for a known share d. d falls as L, the sum of all squared
/// r_kl, rises: by d (1 / L - 1 / (p^2 + p + L)) under normality. Per volume t, r_ij moves by
/// x_i x_j - r_ij (x_i^2 + x_j^2) / 2 and L by the sum of 2 r_kl times those.
Eigen::ArrayXXd share_variation(const Eigen::MatrixXd& x, const Eigen::MatrixXd& r, double share) {
  const auto variables = static_cast<double>(r.cols());
  const auto volumes = static_cast<double>(x.rows());
  const double squares = r.squaredNorm() - variables;
  if (!(squares > 0.0) || share <= 0.0 || share >= 1.0) {
    return Eigen::ArrayXXd::Ones(r.rows(), r.cols());
  }
  const double slope =
      share * (1.0 / squares - 1.0 / (variables * variables + variables + squares));
  Eigen::VectorXd moves = (x * r).cwiseProduct(x).rowwise().sum();
  moves = 2.0 * (moves - x.cwiseAbs2() * r.cwiseAbs2().rowwise().sum());
  const Eigen::MatrixXd products = x.transpose() * moves.asDiagonal() * x / volumes;
  const Eigen::VectorXd own = products.diagonal();
  const auto ones = Eigen::RowVectorXd::Ones(r.cols());
  const Eigen::ArrayXXd common = (own * ones + (own * ones).transpose()).array();
  const Eigen::ArrayXXd covariance = products.array() - 0.5 * r.array() * common;
  const Eigen::ArrayXXd step = slope / (1.0 - share) * r.array();
  const Eigen::ArrayXXd variance = (1.0 - r.array().square()).square().max(1e-12);
  return (1.0 +
          (2.0 * step * covariance + step.square() * (moves.squaredNorm() / volumes)) / variance)
      .max(1.0);
}

/// The covariance of standardised series has a diagonal of 1: so has every combination of it with
/// the identity, which is its correlation too.
Estimate shrunk_correlation(const KeptSeries& series,
                            double (*share_of)(const Eigen::MatrixXd&, const Eigen::MatrixXd&)) {
  Estimate estimate = correlation(series.values);
  const double share = share_of(series.values, estimate.values);
  estimate.variation.factors =
      (1.0 - share) * share_variation(series.values, estimate.values, share).sqrt();
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
  Estimate estimate = correlation(ranks * std::sqrt(static_cast<double>(ranks.rows())));
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
