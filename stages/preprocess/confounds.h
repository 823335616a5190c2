#pragma once

#include <cstdint>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/confounds.h"
#include "stages/data/realigned.h"
#include "stages/data/scan_space.h"

namespace rewire {

struct ConfoundsParams {
  double longest_period_s = 128.0;
  double component_variance = 0.5;
  std::int64_t least_components = 5;
  double variable_share = 0.02;
  double most_grey = 0.05;
  std::int64_t erosion_voxels = 1;
  double displacement_outlier_mm = 0.5;
  double std_dvars_outlier = 1.5;
};

void fields(FieldVisitor& visitor, ConfoundsParams& params);

std::vector<Problem> check_confounds(const Realigned& scan,
                                     const ScanSpace& space,
                                     const ConfoundsParams& params);

/// Columns under fMRIPrep's names: global_signal, csf, white_matter and csf_wm (means over the
/// masks; a column is left out when its mask is empty), dvars, std_dvars, framewise_displacement,
/// rmsd, trans_x ... rot_z, a_comp_cor_XX, c_comp_cor_XX, w_comp_cor_XX, t_comp_cor_XX (after the
/// cosines are removed; those beyond the share of variance are marked as not retained), cosineXX
/// (slower than the longest period), non_steady_state_outlierXX and motion_outlierXX (one per
/// volume whose displacement or standardised DVARS is above its limit). The means and the motion
/// are each followed by _derivative1, _power2 and _derivative1_power2. NaN in the first row of
/// whatever needs the volume before.
Confounds make_confounds(const Realigned& scan,
                         const ScanSpace& space,
                         const ConfoundsParams& params);

extern const Stage<Confounds, ConfoundsParams, Realigned, ScanSpace> confounds_stage;

}  // namespace rewire
