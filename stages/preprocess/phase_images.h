#pragma once

#include <string>
#include <vector>

#include "stages/data/volume.h"

namespace rewire {

/// A phase image in radians. "rad" is taken as it is; "arbitrary", or no unit, as a whole turn over
/// the range that scanners use (4096, 8192 ... steps); an image that fits no such range has its own
/// range stretched over a turn, with a warning in `problems`.
Volume phase_in_radians(Volume phase,
                        const std::string& units,
                        const std::string& where,
                        std::vector<Problem>& problems);

/// What the second phase is ahead of the first, in -pi..pi; both on one grid.
Volume phase_difference(const Volume& first_rad, const Volume& second_rad);

/// A field in Hz: "Hz" as it is, "rad/s", "T" or "Tesla" of protons. InputError for other units.
Volume field_in_hertz(Volume field, const std::string& units, const std::string& where);

}  // namespace rewire
