#pragma once

#include <array>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/confounds.h"
#include "stages/data/denoised.h"
#include "stages/data/strategy.h"
#include "stages/denoise/denoise_params.h"

namespace rewire {

std::vector<Problem> check_denoise(const MaskedBold& bold,
                                   const Confounds& confounds,
                                   const Strategy& strategy,
                                   const DenoiseParams& params);
std::vector<Problem> check_denoise_series(const RegionSeries& series,
                                          const Confounds& confounds,
                                          const Strategy& strategy,
                                          const DenoiseParams& params);

/// Removes drifts, nuisance regressors and the frequencies outside the band from every voxel in one
/// least-squares projection over the kept volumes; what one of them would bring back after another
/// (Lindquist et al. 2019) cannot come back.
///
/// Columns, in this order: the drifts (Legendre polynomials 0 ... detrend_order, or cosines); the
/// confounds; sines and cosines of the run's frequencies outside the band (stop_band_basis), or
/// cosines (cosine_stop_band). A column that is constant
/// or a combination of those before it (to 1e-6 of its length) is dropped and named. Without a
/// detrend_order it is 1 when there is a low cut-off, which takes the slower drifts, and
/// 1 + floor(duration / 150 s) (AFNI's rule) when there is none.
///
/// With a Butterworth filter, which is no projection, the kept volumes are filtered forwards and
/// backwards (gaps filled as gap_interpolation says), every column likewise, and then projected;
/// its degrees of freedom are those that white noise would keep (effective_degrees_of_freedom).
///
/// A motion filter is applied to the motion parameters before anything else (filter_motion).
///
/// A strategy whose white_matter or csf is not in the table (its mask was empty) does without it,
/// with a warning in the report; any other absent column is refused. A column of the global signal
/// is always a warning.
///
/// n/a in the first row of a backward difference (*_derivative1*, framewise_displacement, dvars,
/// std_dvars, rmsd) is read as 0, no change; any other n/a in a used column and a kept volume is
/// refused. Which volumes are censored: censor_volumes(); they are outside the fit and 0 in the
/// result. With SignalScale::percent values are percent of the voxel's (region's) mean over the
/// kept volumes; one whose mean is not above 0 is refused (voxel) or missing (region).
///
/// Throws InputError for what check_denoise reports and for values that are not finite, and
/// NumericalError with the table of degrees of freedom when fewer than the minimum are left.
Denoised denoise(const MaskedBold& bold,
                 const Confounds& confounds,
                 const Strategy& strategy,
                 const DenoiseParams& params);

/// The same projection of region means, in double; equal to the region means of denoise() because
/// averaging and projecting commute. Volumes that `series` does not keep stay out; a column that is
/// NaN stays NaN.
DenoisedSeries denoise_series(const RegionSeries& series,
                              const Confounds& confounds,
                              const Strategy& strategy,
                              const DenoiseParams& params);

inline constexpr std::array<Paper, 9> denoise_papers{{
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
    {"Power JD, Mitra A, Laumann TO, Snyder AZ, Schlaggar BL, Petersen SE",
     2014,
     "Methods to detect, characterize, and remove motion artifact in resting state fMRI",
     "10.1016/j.neuroimage.2013.08.048",
     "censoring by framewise displacement and DVARS"},
    {"Fair DA, Miranda-Dominguez O, Snyder AZ, Perrone A, Earl EA, Van AN, Koller JM, Feczko E, "
     "Tisdall MD, van der Kouwe A, Klein RL, Mirro AE, Hampton JM, Adeyemo B, Laumann TO, Gratton "
     "C, Greene DJ, Schlaggar BL, Hagler DJ, Watts R, Garavan H, Barch DM, Nigg JT, Petersen SE, "
     "Dale AM, Feldstein-Ewing SW, Nagel BJ, Dosenbach NUF",
     2020,
     "Correction of respiratory artifacts in MRI head motion estimates",
     "10.1016/j.neuroimage.2019.116400",
     "notch filter of motion parameters"},
    {"Gratton C, Dworetsky A, Coalson RS, Adeyemo B, Laumann TO, Wig GS, Kong TS, Gratton G, "
     "Fabiani M, Barch DM, Tranel D, Miranda-Dominguez O, Fair DA, Dosenbach NUF, Snyder AZ, "
     "Perlmutter JS, Petersen SE, Campbell MC",
     2020,
     "Removal of high frequency contamination from motion estimates in single-band fMRI saves data "
     "without biasing functional connectivity",
     "10.1016/j.neuroimage.2020.116866",
     "low-pass filter of motion parameters"},
    {"Behzadi Y, Restom K, Liau J, Liu TT",
     2007,
     "A component based noise correction method (CompCor) for BOLD and perfusion based fMRI",
     "10.1016/j.neuroimage.2007.04.042",
     "principal components of noise regions"},
    {"Satterthwaite FE",
     1946,
     "An approximate distribution of estimates of variance components",
     "10.2307/3002019",
     "degrees of freedom behind a Butterworth filter"},
}};

inline constexpr Stage<Denoised, DenoiseParams, MaskedBold, Confounds, Strategy> denoise_stage{
    "denoise",
    1,
    "Remove drifts, nuisance signals and frequencies outside the band in one projection",
    &denoise,
    &check_denoise,
    denoise_papers};

inline constexpr Stage<DenoisedSeries, DenoiseParams, RegionSeries, Confounds, Strategy>
    denoise_series_stage{
        "denoise_series",
        1,
        "Remove drifts, nuisance signals and frequencies outside the band from region series",
        &denoise_series,
        &check_denoise_series,
        denoise_papers};

}  // namespace rewire
