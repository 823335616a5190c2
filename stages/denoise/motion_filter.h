#pragma once

#include <vector>

#include "stages/data/confounds.h"
#include "stages/denoise/denoise_params.h"

namespace rewire {

/// The confounds with the respiration taken out of trans_* and rot_*, and with what is made from
/// them made again: _derivative1, _power2, _derivative1_power2 (where the table has them) and
/// framewise_displacement (Power 2012, rotations on a sphere of 50 mm, n/a in the first volume).
/// The low-pass is a Butterworth filter of order 2, the notch a second-order one between the two
/// frequencies; both run forwards and backwards over a run extended by its end values (Fair et al.
/// 2020, Gratton et al. 2020; as XCP-D). With MotionFilter::none the table as it is.
Confounds filter_motion(const Confounds& confounds,
                        double repetition_time_s,
                        const DenoiseParams& params);

/// The six parameters are there and finite, and the frequencies suit the repetition time.
std::vector<Problem> check_motion_filter(const Confounds& confounds,
                                         double repetition_time_s,
                                         const DenoiseParams& params);

}  // namespace rewire
