#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

namespace rewire {

// How far correlations of autocorrelated series vary (Bartlett 1935; xDF of Afyouni, Smith &
// Nichols 2019, doi:10.1016/j.neuroimage.2019.05.011), exact where volumes are missing: a lag
// counts the true volumes between two samples, and its sum runs over the pairs of samples that are
// there.

/// The samples of some series at their true times.
struct TimedSeries {
  /// times x series: samples at their places, 0 elsewhere. Runs lie further apart than the longest
  /// lag.
  Eigen::MatrixXd values;
  Eigen::VectorXd present;  ///< times: 1 where there is a sample
  Eigen::VectorXd pairs;    ///< per lag from 0 to the longest: the number of pairs of samples
  Eigen::Index samples = 0;
  Eigen::Index longest_lag() const { return pairs.size() - 1; }
};

/// `samples` (samples x series) at the `times` (ascending volume numbers); a `run` number for each
/// sample keeps runs apart. Series should have mean 0.
TimedSeries at_true_times(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                          std::span<const Eigen::Index> times,
                          std::span<const int> runs,
                          Eigen::Index longest_lag);

/// Mean product of every series with itself per lag: (longest lag + 1) x series; 0 where no pair of
/// samples has that lag.
Eigen::MatrixXd autocovariances(const TimedSeries& series);

/// Per series the last lag that its sums take in: the rule of Politis & White 2004
/// (doi:10.1081/ETC-120028836): up to it correlations stand out, the next five do not exceed
/// 2 sqrt(log10(n) / pairs).
std::vector<Eigen::Index> correlation_lengths(const TimedSeries& series,
                                              const Eigen::Ref<const Eigen::MatrixXd>& covariances);

/// n times the variance of c_ij - s_ij (c_ii + c_jj) / 2 for all pairs of series.
struct ProductVariances {
  Eigen::MatrixXd variances;
  Eigen::MatrixXd independent;  ///< the same if samples were independent of each other
};

/// c are the covariances of the series over the n samples, s the `slopes`; the series are Gaussian
/// and stationary. That is the first-order variance of a correlation r = c_ij of unit-variance
/// series for s = r (the variance of xDF), of a covariance for s = 0. The lags of a pair end with
/// the longer of their two `lengths`.
/// `covariances`: autocovariances(series).
ProductVariances product_variances(const TimedSeries& series,
                                   const Eigen::MatrixXd& covariances,
                                   const Eigen::Ref<const Eigen::MatrixXd>& slopes,
                                   std::span<const Eigen::Index> lengths);

}  // namespace rewire
