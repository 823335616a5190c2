#include "stages/kernels/statistics/multiple_tests.h"

#include <algorithm>
#include <cmath>

#include "stages/core/not_a_number.h"

namespace rewire {
namespace {

/// The places of what is a test, smallest p first.
std::vector<Eigen::Index> ascending(const Eigen::Ref<const Eigen::VectorXd>& p) {
  std::vector<Eigen::Index> order;
  for (Eigen::Index i = 0; i < p.size(); ++i) {
    if (!std::isnan(p[i])) order.push_back(i);
  }
  std::stable_sort(
      order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) { return p[a] < p[b]; });
  return order;
}

}  // namespace

Eigen::VectorXd benjamini_hochberg(const Eigen::Ref<const Eigen::VectorXd>& p) {
  const std::vector<Eigen::Index> order = ascending(p);
  Eigen::VectorXd adjusted = Eigen::VectorXd::Constant(p.size(), nan);
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

Eigen::VectorXd holm(const Eigen::Ref<const Eigen::VectorXd>& p) {
  const std::vector<Eigen::Index> order = ascending(p);
  Eigen::VectorXd adjusted = Eigen::VectorXd::Constant(p.size(), nan);
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

}  // namespace rewire
