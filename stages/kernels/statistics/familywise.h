#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// Adjusted p of Holm (1979, https://www.jstor.org/stable/4615733), in the order of `p`; NaN is not
/// a test.
Eigen::VectorXd holm(const Eigen::Ref<const Eigen::VectorXd>& p);

/// Serial gatekeeping over families of tests that are tested in order (Westfall and Krishen 2001,
/// doi:10.1016/S0378-3758(01)00077-5): Holm within each family, and a family counts only when all
/// of those before it are rejected, so that an adjusted p is at least the largest adjusted p of
/// every earlier family. One vector per family.
std::vector<Eigen::VectorXd> serial_gatekeeping(const std::vector<Eigen::VectorXd>& families);

/// Where the p of a permutation test lies, given that `reached` of `count` shuffles reached the
/// observed statistic, itself among both.
struct MonteCarloInterval {
  double low = 0.0;
  double high = 0.0;
};

/// The exact binomial interval (Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404) of the share
/// of all shuffles, from the count - 1 random ones. A test that went through all shuffles has no
/// Monte-Carlo error: do not ask.
MonteCarloInterval monte_carlo_interval(double reached, double count, double confidence);

}  // namespace rewire
