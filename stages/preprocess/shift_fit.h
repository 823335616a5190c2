#pragma once

#include <Eigen/Core>

#include "stages/data/distortion.h"
#include "stages/data/volume.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/preprocess/echo_planar_model.h"

namespace rewire {

/// all: coarse to fine, from anywhere; finest: from close by.
enum class ShiftLevels { all, finest };

/// Fits the shift of `distortion` so that the corrected reference looks like the model of it
/// (fitted to it anew at each step) within the region: Gauss-Newton steps on the local correlation,
/// the shift a cubic B-spline that resists bending.
void fit_shift(Distortion& distortion,
               const Volume& reference,
               const EchoPlanarModel& model,
               const MaskValues& region,
               ShiftLevels which);

/// The scan's place after one rigid step of the same comparison at its finest level, which sees
/// past dropout and what is corrected already.
Eigen::Matrix4d refined_place(const Eigen::Matrix4d& t1w_from_bold,
                              const Distortion& distortion,
                              const Volume& reference,
                              const EchoPlanarModel& model,
                              const MaskValues& region);

/// Takes from the shift what the head's place may as well be: a translation along the axis and the
/// turns that shift lines by their place in the other two. A shimmed field is near 0 in most of the
/// brain, so that a robust plane tells them. The head's place is then found anew without them.
void leave_to_place(Distortion& distortion, const MaskValues& region);

}  // namespace rewire
