#include <algorithm>
#include <cmath>
#include <numbers>

#include "stages/connectivity/estimators.h"
#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/kernels/spectral/multitaper.h"
#include "stages/kernels/statistics/lagged_correlation.h"

namespace rewire {
namespace {

using Eigen::Index;

/// The tapers and frequencies of a band, and how many independent estimates they are.
struct Band {
  Eigen::MatrixXd tapers;
  Eigen::VectorXd frequencies;  ///< cycles per volume
  double independent = 1.0;     ///< as many frequencies apart from each other average as well
  double of_noise = 1.0;        ///< likewise for the squares of spectra without coherence
};

/// Runs lie far apart, as if nothing had been measured in between; their phases differ, but the two
/// series of an edge share them.
Band band_of(const KeptSeries& series, const EstimatorParams& params) {
  const double nyquist_hz = 0.5 / series.repetition_time_s;
  const auto span = static_cast<double>(series.times.back() - series.times.front() + 1);
  const double duration_s = span * series.repetition_time_s;
  const auto count =
      static_cast<Index>(std::floor(2.0 * params.bandwidth_hz * duration_s *
                                    static_cast<double>(series.times.size()) / span)) -
      1;
  if (params.high_hz > nyquist_hz || count < 2) {
    throw InputError({.found = "a band up to " + format_number(params.high_hz) +
                               " Hz with tapers of +-" + format_number(params.bandwidth_hz) +
                               " Hz in " + format_fixed(duration_s, 0) + " s",
                      .expected = "at most " + format_number(nyquist_hz) +
                                  " Hz, and a bandwidth that leaves two tapers or more",
                      .where = "coherence",
                      .remedy = "choose another band or bandwidth"});
  }
  Band band;
  band.tapers = slepian_tapers(
      series.times, params.bandwidth_hz * series.repetition_time_s, std::min<Index>(count, 50));
  const auto first = static_cast<Index>(std::ceil(params.low_hz * duration_s - 1e-9));
  const auto last = static_cast<Index>(std::floor(params.high_hz * duration_s + 1e-9));
  band.frequencies.resize(std::max<Index>(last - first + 1, 0));
  for (Index f = 0; f < band.frequencies.size(); ++f) {
    band.frequencies[f] = static_cast<double>(first + f) / span;
  }
  if (band.frequencies.size() == 0) {
    throw InputError({.found = "no frequency between " + format_number(params.low_hz) + " and " +
                               format_number(params.high_hz) + " Hz in " +
                               format_fixed(duration_s, 0) + " s",
                      .expected = "a band that is wider than 1 / duration",
                      .where = "coherence",
                      .remedy = "choose a wider band"});
  }
  const Index number = band.frequencies.size();
  const Eigen::VectorXd overlap = spectral_overlap(series.times, band.tapers, 1.0 / span, number);
  double sum = 0.0;
  double squares = 0.0;
  for (Index d = 0; d < number; ++d) {
    const double pairs = (d == 0 ? 1.0 : 2.0) * static_cast<double>(number - d);
    sum += pairs * overlap[d];
    squares += pairs * overlap[d] * overlap[d];
  }
  band.independent = static_cast<double>(number * number) / sum;
  band.of_noise = static_cast<double>(number * number) / squares;
  return band;
}

/// Without what the mean of that many noisy estimates adds.
double unbiased(double coherence, double tapers) {
  return std::max((coherence * tapers - 1.0) / (tapers - 1.0), 0.0);
}

}  // namespace

Estimate estimate_coherence(const KeptSeries& series, const EstimatorParams& params) {
  if (series.values.cols() == 0) return {};
  const Band band = band_of(series, params);
  const auto tapers = static_cast<double>(band.tapers.cols());
  const double estimates = band.independent * series.regression_share;
  Estimate estimate;
  estimate.values =
      band_coherence(series.values, series.times, band.tapers, band.frequencies).coherence;
  const double estimates_of_noise = band.of_noise * series.regression_share;
  // Of one frequency: 2 C (1 - C)^2 / (K + 1) with K tapers, and the variance of Beta(1, K - 1)
  // where there is no coherence. What noise adds to C there makes it up to a quarter too large.
  const double noise = (tapers - 1.0) / (tapers * tapers * (tapers + 1.0));
  estimate.standard_errors = estimate.values.unaryExpr([&](double value) {
    const double c = unbiased(value, tapers);
    const double rest = (1.0 - c) * (1.0 - c);
    return std::sqrt(2.0 * c * rest / (tapers + 1.0) / estimates +
                     noise * rest / estimates_of_noise);
  });
  estimate.degrees_of_freedom = 2.0 * tapers * estimates - 2.0;
  estimate.fit = {{"tapers", tapers}};
  return estimate;
}

Estimate estimate_phase(const KeptSeries& series, const EstimatorParams& params) {
  if (series.values.cols() == 0) return {};
  const Band band = band_of(series, params);
  const auto tapers = static_cast<double>(band.tapers.cols());
  const double estimates = band.independent * series.regression_share;
  const BandCoherence found =
      band_coherence(series.values, series.times, band.tapers, band.frequencies);
  Estimate estimate;
  estimate.values = found.phase_rad;
  // A phase that is anywhere in the circle has a standard deviation of pi / sqrt(3).
  estimate.standard_errors = found.coherence.unaryExpr([&](double value) {
    const double c = unbiased(value, tapers);
    const double most = std::numbers::pi / std::sqrt(3.0);
    if (!(c > 0.0)) return most;
    return std::min(std::sqrt((1.0 / c - 1.0) / (2.0 * tapers * estimates)), most);
  });
  estimate.degrees_of_freedom = 2.0 * tapers * estimates - 2.0;
  estimate.fit = {{"tapers", tapers}};
  return estimate;
}

namespace {

/// Of few pairs chance alone makes the largest correlation of all lags.
constexpr double least_pairs = 10.0;
constexpr double least_share_of_pairs = 0.25;

PeakCorrelation peaks(const KeptSeries& series, const EstimatorParams& params) {
  const auto lags = std::max<Index>(
      1, static_cast<Index>(std::lround(params.longest_lag_s / series.repetition_time_s)));
  const TimedSeries placed = at_true_times(series.values, series.times, series.runs, lags);
  const double fewest = placed.pairs.minCoeff();
  const double least =
      std::max(least_pairs, least_share_of_pairs * static_cast<double>(placed.samples));
  if (fewest < least || placed.longest_lag() < lags) {
    throw InputError({.found = "lags up to " + format_number(params.longest_lag_s) + " s over " +
                               std::to_string(placed.samples) + " kept volumes",
                      .expected = "10 pairs or more, and a quarter as many as volumes, at each",
                      .where = "lagged correlation",
                      .remedy = "choose a shorter longest_lag, or leave the session out"});
  }
  return peak_correlations(placed);
}

}  // namespace

Estimate estimate_lagged(const KeptSeries& series, const EstimatorParams& params) {
  if (series.values.cols() == 0) return {};
  Estimate estimate;
  estimate.values = peaks(series, params).r;
  return estimate;
}

Estimate estimate_lag(const KeptSeries& series, const EstimatorParams& params) {
  if (series.values.cols() == 0) return {};
  Estimate estimate;
  estimate.values = peaks(series, params).lag * series.repetition_time_s;
  return estimate;
}

}  // namespace rewire
