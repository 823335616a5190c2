#pragma once

#include <Eigen/Core>
#include <span>

namespace rewire {

/// One t test of a mean or of a difference of means.
struct MeanTest {
  int n_first = 0;  ///< values that are numbers: all (one sample), or those with label 0
  int n_second = 0;
  double estimate = 0.0;
  double standard_error = 0.0;
  double t = 0.0;
  double degrees_of_freedom = 0.0;
  double standard_deviation = 0.0;  ///< of the sample; pooled over the two groups
};

/// Mean of the values against 0. NaN values are left out; t is NaN with fewer than two values or
/// without variance.
MeanTest one_sample_test(const Eigen::Ref<const Eigen::VectorXd>& values);

/// Mean of the values with label 1 minus mean of those with label 0, one variance for both.
MeanTest pooled_test(const Eigen::Ref<const Eigen::VectorXd>& values, std::span<const int> labels);

/// The same with one variance per group; degrees of freedom by Welch (1947,
/// doi:10.1093/biomet/34.1-2.28) and Satterthwaite (1946, doi:10.2307/3002019).
MeanTest welch_test(const Eigen::Ref<const Eigen::VectorXd>& values, std::span<const int> labels);

}  // namespace rewire
