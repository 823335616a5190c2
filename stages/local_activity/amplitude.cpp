#include "stages/local_activity/amplitude.h"

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/kernels/spectral/amplitude_spectrum.h"
#include "stages/local_activity/kept_volumes.h"

namespace rewire {
namespace {

constexpr const char* where = "amplitude";

std::string band_text(const AmplitudeParams& params) {
  return format_number(params.band_low_hz) + " to " + format_number(params.band_high_hz) + " Hz";
}

}  // namespace

void fields(FieldVisitor& visitor, AmplitudeParams& params) {
  visitor.number("band_low",
                 params.band_low_hz,
                 Unit::hertz,
                 {1e-6, 10},
                 "Lowest frequency whose amplitude counts as slow.");
  visitor.number("band_high",
                 params.band_high_hz,
                 Unit::hertz,
                 {1e-6, 10},
                 "Highest frequency whose amplitude counts as slow.");
}

std::vector<Problem> check_amplitude(const Denoised& denoised, const AmplitudeParams& params) {
  Requirements requirements(where, "denoise the scan without a band-pass, and choose a band in it");
  const Eigen::Index volumes = denoised.bold.values.cols();
  const double tr = denoised.bold.repetition_time_s;
  requirements.require(denoised.bold.values.rows() > 0, "no voxel in the mask", "at least one");
  requirements.require(denoised.report.kept.size() == static_cast<std::size_t>(volumes),
                       std::to_string(denoised.report.kept.size()) + " kept-volume flags",
                       std::to_string(volumes) + ", one per volume");
  const auto kept = kept_volumes(denoised.report).size();
  requirements.require(kept >= 4, std::to_string(kept) + " volumes kept", "4 or more");
  requirements.require(denoised.report.removed_frequencies_hz.empty(),
                       "a scan that frequencies were filtered from",
                       "the whole spectrum");
  requirements.require(params.band_low_hz < params.band_high_hz,
                       "a band of " + band_text(params),
                       "a low cut-off below the high one");
  if (!(tr > 0.0) || volumes < 2) {
    requirements.require(false, "a run without duration", "volumes and a repetition time");
    return requirements.take();
  }
  const double nyquist_hz = 0.5 / tr;
  requirements.require(params.band_high_hz <= nyquist_hz,
                       "a band of " + band_text(params),
                       "frequencies up to Nyquist's " + format_number(nyquist_hz) + " Hz");
  const auto basis = amplitude_basis(volumes, tr, {0, 1});
  requirements.require(
      frequencies_within(basis, params.band_low_hz, params.band_high_hz).count > 0,
      "no frequency of the run in " + band_text(params),
      "at least one multiple of " + format_number(basis.frequencies_hz.front()) + " Hz");
  return requirements.take();
}

ActivityMaps amplitude(const Denoised& denoised, const AmplitudeParams& params) {
  throw_if_errors(check_amplitude(denoised, params));
  const MaskedBold& bold = denoised.bold;
  const AmplitudeBasis basis =
      amplitude_basis(bold.values.cols(), bold.repetition_time_s, kept_volumes(denoised.report));
  BandAmplitude amplitudes = band_amplitude(
      basis, frequencies_within(basis, params.band_low_hz, params.band_high_hz), bold.values);
  if (!amplitudes.mean.allFinite()) {
    throw InputError({.found = "voxels with values that are not finite",
                      .expected = "finite values inside the mask",
                      .where = where,
                      .remedy = "check the scan and its mask"});
  }
  for (Eigen::Index v = 0; v < amplitudes.mean.size(); ++v) {
    if (std::isnan(amplitudes.share[v])) amplitudes.mean[v] = amplitudes.share[v];
  }
  return {.mask = bold.mask,
          .maps = {{.name = "alff", .values = std::move(amplitudes.mean)},
                   {.name = "falff", .values = std::move(amplitudes.share)}},
          .warnings = {}};
}

}  // namespace rewire
