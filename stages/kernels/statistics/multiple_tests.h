#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// Adjusted p of Benjamini and Hochberg (1995, doi:10.1111/j.2517-6161.1995.tb02031.x), in the
/// order of `p`. A NaN is not a test: it stays NaN and does not count.
Eigen::VectorXd benjamini_hochberg(const Eigen::Ref<const Eigen::VectorXd>& p);

/// Adjusted p of Benjamini and Yekutieli (2001, doi:10.1214/aos/1013699998), which hold for any
/// dependence: those of Benjamini and Hochberg times 1 + 1/2 + ... + 1/tests, at most 1.
Eigen::VectorXd benjamini_yekutieli(const Eigen::Ref<const Eigen::VectorXd>& p);

/// Adjusted p of Holm (1979, https://www.jstor.org/stable/4615733), in the order of `p`; NaN is not
/// a test.
Eigen::VectorXd holm(const Eigen::Ref<const Eigen::VectorXd>& p);

/// Serial gatekeeping over families of tests that are tested in order (Westfall and Krishen 2001,
/// doi:10.1016/S0378-3758(01)00077-5): Holm within each family, and a family counts only when all
/// of those before it are rejected, so that an adjusted p is at least the largest adjusted p of
/// every earlier family. One vector per family.
std::vector<Eigen::VectorXd> serial_gatekeeping(const std::vector<Eigen::VectorXd>& families);

}  // namespace rewire
