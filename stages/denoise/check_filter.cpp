#include <cmath>

#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/denoise/temporal_filter.h"

namespace rewire {
namespace {

std::string hertz(double value) { return format_number(value) + " Hz"; }

void check_band(Requirements& requirements,
                double nyquist_hz,
                double lowest_hz,
                const DenoiseParams& params) {
  const double low_hz = params.low_cut_hz.value_or(0.0);
  const double high_hz = params.high_cut_hz.value_or(nyquist_hz);
  requirements.require(
      low_hz < nyquist_hz,
      "low_cut " + hertz(low_hz),
      "below the Nyquist frequency " + hertz(nyquist_hz),
      "lower low_cut, or check the repetition time of " + format_number(0.5 / nyquist_hz) + " s");
  requirements.require(high_hz <= nyquist_hz * (1.0 + 1e-9),
                       "high_cut " + hertz(high_hz),
                       "at most the Nyquist frequency " + hertz(nyquist_hz),
                       "give high_cut = none to keep all fast frequencies, or lower it");
  requirements.require(high_hz >= lowest_hz * (1.0 - 1e-9),
                       "high_cut " + hertz(high_hz),
                       "at least the run's lowest frequency " + hertz(lowest_hz),
                       "raise high_cut, or leave the short run out");
  requirements.prefer(!params.low_cut_hz || low_hz > lowest_hz,
                      "low_cut " + hertz(low_hz) + " that takes nothing away",
                      "a cut-off above the run's lowest frequency " + hertz(lowest_hz),
                      "give low_cut = none for so short a run, so that trends are removed by "
                      "polynomials");
}

void check_butterworth(Requirements& requirements,
                       Eigen::Index volumes,
                       double nyquist_hz,
                       const DenoiseParams& params) {
  if (params.filter != FilterKind::butterworth) return;
  requirements.require(
      !params.high_cut_hz || *params.high_cut_hz < nyquist_hz * (1.0 - 1e-9),
      "high_cut " + hertz(params.high_cut_hz.value_or(0.0)),
      "below the Nyquist frequency " + hertz(nyquist_hz) + " for a Butterworth filter",
      "lower high_cut, or give none");
  const std::int64_t extension = params.filter_extension_volumes.value_or(0);
  requirements.require(extension < volumes,
                       "filter_extension " + std::to_string(extension),
                       "less than the run's " + std::to_string(volumes) + " volumes",
                       "lower filter_extension, or give auto");
}

}  // namespace

std::vector<Problem> check_temporal_filter(Eigen::Index volumes,
                                           double repetition_time_s,
                                           const DenoiseParams& params) {
  Requirements requirements("denoise", "give a longer run");
  const bool time_known = std::isfinite(repetition_time_s) && repetition_time_s > 0.0;
  requirements.require(volumes >= 2, std::to_string(volumes) + " volumes", "two or more");
  requirements.require(time_known,
                       "a repetition time of " + format_number(repetition_time_s) + " s",
                       "more than 0",
                       "give RepetitionTime in the scan's JSON sidecar");
  if (!time_known || volumes < 2) return requirements.take();
  const double nyquist_hz = 0.5 / repetition_time_s;
  const double lowest_hz = 1.0 / (static_cast<double>(volumes) * repetition_time_s);
  check_band(requirements, nyquist_hz, lowest_hz, params);
  check_butterworth(requirements, volumes, nyquist_hz, params);
  return requirements.take();
}

}  // namespace rewire
