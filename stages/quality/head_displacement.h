#pragma once

#include <Eigen/Core>

#include "stages/data/confounds.h"

namespace rewire {

/// Per volume, the root mean square displacement since the volume before over a sphere of 80 mm
/// (Jenkinson et al. 2002): the column rmsd, else from trans_x ... rot_z (mm, rad, R = Rz Ry Rx).
/// NaN for the first, and throughout when the table has neither.
Eigen::VectorXd relative_rms_mm(const Confounds& confounds);

/// A column of the table; NaN throughout when it has none of that name.
Eigen::VectorXd column_or_nan(const Confounds& confounds, std::string_view name);

}  // namespace rewire
