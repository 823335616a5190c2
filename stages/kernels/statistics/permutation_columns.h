#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/kernels/statistics/permutation_test.h"

namespace rewire {

/// The testable endpoints in the form in which |t| under a labelling is a matrix product away.
/// Columns are sorted by who is present, so that neighbours share their group sizes.
struct PermutationColumns {
  Eigen::MatrixXd values;   ///< participants x columns: centred (groups), norm 1, absent 0
  Eigen::MatrixXd squares;  ///< of values; only for Welch's t
  std::vector<Eigen::Index> endpoint;  ///< per column, its column in the input
  Eigen::VectorXi pattern;             ///< per column, its column in presence
  Eigen::MatrixXd presence;            ///< participants x patterns: 1 present, 0 absent
  Eigen::VectorXd sizes;               ///< per pattern, participants present
};

/// `observed` is the observed labelling; an endpoint whose t is undefined under it is left out.
PermutationColumns make_permutation_columns(const Eigen::Ref<const Eigen::MatrixXd>& values,
                                            PermutationStatistic statistic,
                                            const Eigen::Ref<const Eigen::VectorXd>& observed);

/// labellings x columns [begin, end): a score that grows with |t| within a pattern, 0 where t is
/// undefined. Pooled and one-sample: the correlation |r| of data and labels, t^2 = df r^2/(1 -
/// r^2); Welch: t^2 itself.
Eigen::MatrixXd permutation_scores(const PermutationColumns& columns,
                                   PermutationStatistic statistic,
                                   const Eigen::Ref<const Eigen::MatrixXd>& labels,
                                   Eigen::Index begin,
                                   Eigen::Index end);

double t_squared_of_score(double score, PermutationStatistic statistic, double size);
double score_of_t_squared(double t_squared, PermutationStatistic statistic, double size);

}  // namespace rewire
