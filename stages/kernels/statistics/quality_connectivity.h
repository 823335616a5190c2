#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "stages/kernels/statistics/column_blocks.h"

namespace rewire {

/// How much connectivity goes with head motion over a cohort (QC-FC; Ciric et al. 2017,
/// doi:10.1016/j.neuroimage.2017.03.020): Pearson's r between the sessions' motion and each edge.
struct QualityConnectivity {
  Eigen::VectorXd r;       ///< per edge; NaN where an edge was left out
  Eigen::Index edges = 0;  ///< that were used
  double median_absolute_r = 0.0;
  double share_p_below_05 = 0.0;        ///< of edges, two-sided, sessions - 2 degrees of freedom
  double null_median_absolute_r = 0.0;  ///< mean over permutations of the sessions' motion
  double null_high = 0.0;               ///< 95th percentile of the same
  double p = 0.0;                       ///< of median_absolute_r; the observed labelling counts
  /// Spearman's correlation of r with the distance of an edge's two regions; NaN without distances.
  double distance_dependence = 0.0;
};

struct NullSettings {
  std::int64_t permutations = 1000;
  std::uint64_t seed = 1;
};

/// `connectivity` is sessions x edges, `motion` one number per session, `distance_mm` one per edge
/// or empty. An edge that is not finite or is constant over sessions is left out. NaN throughout
/// with fewer than four sessions, without edges, or when motion is constant. One random stream per
/// permutation.
QualityConnectivity quality_connectivity(const Eigen::Ref<const Eigen::MatrixXd>& connectivity,
                                         const Eigen::Ref<const Eigen::VectorXd>& motion,
                                         const Eigen::Ref<const Eigen::VectorXd>& distance_mm,
                                         const NullSettings& settings);

/// The same of edges that are taken some at a time.
QualityConnectivity quality_connectivity(const ValueBlocks& connectivity,
                                         const Eigen::Ref<const Eigen::VectorXd>& motion,
                                         const Eigen::Ref<const Eigen::VectorXd>& distance_mm,
                                         const NullSettings& settings);

/// Spearman's rank correlation of two series, ties with mean ranks; NaN when one is constant.
double spearman(const Eigen::Ref<const Eigen::VectorXd>& a,
                const Eigen::Ref<const Eigen::VectorXd>& b);

}  // namespace rewire
