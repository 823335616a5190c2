#pragma once

#include <Eigen/Core>

namespace rewire {

/// Adjusted p of Benjamini and Hochberg (1995, doi:10.1111/j.2517-6161.1995.tb02031.x), in the
/// order of `p`. A NaN is not a test: it stays NaN and does not count.
Eigen::VectorXd benjamini_hochberg(const Eigen::Ref<const Eigen::VectorXd>& p);

/// Adjusted p of Benjamini and Yekutieli (2001, doi:10.1214/aos/1013699998), which hold for any
/// dependence: those of Benjamini and Hochberg times 1 + 1/2 + ... + 1/tests, at most 1.
Eigen::VectorXd benjamini_yekutieli(const Eigen::Ref<const Eigen::VectorXd>& p);

}  // namespace rewire
