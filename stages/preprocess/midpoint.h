#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/session_images.h"

namespace rewire {

struct MidpointParams {};

void fields(FieldVisitor& visitor, MidpointParams& params);

std::vector<Problem> check_midpoint(const SessionImages& images, const MidpointParams& params);

/// Brings one person's T1w images of several sessions to the space halfway between them and
/// averages them there, so that each is moved and interpolated alike and none is favoured (Reuter
/// et al. 2012). Rigid, by mutual information; each image's brightness is brought to the same mean.
/// Throws NumericalError when two images do not overlap.
Midpoint find_midpoint(const SessionImages& images, const MidpointParams& params);

extern const Stage<Midpoint, MidpointParams, SessionImages> midpoint_stage;

}  // namespace rewire
