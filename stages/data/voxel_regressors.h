#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire {

/// Nuisance series that differ from voxel to voxel (a 4-D image each), for the voxels of a scan.
struct VoxelRegressors {
  std::vector<std::string> names;
  std::vector<Eigen::MatrixXf> values;  ///< per name: voxels x volumes, as MaskedBold::values
};

/// One matrix per name, distinct names, equal shapes, finite values.
std::vector<Problem> validate(const VoxelRegressors& regressors, const std::string& where);

void add_content(Digester& digester, const VoxelRegressors& regressors);

}  // namespace rewire
