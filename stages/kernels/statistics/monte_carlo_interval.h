#pragma once

namespace rewire {

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
