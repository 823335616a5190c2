#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace rewire {

/// A generalised Pareto distribution fitted to the upper tail of a permutation distribution
/// (Knijnenburg et al. 2009, doi:10.1093/bioinformatics/btp211; Winkler et al. 2016,
/// doi:10.1016/j.neuroimage.2016.05.068).
struct TailFit {
  bool usable = false;  ///< a threshold was found above which the fit is good
  double threshold = 0.0;
  double share = 0.0;  ///< of the values above the threshold
  double shape = 0.0;  ///< k <= 0 of 1 - (1 - k x / scale)^(1 / k); 0: exponential
  double scale = 0.0;
  double goodness_p = 0.0;  ///< of the Anderson-Darling distance of the fit
};

/// `null` holds one statistic per shuffle. Begins with the upper quarter and drops a tenth of it
/// after another until the Anderson-Darling distance of the fit (by moments, Hosking & Wallis 1987,
/// doi:10.1080/00401706.1987.10488243) is not rejected at 0.05 by 200 samples of the fitted
/// distribution; not usable when fewer than 50 values are left.
TailFit fit_tail(const Eigen::Ref<const Eigen::VectorXd>& null, std::uint64_t seed);

/// P(statistic >= value): by the fit when it is usable and `value` lies above its threshold, else
/// the share of `null` that reaches it. Never 0: where the moments ask for a tail that ends, the
/// exponential one is taken, which is the larger p.
double tail_p(const TailFit& fit, const Eigen::Ref<const Eigen::VectorXd>& null, double value);

}  // namespace rewire
