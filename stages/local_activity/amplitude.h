#pragma once

#include <array>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/denoised.h"
#include "stages/data/local_activity.h"

namespace rewire {

struct AmplitudeParams {
  double band_low_hz = 0.01;
  double band_high_hz = 0.1;
};

void fields(FieldVisitor& visitor, AmplitudeParams& params);

/// `denoised` must hold the whole spectrum: no filter.
std::vector<Problem> check_amplitude(const Denoised& denoised, const AmplitudeParams& params);

/// Two maps of every voxel, from a scan without drifts and nuisance signals and before any
/// band-pass, which would leave fALFF without its denominator:
/// - alff: the mean amplitude over the frequencies of the run from band_low to band_high, both
/// included,
///   in the scan's unit; a sine wave of amplitude A among N such frequencies gives A / N;
/// - falff: the sum of those amplitudes over that of all frequencies above 0 up to Nyquist's.
///
/// Amplitudes are those of the least-squares (Lomb–Scargle) periodogram over the kept volumes at
/// the frequencies of the whole run (amplitude_basis), so that censored volumes play no part and
/// are not interpolated; with all volumes kept this is the Fourier amplitude, 2 |X| / n. A voxel
/// that is constant is NaN in both maps. Throws InputError for what check_amplitude finds and for
/// values that are not finite.
ActivityMaps amplitude(const Denoised& denoised, const AmplitudeParams& params);

inline constexpr std::array<Paper, 4> amplitude_papers{{
    {"Zang YF, He Y, Zhu CZ, Cao QJ, Sui MQ, Liang M, Tian LX, Jiang TZ, Wang YF",
     2007,
     "Altered baseline brain activity in children with ADHD revealed by resting-state functional "
     "MRI",
     "10.1016/j.braindev.2006.07.002",
     "amplitude of low-frequency fluctuation"},
    {"Zou QH, Zhu CZ, Yang Y, Zuo XN, Long XY, Cao QJ, Wang YF, Zang YF",
     2008,
     "An improved approach to detection of amplitude of low-frequency fluctuation (ALFF) for "
     "resting-state fMRI: fractional ALFF",
     "10.1016/j.jneumeth.2008.04.012",
     "share of the amplitude over the whole frequency range"},
    {"Lomb NR",
     1976,
     "Least-squares frequency analysis of unequally spaced data",
     "10.1007/BF00648343",
     "least-squares periodogram"},
    {"Scargle JD",
     1982,
     "Studies in astronomical time series analysis. II. Statistical aspects of spectral analysis "
     "of "
     "unevenly spaced data",
     "10.1086/160554",
     "modified periodogram"},
}};

inline constexpr Stage<ActivityMaps, AmplitudeParams, Denoised> amplitude_stage{
    "amplitude",
    1,
    "Measure the amplitude of slow fluctuations of every voxel (ALFF, fALFF)",
    &amplitude,
    &check_amplitude,
    amplitude_papers};

}  // namespace rewire
