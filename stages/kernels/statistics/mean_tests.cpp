#include "stages/kernels/statistics/mean_tests.h"

#include <cmath>
#include <cstddef>

#include "stages/core/not_a_number.h"

namespace rewire {
namespace {

/// Count, mean and sum of squared deviations of some values (two passes).
struct Moments {
  int n = 0;
  double mean = 0.0;
  double squares = 0.0;

  double variance() const { return n > 1 ? squares / (n - 1) : nan; }
};

template <class Belongs>
Moments moments(const Eigen::Ref<const Eigen::VectorXd>& values, const Belongs& belongs) {
  Moments result;
  double sum = 0.0;
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i]) || !belongs(i)) continue;
    sum += values[i];
    ++result.n;
  }
  result.mean = result.n > 0 ? sum / result.n : nan;
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i]) || !belongs(i)) continue;
    result.squares += (values[i] - result.mean) * (values[i] - result.mean);
  }
  return result;
}

struct TwoGroups {
  Moments first;
  Moments second;
  MeanTest test;
};

TwoGroups two_groups(const Eigen::Ref<const Eigen::VectorXd>& values, std::span<const int> labels) {
  TwoGroups groups;
  groups.first =
      moments(values, [&](Eigen::Index i) { return labels[static_cast<std::size_t>(i)] == 0; });
  groups.second =
      moments(values, [&](Eigen::Index i) { return labels[static_cast<std::size_t>(i)] == 1; });
  groups.test.n_first = groups.first.n;
  groups.test.n_second = groups.second.n;
  groups.test.estimate = groups.second.mean - groups.first.mean;
  const int pooled_df = groups.first.n + groups.second.n - 2;
  groups.test.standard_deviation =
      pooled_df > 0 ? std::sqrt((groups.first.squares + groups.second.squares) / pooled_df) : nan;
  return groups;
}

MeanTest with_t(MeanTest test, double standard_error, double degrees_of_freedom) {
  test.standard_error = standard_error;
  test.degrees_of_freedom = degrees_of_freedom;
  test.t = standard_error > 0.0 ? test.estimate / standard_error : nan;
  return test;
}

}  // namespace

MeanTest one_sample_test(const Eigen::Ref<const Eigen::VectorXd>& values) {
  const Moments all = moments(values, [](Eigen::Index) { return true; });
  MeanTest test;
  test.n_first = all.n;
  test.estimate = all.mean;
  test.standard_deviation = std::sqrt(all.variance());
  return with_t(test, test.standard_deviation / std::sqrt(all.n), all.n - 1);
}

MeanTest pooled_test(const Eigen::Ref<const Eigen::VectorXd>& values, std::span<const int> labels) {
  const TwoGroups groups = two_groups(values, labels);
  const double inverse_sizes = 1.0 / groups.first.n + 1.0 / groups.second.n;
  return with_t(groups.test,
                groups.test.standard_deviation * std::sqrt(inverse_sizes),
                groups.first.n + groups.second.n - 2);
}

MeanTest welch_test(const Eigen::Ref<const Eigen::VectorXd>& values, std::span<const int> labels) {
  const TwoGroups groups = two_groups(values, labels);
  const double first = groups.first.variance() / groups.first.n;
  const double second = groups.second.variance() / groups.second.n;
  const double sum = first + second;
  const double degrees_of_freedom =
      sum * sum / (first * first / (groups.first.n - 1) + second * second / (groups.second.n - 1));
  return with_t(groups.test, std::sqrt(sum), degrees_of_freedom);
}

}  // namespace rewire
