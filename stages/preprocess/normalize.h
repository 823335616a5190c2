#pragma once

#include <Eigen/Core>

#include "stages/data/brain_template.h"
#include "stages/data/volume.h"
#include "stages/data/warp.h"
#include "stages/kernels/registration/diffeomorphic.h"

namespace rewire {

/// Takes each point of the T1w's world to the template's: the affine part, from mutual information
/// around the template's brain (rigid, then affine) at 2 mm.
Eigen::Matrix4d affine_to_template(const Volume& t1w, const BrainTemplate& brain_template);

/// What the affine leaves, by local correlation with the template's head, or its brain when it has
/// no head, coarse to fine.
Warp warp_to_template(const Volume& t1w,
                      const BrainTemplate& brain_template,
                      const Eigen::Matrix4d& template_from_t1w,
                      const DiffeomorphicSettings& settings);

/// How a T1w on this grid is warped: coarse to fine down to 1 mm or its voxels.
DiffeomorphicSettings diffeomorphic_settings(const Grid& t1w);

/// Share of the template's brain that lies within the T1w's field of view.
double template_coverage(const Grid& t1w,
                         const BrainTemplate& brain_template,
                         const Eigen::Matrix4d& template_from_t1w);

/// Pearson correlation of T1w and template around the template's brain (inside it when the template
/// has no head), at 2 mm, through affine and warp.
double template_correlation(const Volume& t1w,
                            const BrainTemplate& brain_template,
                            const Eigen::Matrix4d& template_from_t1w,
                            const Warp& warp);

}  // namespace rewire
