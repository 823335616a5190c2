#pragma once

#include <Eigen/Core>

#include "stages/data/confounds.h"
#include "stages/data/scan_space.h"

namespace rewire {

struct ComponentChoice {
  double variance_share = 0.5;      ///< components are retained until they explain this much
  std::int64_t least = 0;           ///< are columns, retained or not
  double variable_share = 0.02;     ///< of the brain's voxels, for t_comp_cor
  double most_grey = 0.05;          ///< share of grey matter that a tissue voxel may have
  std::int64_t erosion_voxels = 1;  ///< taken off the tissue masks
  Eigen::Index first_steady = 0;
};

/// a_comp_cor_XX (white matter and fluid together), c_comp_cor_XX (fluid), w_comp_cor_XX (white
/// matter) and t_comp_cor_XX (the brain's most variable voxels) of `values` (voxels x volumes),
/// after the span of `removed` was taken off each voxel; with an entry in Confounds::components
/// each. The tissue masks lose voxels with grey matter (where its share is known), then layers of
/// voxels; of these two steps, what would leave too few voxels is not taken, with a warning; an
/// empty mask gives no columns.
void add_components(const Eigen::MatrixXf& values,
                    const ScanSpace& space,
                    const Eigen::Ref<const Eigen::MatrixXd>& removed,
                    const ComponentChoice& choice,
                    Confounds& confounds);

}  // namespace rewire
