#pragma once

#include <Eigen/Core>

namespace rewire {

/// The share d of (1 - d) S + d m I, with m the mean of S's diagonal, S the covariance (divided by
/// n) of the columns of `centred` (samples x variables, every mean 0): the quotient of Ledoit &
/// Wolf 2004 (doi:10.1016/S0047-259X(03)00096-4), cut at 1. 0 for one variable.
double ledoit_wolf_share(const Eigen::Ref<const Eigen::MatrixXd>& centred,
                         const Eigen::Ref<const Eigen::MatrixXd>& covariance);

/// The oracle approximating share of the same combination (Chen et al. 2010,
/// doi:10.1109/TSP.2010.2053029) as in its authors' program and in scikit-learn: without the
/// paper's factor 1 - 2 / p. 0 for one variable.
double oracle_approximating_share(const Eigen::Ref<const Eigen::MatrixXd>& covariance,
                                  Eigen::Index samples);

}  // namespace rewire
