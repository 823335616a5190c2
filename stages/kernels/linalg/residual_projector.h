#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// The orthogonal projector onto what a set of regressors leaves of a series, over the kept
/// volumes: y - Q Qᵀ y. It is held as an orthonormal basis of the smaller of the two sides, the
/// span that is removed or the span that remains; both give the same projector.
struct ResidualProjector {
  enum class Side { removed, remaining };
  Eigen::Index volumes = 0;        ///< of the whole run
  std::vector<Eigen::Index> kept;  ///< ascending volume numbers, one per row of `basis`
  Eigen::MatrixXd basis;           ///< kept volumes x dimension of the side
  Side side = Side::removed;
};

/// From an orthonormal basis (kept volumes x rank) of what is to be removed. The constant must be
/// part of its span: series are centred before the products, which costs no accuracy then.
ResidualProjector make_residual_projector(const Eigen::Ref<const Eigen::MatrixXd>& removed,
                                          Eigen::Index volumes,
                                          std::vector<Eigen::Index> kept);

/// Writes the residuals of `series` (voxels x volumes) to `residuals` (same shape); volumes that
/// are not kept become 0. Means are taken in double, products in float, in blocks of voxels.
/// Returns the number of voxels with a value that is not finite in a kept volume (their residuals
/// are NaN).
Eigen::Index project_voxels(const ResidualProjector& projector,
                            const Eigen::Ref<const Eigen::MatrixXf>& series,
                            Eigen::Ref<Eigen::MatrixXf> residuals);

/// The same in double for few series that stand in columns (volumes x series).
Eigen::MatrixXd project_columns(const ResidualProjector& projector,
                                const Eigen::Ref<const Eigen::MatrixXd>& series);

}  // namespace rewire
