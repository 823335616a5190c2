#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/confounds.h"
#include "stages/data/realigned.h"
#include "stages/data/scan_space.h"

namespace rewire {

struct ConfoundsParams {};

void fields(FieldVisitor& visitor, ConfoundsParams& params);

std::vector<Problem> check_confounds(const Realigned& scan,
                                     const ScanSpace& space,
                                     const ConfoundsParams& params);

/// Columns under fMRIPrep's names: global_signal, white_matter and csf (means over the masks; a
/// column is left out when its mask is empty), dvars, std_dvars, framewise_displacement, and
/// trans_x ... rot_z. The means and the motion are each followed by _derivative1, _power2 and
/// _derivative1_power2. NaN in the first row of whatever needs the volume before.
Confounds make_confounds(const Realigned& scan,
                         const ScanSpace& space,
                         const ConfoundsParams& params);

extern const Stage<Confounds, ConfoundsParams, Realigned, ScanSpace> confounds_stage;

}  // namespace rewire
