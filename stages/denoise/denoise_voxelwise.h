#pragma once

#include "stages/data/voxel_regressors.h"
#include "stages/denoise/denoise.h"

namespace rewire {

/// denoise() with further regressors that are each voxel's own (a tissue signal of its
/// neighbourhood, a RETROICOR image): the least-squares residual of the joint design in every
/// voxel, because what is left of a voxel's regressors after the common projection is taken out
/// of what is left of its series (Frisch & Waugh 1933, Lovell 1963). A regressor of which the
/// common part leaves less than 1e-4 of its length is left out in that voxel, with a warning that
/// counts them. Every one is charged as a degree of freedom.
Denoised denoise_voxelwise(const MaskedBold& bold,
                           const Confounds& confounds,
                           const Strategy& strategy,
                           const VoxelRegressors& regressors,
                           const DenoiseParams& params);
std::vector<Problem> check_denoise_voxelwise(const MaskedBold& bold,
                                             const Confounds& confounds,
                                             const Strategy& strategy,
                                             const VoxelRegressors& regressors,
                                             const DenoiseParams& params);

inline constexpr Stage<Denoised, DenoiseParams, MaskedBold, Confounds, Strategy, VoxelRegressors>
    denoise_voxelwise_stage{"denoise_voxelwise",
                            1,
                            "Denoise with regressors that differ from voxel to voxel",
                            &denoise_voxelwise,
                            &check_denoise_voxelwise,
                            denoise_papers};

}  // namespace rewire
