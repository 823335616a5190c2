#pragma once

#include "stages/denoise/denoise.h"

namespace rewire {

/// denoise() with every frequency left in: drifts and nuisance signals are removed, volumes are
/// censored as ever, nothing is filtered whatever the cut-offs say. With detrend_order auto the
/// polynomials follow the run's length. For measures of the whole spectrum.
Denoised denoise_unfiltered(const MaskedBold& bold,
                            const Confounds& confounds,
                            const Strategy& strategy,
                            const DenoiseParams& params);
std::vector<Problem> check_denoise_unfiltered(const MaskedBold& bold,
                                              const Confounds& confounds,
                                              const Strategy& strategy,
                                              const DenoiseParams& params);

inline constexpr Stage<Denoised, DenoiseParams, MaskedBold, Confounds, Strategy>
    denoise_unfiltered_stage{"denoise_unfiltered",
                             1,
                             "Remove drifts and nuisance signals, and leave the spectrum whole",
                             &denoise_unfiltered,
                             &check_denoise_unfiltered,
                             denoise_papers};

}  // namespace rewire
