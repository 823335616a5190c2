#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/anatomy.h"
#include "stages/data/atlas.h"
#include "stages/data/session_images.h"
#include "stages/data/session_volumes.h"

namespace rewire {

struct SessionVolumesParams {};

void fields(FieldVisitor& visitor, SessionVolumesParams& params);

std::vector<Problem> check_session_volumes(const SessionImages& images,
                                           const Midpoint& midpoint,
                                           const Anatomy& anatomy,
                                           const Atlas& atlas,
                                           const SessionVolumesParams& params);

/// Volumes of the atlas' regions in each session: the regions are drawn once, on the midpoint's
/// anatomy, and a diffeomorphism from the midpoint to each session's image says how much each
/// shrank or grew. Every session is treated alike.
SessionVolumes measure_session_volumes(const SessionImages& images,
                                       const Midpoint& midpoint,
                                       const Anatomy& anatomy,
                                       const Atlas& atlas,
                                       const SessionVolumesParams& params);

extern const Stage<SessionVolumes, SessionVolumesParams, SessionImages, Midpoint, Anatomy, Atlas>
    session_volumes_stage;

}  // namespace rewire
