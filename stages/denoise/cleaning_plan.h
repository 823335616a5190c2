#pragma once

#include <cstdint>
#include <vector>

#include "stages/data/confounds.h"
#include "stages/data/denoised.h"
#include "stages/data/strategy.h"
#include "stages/denoise/denoise_params.h"
#include "stages/kernels/linalg/residual_projector.h"

namespace rewire {

/// What voxels and region series are denoised with.
struct CleaningPlan {
  ResidualProjector projector;
  CleaningReport report;
};

/// Every problem of confounds and parameters for a run of `volumes` volumes.
std::vector<Problem> check_cleaning(Eigen::Index volumes,
                                    double repetition_time_s,
                                    const std::vector<std::uint8_t>& kept_before,
                                    const Confounds& table,
                                    const Strategy& strategy,
                                    const DenoiseParams& params);

/// Builds the design of a run that check_cleaning passed, its basis and the account of its degrees
/// of freedom. Throws NumericalError when too few are left.
CleaningPlan plan_cleaning(Eigen::Index volumes,
                           double repetition_time_s,
                           const std::vector<std::uint8_t>& kept_before,
                           const Confounds& table,
                           const Strategy& strategy,
                           const DenoiseParams& params);

}  // namespace rewire
