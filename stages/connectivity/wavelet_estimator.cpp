#include <cmath>
#include <limits>

#include "stages/connectivity/estimators.h"
#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/kernels/spectral/wavelet_coherence.h"

namespace rewire {

Estimate estimate_wavelet_coherence(const KeptSeries& series, const EstimatorParams& params) {
  if (series.values.cols() == 0) return {};
  const double nyquist_hz = 0.5 / series.repetition_time_s;
  const auto refuse = [&](const std::string& found, const std::string& expected) {
    throw InputError({.found = found,
                      .expected = expected,
                      .where = "wavelet coherence",
                      .remedy = "choose another band"});
  };
  if (params.high_hz > nyquist_hz || !(params.low_hz > 0.0)) {
    refuse("a band from " + format_number(params.low_hz) + " to " + format_number(params.high_hz) +
               " Hz",
           "frequencies above 0 and up to " + format_number(nyquist_hz) + " Hz");
  }
  const Eigen::VectorXd scales = morlet_scales(params.low_hz * series.repetition_time_s,
                                               params.high_hz * series.repetition_time_s);
  // Wavelets of one run do not reach the next.
  const auto apart = static_cast<Eigen::Index>(std::ceil(12.0 * scales.maxCoeff()));
  std::vector<Eigen::Index> times = series.times;
  for (std::size_t t = 0; t < times.size(); ++t) {
    times[t] += apart * (series.runs[t] - series.runs.front());
  }
  Estimate estimate;
  estimate.values = wavelet_coherence(series.values, times, scales);
  if (estimate.values.array().isNaN().any()) {
    refuse("kept volumes that no wavelet of " + format_number(params.low_hz) + " Hz fits on",
           "runs longer than about " + format_fixed(1.0 / params.low_hz, 0) + " s");
  }
  // Resampled blocks are shorter than the wavelets, so that nothing tells the error.
  estimate.standard_errors = Eigen::MatrixXd::Constant(
      estimate.values.rows(), estimate.values.cols(), std::numeric_limits<double>::quiet_NaN());
  estimate.degrees_of_freedom = std::numeric_limits<double>::quiet_NaN();
  estimate.fit = {{"scales", static_cast<double>(scales.size())}};
  return estimate;
}

}  // namespace rewire
