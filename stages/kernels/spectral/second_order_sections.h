#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "stages/kernels/spectral/stop_band_basis.h"

namespace rewire {

/// One biquadratic section of a digital filter:
/// H(z) = (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²).
struct Section {
  double b0 = 1.0, b1 = 0.0, b2 = 0.0;
  double a1 = 0.0, a2 = 0.0;
};

/// A Butterworth filter of `order` that passes `band` (a low-pass without low_hz, a high-pass
/// without high_hz; a band-pass has twice the order), by the bilinear transform of the analogue
/// prototype with pre-warped edges (Oppenheim & Schafer, Discrete-Time Signal Processing, chapter
/// 7), as SciPy's butter. Half power at the edges. Needs order >= 1, edges above 0 and below the
/// Nyquist frequency, and at least one edge.
std::vector<Section> butterworth(int order, const PassBand& band, double sampling_hz);

/// A second-order notch at `centre_hz` that is `width_hz` wide at half power (Orfanidis,
/// Introduction to Signal Processing, chapter 11), as SciPy's iirnotch.
std::vector<Section> notch(double centre_hz, double width_hz, double sampling_hz);

/// What a zero-phase filter takes the series to be beyond its ends: mirrored in the end point (odd)
/// or in time (even), or constant.
enum class EdgeExtension { odd, even, constant };

/// The number of values by which SciPy's sosfiltfilt extends a series: three times the length of
/// the filter.
Eigen::Index default_extension(const std::vector<Section>& sections);

/// Every column of `series` filtered forwards and then backwards, from the steady state of its
/// first value in each direction (Gustafsson 1996 names the problem, doi:10.1109/78.492552; the
/// initial state is SciPy's sosfilt_zi), after extension by `extension` values on either side.
/// Needs extension < rows. A steady state of every section must exist (no pole at 1).
Eigen::MatrixXd filter_zero_phase(const std::vector<Section>& sections,
                                  const Eigen::Ref<const Eigen::MatrixXd>& series,
                                  EdgeExtension edges,
                                  Eigen::Index extension);

}  // namespace rewire
