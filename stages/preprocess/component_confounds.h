#pragma once

#include <Eigen/Core>

#include "stages/data/confounds.h"
#include "stages/data/scan_space.h"

namespace rewire {

struct ComponentChoice {
  double variance_share = 0.5;      ///< components are taken until they explain this much
  double variable_share = 0.02;     ///< of the brain's voxels, for t_comp_cor
  std::int64_t erosion_voxels = 1;  ///< taken off the tissue masks
  Eigen::Index first_steady = 0;
};

/// a_comp_cor_XX (white matter and fluid together), c_comp_cor_XX (fluid), w_comp_cor_XX (white
/// matter) and t_comp_cor_XX (the brain's most variable voxels) of `values` (voxels x volumes),
/// after the span of `removed` was taken off each voxel; with an entry in Confounds::components
/// each. The tissue masks lose layers of voxels so that no grey matter is left in them; where that
/// leaves too few voxels the mask is taken as it is, with a warning; an empty one gives no columns.
void add_components(const Eigen::MatrixXf& values,
                    const ScanSpace& space,
                    const Eigen::Ref<const Eigen::MatrixXd>& removed,
                    const ComponentChoice& choice,
                    Confounds& confounds);

}  // namespace rewire
