#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// What a site does to each column of data: `location` standard deviations and a factor.
struct SiteEffects {
  Eigen::MatrixXd location;  ///< sites x columns, in standard deviations, empirical Bayes
  Eigen::MatrixXd variance;  ///< sites x columns, factors of the variance, empirical Bayes
};

struct Harmonised {
  Eigen::MatrixXd values;  ///< rows x columns; NaN stays NaN
  SiteEffects effects;
};

/// ComBat (Johnson, Li & Rabinovic 2007, doi:10.1093/biostatistics/kxj037; Fortin et al. 2018,
/// doi:10.1016/j.neuroimage.2017.11.024) with parametric priors: takes away each site's location
/// and scale, keeps what `kept` (rows x regressors without the intercept: arm, time, arm x time,
/// age ...) explains. `sites` (per row) count from 0. Means and variances are of the rows without a
/// NaN. A
/// column that does not vary, or has fewer rows than the model regressors, stays as it is.
/// InputError when a site has fewer than two rows, or when sites and kept regressors cannot be told
/// apart. With one or two
/// columns nothing is shrunk.
Harmonised combat(const Eigen::Ref<const Eigen::MatrixXd>& values,
                  const std::vector<int>& sites,
                  const Eigen::Ref<const Eigen::MatrixXd>& kept);

/// Longitudinal ComBat (Beer et al. 2020, doi:10.1016/j.neuroimage.2020.117129): the same with a
/// random intercept of each participant (REML), which is kept.
Harmonised longitudinal_combat(const Eigen::Ref<const Eigen::MatrixXd>& values,
                               const std::vector<int>& sites,
                               const std::vector<int>& participants,
                               const Eigen::Ref<const Eigen::MatrixXd>& kept);

}  // namespace rewire
