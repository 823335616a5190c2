#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/confounds.h"
#include "stages/data/denoised.h"

namespace rewire {

/// Named sets of confound columns, by fMRIPrep's names. 6P: three translations and rotations. 24P:
/// those, their backward differences, and the squares of both. WM+CSF: white_matter and csf. 36P:
/// the six, white_matter, csf and global_signal, the differences of the nine, and all squares.
enum class NuisanceModel { none, motion_6, motion_24, motion_24_tissue, all_36 };

struct DenoiseParams {
  NuisanceModel nuisance = NuisanceModel::motion_24_tissue;
  std::vector<std::string> columns;           ///< further confounds: names or regular expressions
  std::optional<std::int64_t> detrend_order;  ///< absent: see denoise()
  std::optional<double> low_cut_hz = 0.01;
  std::optional<double> high_cut_hz = 0.1;
  std::optional<double> framewise_displacement_limit_mm;
  std::int64_t minimum_degrees_of_freedom = 15;
};

void fields(FieldVisitor& visitor, DenoiseParams& params);

std::vector<Problem> check_denoise(const MaskedBold& bold,
                                   const Confounds& confounds,
                                   const DenoiseParams& params);
std::vector<Problem> check_denoise_series(const RegionSeries& series,
                                          const Confounds& confounds,
                                          const DenoiseParams& params);

/// Removes drifts, nuisance regressors and the frequencies outside the band from every voxel in one
/// least-squares projection over the kept volumes; what one of them would bring back after another
/// (Lindquist et al. 2019) cannot come back.
///
/// Columns, in this order: Legendre polynomials 0 ... detrend_order; the confounds; sines and
/// cosines of the run's frequencies outside the band (stop_band_basis). A column that is constant
/// or a combination of those before it (to 1e-6 of its length) is dropped and named. Without a
/// detrend_order it is 1 when there is a low cut-off, which takes the slower drifts, and
/// 1 + floor(duration / 150 s) (AFNI's rule) when there is none.
///
/// A nuisance set whose white_matter or csf is not in the table (its mask was empty) does without
/// it, with a warning in the report; any other absent column is refused.
///
/// n/a in the first row of a backward difference (*_derivative1*, framewise_displacement, dvars,
/// std_dvars, rmsd) is read as 0, no change; any other n/a in a used column and a kept volume is
/// refused. A volume is censored when its framewise displacement exceeds the limit; censored
/// volumes are outside the fit and 0 in the result.
///
/// Throws InputError for what check_denoise reports and for values that are not finite, and
/// NumericalError with the table of degrees of freedom when fewer than the minimum are left.
Denoised denoise(const MaskedBold& bold, const Confounds& confounds, const DenoiseParams& params);

/// The same projection of region means, in double; equal to the region means of denoise() because
/// averaging and projecting commute. Volumes that `series` does not keep stay out; a column that is
/// NaN stays NaN.
DenoisedSeries denoise_series(const RegionSeries& series,
                              const Confounds& confounds,
                              const DenoiseParams& params);

inline constexpr std::array<Paper, 4> denoise_papers{{
    {"Lindquist MA, Geuter S, Wager TD, Caffo BS",
     2019,
     "Modular preprocessing pipelines can reintroduce artifacts into fMRI data",
     "10.1002/hbm.24528",
     "one projection instead of a sequence"},
    {"Hallquist MN, Hwang K, Luna B",
     2013,
     "The nuisance of nuisance regression: spectral misspecification in a common approach to "
     "resting-state fMRI preprocessing reintroduces noise and obscures functional connectivity",
     "10.1016/j.neuroimage.2013.05.116",
     "filter and nuisance regression together"},
    {"Friston KJ, Williams S, Howard R, Frackowiak RSJ, Turner R",
     1996,
     "Movement-related effects in fMRI time-series",
     "10.1002/mrm.1910350312",
     "24 motion terms"},
    {"Satterthwaite TD, Elliott MA, Gerraty RT, Ruparel K, Loughead J, Calkins ME, Eickhoff SB, "
     "Hakonarson H, Gur RC, Gur RE, Wolf DH",
     2013,
     "An improved framework for confound regression and filtering for control of motion artifact "
     "in the preprocessing of resting-state functional connectivity data",
     "10.1016/j.neuroimage.2012.08.052",
     "36 parameters"},
}};

inline constexpr Stage<Denoised, DenoiseParams, MaskedBold, Confounds> denoise_stage{
    "denoise",
    1,
    "Remove drifts, nuisance signals and frequencies outside the band in one projection",
    &denoise,
    &check_denoise,
    denoise_papers};

inline constexpr Stage<DenoisedSeries, DenoiseParams, RegionSeries, Confounds> denoise_series_stage{
    "denoise_series",
    1,
    "Remove drifts, nuisance signals and frequencies outside the band from region series",
    &denoise_series,
    &check_denoise_series,
    denoise_papers};

}  // namespace rewire
