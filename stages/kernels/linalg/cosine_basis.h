#pragma once

#include <Eigen/Core>

namespace rewire {

/// Discrete cosines slower than `longest_period_s`, as SPM, nilearn and fMRIPrep take them:
/// sqrt(2 / n) cos(pi k (t + 1/2) / n) for k = 1 ... floor(2 n TR / longest_period_s) - 1, in
/// columns (volumes x cosines; none for short runs). The constant (k = 0) is not among them.
Eigen::MatrixXd cosine_basis(Eigen::Index volumes,
                             double repetition_time_s,
                             double longest_period_s);

}  // namespace rewire
