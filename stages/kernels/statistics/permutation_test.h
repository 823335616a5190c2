#pragma once

#include <Eigen/Core>

#include "stages/kernels/statistics/column_blocks.h"
#include "stages/kernels/statistics/labellings.h"

namespace rewire {

enum class PermutationStatistic {
  one_sample,  ///< labellings are sign flips
  pooled,      ///< labellings are groups, t with one variance
  /// Labellings are groups; the normal score of Welch's t, given the degrees of freedom that it has
  /// under each labelling (see ShuffledStatistic::variance_z)
  welch
};

struct PermutationResult {
  Eigen::VectorXd p;          ///< per endpoint, two-sided, uncorrected
  Eigen::VectorXd p_fwe;      ///< per endpoint, by the largest |t| over endpoints
  Eigen::VectorXd largest_t;  ///< per labelling: that largest |t|; |z| for Welch's
};

/// Tests every column of `values` (participants x endpoints) with the same labellings; p is the
/// share of labellings, the observed one among them, whose |t| is not below the observed |t|. A
/// relative difference below 1e-9 counts as a tie (a larger one where |t| is beyond thousands and
/// rounding is coarser). NaN values are left out of their endpoint: its t
/// is that of the participants present. Where a labelling leaves t undefined (nobody left in a
/// group, no variance), it counts as 0, which keeps the test exact since t remains a function of
/// data and labelling alone. An endpoint whose observed t is undefined gets NaN and takes no part
/// in the maximum. The same bytes come out for any number of threads.
PermutationResult permutation_test(const Eigen::Ref<const Eigen::MatrixXd>& values,
                                   PermutationStatistic statistic,
                                   const Labellings& labellings);

/// The same of columns that are taken some at a time. Parts that are finished are kept (kept_part).
PermutationResult permutation_test(const ValueBlocks& values,
                                   PermutationStatistic statistic,
                                   const Labellings& labellings);

}  // namespace rewire
