#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// What a set of regressors leaves of a series, over the kept volumes: y - Q Qᵀ y, or, with a
/// linear filter B in front, B y - Q Qᵀ B y. Without a filter it is held as an orthonormal basis of
/// the smaller of the two sides, the span that is removed or the span that remains, which give the
/// same projector; with one as the whole map.
struct ResidualProjector {
  enum class Side { removed, remaining, whole };
  Eigen::Index volumes = 0;        ///< of the whole run
  std::vector<Eigen::Index> kept;  ///< ascending volume numbers, one per row of `basis`
  /// kept volumes x dimension of the side; of the whole map: kept x kept, its transpose
  Eigen::MatrixXd basis;
  Side side = Side::removed;
};

/// From an orthonormal basis (kept volumes x rank) of what is to be removed. The constant must be
/// part of its span: series are centred before the products, which costs no accuracy then.
ResidualProjector make_residual_projector(const Eigen::Ref<const Eigen::MatrixXd>& removed,
                                          Eigen::Index volumes,
                                          std::vector<Eigen::Index> kept);

/// The same behind `filter` (kept x kept), which must take constants into the span of `removed`.
ResidualProjector make_filtered_projector(const Eigen::Ref<const Eigen::MatrixXd>& removed,
                                          const Eigen::Ref<const Eigen::MatrixXd>& filter,
                                          Eigen::Index volumes,
                                          std::vector<Eigen::Index> kept);

/// The number of independent values that white noise behaves like after the projector, tr(A)² /
/// tr(A²) with its covariance A = P Pᵀ (Satterthwaite 1946, doi:10.2307/3002019); the dimension
/// that remains when there is no filter.
double effective_degrees_of_freedom(const ResidualProjector& projector);

/// Writes the residuals of `series` (voxels x volumes) to `residuals` (same shape, may be the same
/// matrix); volumes that
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
