#pragma once

#include <span>

#include "stages/data/anatomy.h"
#include "stages/data/volume.h"
#include "stages/kernels/registration/boundary.h"

namespace rewire {

/// What the boundary costs (see BoundaryFit) for the scan with left and right exchanged, at its
/// own best alignment: a header that exchanged them makes this the lower of both costs, since no
/// two halves of a cortex are folded alike.
double mirrored_cost(const Volume& mean,
                     const Mask& brain,
                     const Anatomy& anatomy,
                     std::span<const BoundaryPoint> sheet,
                     const Eigen::Matrix4d& t1w_from_bold);

}  // namespace rewire
