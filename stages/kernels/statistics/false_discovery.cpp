#include "stages/kernels/statistics/false_discovery.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace rewire {

Eigen::VectorXd benjamini_hochberg(const Eigen::Ref<const Eigen::VectorXd>& p) {
  std::vector<Eigen::Index> order;
  for (Eigen::Index i = 0; i < p.size(); ++i) {
    if (!std::isnan(p[i])) order.push_back(i);
  }
  std::stable_sort(
      order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) { return p[a] < p[b]; });
  Eigen::VectorXd adjusted =
      Eigen::VectorXd::Constant(p.size(), std::numeric_limits<double>::quiet_NaN());
  const auto tests = static_cast<double>(order.size());
  double smallest = 1.0;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const Eigen::Index i = order[rank - 1];
    smallest = std::min(smallest, p[i] * tests / static_cast<double>(rank));
    adjusted[i] = smallest;
  }
  return adjusted;
}

Eigen::VectorXd benjamini_yekutieli(const Eigen::Ref<const Eigen::VectorXd>& p) {
  double harmonic = 0.0;
  double tests = 0.0;
  for (const double one : p) {
    if (!std::isnan(one)) harmonic += 1.0 / ++tests;
  }
  Eigen::VectorXd adjusted = benjamini_hochberg(p);
  // min(x, NaN) must stay NaN.
  for (double& one : adjusted) {
    if (!std::isnan(one)) one = std::min(one * harmonic, 1.0);
  }
  return adjusted;
}

}  // namespace rewire
