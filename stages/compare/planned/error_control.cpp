#include "stages/compare/planned/error_control.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "stages/kernels/statistics/false_discovery.h"

namespace rewire {

using Eigen::Index;
using Eigen::VectorXd;

VectorXd holm(const Eigen::Ref<const VectorXd>& p) {
  const auto rank = [&](Index i) {
    return std::isnan(p[i]) ? std::numeric_limits<double>::infinity() : p[i];
  };
  std::vector<Index> order(static_cast<std::size_t>(p.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return rank(a) < rank(b); });
  VectorXd adjusted(p.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double here = p[order[i]];
    if (std::isnan(here)) {
      adjusted[order[i]] = here;
      continue;
    }
    largest = std::max(largest, std::min(1.0, here * static_cast<double>(order.size() - i)));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

VectorXd fixed_sequence(const Eigen::Ref<const VectorXd>& p) {
  VectorXd adjusted(p.size());
  double largest = 0.0;
  for (Index i = 0; i < p.size(); ++i) {
    adjusted[i] = std::isnan(p[i]) ? p[i] : std::max(largest, p[i]);
    largest = std::isnan(p[i]) ? 1.0 : adjusted[i];
  }
  return adjusted;
}

VectorXd benjamini_yekutieli(const Eigen::Ref<const VectorXd>& p) {
  double sum = 0.0;
  int tests = 0;
  for (const double one : p) {
    if (!std::isnan(one)) sum += 1.0 / ++tests;
  }
  return (benjamini_hochberg(p) * sum).cwiseMin(1.0);
}

}  // namespace rewire
