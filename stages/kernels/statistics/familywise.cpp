#include "stages/kernels/statistics/familywise.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stages/kernels/statistics/distributions.h"

namespace rewire {

Eigen::VectorXd holm(const Eigen::Ref<const Eigen::VectorXd>& p) {
  std::vector<Eigen::Index> order;
  for (Eigen::Index i = 0; i < p.size(); ++i) {
    if (!std::isnan(p[i])) order.push_back(i);
  }
  std::stable_sort(
      order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) { return p[a] < p[b]; });
  Eigen::VectorXd adjusted =
      Eigen::VectorXd::Constant(p.size(), std::numeric_limits<double>::quiet_NaN());
  double largest = 0.0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto left = static_cast<double>(order.size() - rank);
    largest = std::max(largest, std::min(p[order[rank]] * left, 1.0));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

std::vector<Eigen::VectorXd> serial_gatekeeping(const std::vector<Eigen::VectorXd>& families) {
  std::vector<Eigen::VectorXd> result;
  result.reserve(families.size());
  double gate = 0.0;
  for (const Eigen::VectorXd& family : families) {
    Eigen::VectorXd& adjusted = result.emplace_back(holm(family));
    double largest = gate;
    for (double& p : adjusted) {
      // A gate that could not be tested stays shut.
      if (std::isnan(p)) {
        largest = 1.0;
        continue;
      }
      p = std::max(p, gate);
      largest = std::max(largest, p);
    }
    gate = largest;
  }
  return result;
}

MonteCarloInterval monte_carlo_interval(double reached, double count, double confidence) {
  const double random = count - 1.0;
  const double hits = std::clamp(reached - 1.0, 0.0, std::max(random, 0.0));
  if (!(random > 0.0)) return {0.0, 1.0};
  const double tail = 0.5 * (1.0 - confidence);
  return {hits > 0.0 ? beta_quantile(tail, hits, random - hits + 1.0) : 0.0,
          hits < random ? beta_quantile(1.0 - tail, hits + 1.0, random - hits) : 1.0};
}

}  // namespace rewire
