#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire {

/// Rigid head motion: row t holds trans_x, trans_y, trans_z (mm) and rot_x, rot_y, rot_z (rad) of
/// reference_from_volume, rotation about the reference grid's centre, R = Rz * Ry * Rx, RAS axes.
struct Motion {
  Eigen::MatrixXd parameters;                 ///< volumes x 6
  Eigen::VectorXd framewise_displacement_mm;  ///< one per volume; NaN for the first (undefined)
  Eigen::VectorXd rmsd_mm;                    ///< Jenkinson's, from the volume before; NaN first
  int reference_volume = 0;                   ///< counted after the dummy volumes were removed
};

std::vector<Problem> validate(const Motion& motion, const std::string& where);

void add_content(Digester& digester, const Motion& motion);

}  // namespace rewire
