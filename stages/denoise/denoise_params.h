#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stages/core/fields.h"

namespace rewire {

/// How frequencies outside the band are removed. Projection and cosine: as regressors, sines and
/// cosines or DCT-II cosines. Butterworth: forwards and backwards, regressors alike.
enum class FilterKind { projection, cosine, butterworth };

/// Which slow drifts are removed: polynomials, or cosines up to a period.
enum class DetrendKind { polynomial, cosine };

/// What a Butterworth filter takes a series to be beyond its ends.
enum class FilterEdges { odd, even, constant };

/// What is taken out of the motion parameters before displacement and regressors are made.
enum class MotionFilter { none, lowpass, notch };

/// What cleaned values are: as the scan's, or percent of the mean over the kept volumes.
enum class SignalScale { none, percent };

struct DenoiseParams {
  std::string strategy = "24P+WM+CSF";  ///< which Strategy the caller passes to the stage
  std::vector<std::string> columns;     ///< further confounds: names or regular expressions
  DetrendKind detrend = DetrendKind::polynomial;
  std::optional<std::int64_t> detrend_order;  ///< absent: see denoise()
  double detrend_period_s = 128.0;
  FilterKind filter = FilterKind::projection;
  std::optional<double> low_cut_hz = 0.01;
  std::optional<double> high_cut_hz = 0.1;
  std::int64_t filter_order = 2;
  FilterEdges filter_edges = FilterEdges::odd;
  std::optional<std::int64_t> filter_extension_volumes;  ///< absent: SciPy's
  MotionFilter motion_filter = MotionFilter::none;
  double respiration_low_hz = 0.2;
  double respiration_high_hz = 0.3;
  std::optional<double> framewise_displacement_limit_mm;  ///< absent: the strategy's
  std::optional<double> standardised_dvars_limit;         ///< absent: the strategy's
  std::int64_t censor_before = 0;
  std::int64_t censor_after = 0;
  std::optional<std::int64_t> minimum_segment_volumes;  ///< absent: the strategy's, else 1
  double minimum_kept_s = 0.0;
  std::int64_t minimum_degrees_of_freedom = 15;
  SignalScale scale = SignalScale::none;
};

void fields(FieldVisitor& visitor, DenoiseParams& params);

}  // namespace rewire
