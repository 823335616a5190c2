#include "stages/kernels/network/organisation.h"

#include <vector>

#include "stages/core/not_a_number.h"
#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/degree.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// Pearson's r of `values` over both directions of every edge.
double correlation_over_edges(const Network& network, const VectorXd& values) {
  if (network.edge_count() == 0) return nan;
  const auto ends = 2.0 * static_cast<double>(network.edge_count());
  double mean = 0.0;
  for (Index i = 0; i < network.size(); ++i) {
    mean += values[i] * static_cast<double>(network.degree(i));
  }
  mean /= ends;
  double covariance = 0.0;
  double variance = 0.0;
  for (Index i = 0; i < network.size(); ++i) {
    const double own = values[i] - mean;
    variance += own * own * static_cast<double>(network.degree(i));
    for (const int j : network.neighbours(i)) covariance += own * (values[j] - mean);
  }
  const double largest = values.cwiseAbs().maxCoeff();
  return variance <= 1e-24 * ends * largest * largest ? nan : covariance / variance;
}

}  // namespace

VectorXd core_number(const Network& network) {
  const auto nodes = static_cast<std::size_t>(network.size());
  std::vector<Index> left(nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    left[i] = static_cast<Index>(network.degree(static_cast<Index>(i)));
  }
  VectorXd result = VectorXd::Constant(network.size(), -1.0);
  Index k = 0;
  // Takes the node with the fewest neighbours left away, again and again.
  for (std::size_t step = 0; step < nodes; ++step) {
    Index next = -1;
    for (Index i = 0; i < network.size(); ++i) {
      if (result[i] >= 0.0) continue;
      if (next < 0 || left[static_cast<std::size_t>(i)] < left[static_cast<std::size_t>(next)]) {
        next = i;
      }
    }
    k = std::max(k, left[static_cast<std::size_t>(next)]);
    result[next] = static_cast<double>(k);
    for (const int j : network.neighbours(next)) --left[static_cast<std::size_t>(j)];
  }
  return result;
}

double assortativity(const Network& network) {
  return correlation_over_edges(network, degree(network));
}

double assortativity_weighted(const Network& network) {
  return correlation_over_edges(network, strength(network));
}

CorePeriphery core_periphery(const Network& network) {
  if (network.edge_count() == 0) return {VectorXd::Constant(network.size(), nan), nan};
  const VectorXd strengths = strength(network);
  const VectorXd beyond = strengths.array() - strengths.mean();
  // Of the mean itself but for rounding: in neither group it changes q.
  const double rounding = 1e-12 * strengths.mean();
  return {(beyond.array() > rounding).cast<double>().matrix(),
          beyond.cwiseAbs().sum() / strengths.sum()};
}

double hierarchy(const Network& network) {
  const VectorXd triangles = clustering(network);
  std::vector<double> x;
  std::vector<double> y;
  for (Index i = 0; i < network.size(); ++i) {
    if (!(triangles[i] > 0.0)) continue;
    x.push_back(std::log(static_cast<double>(network.degree(i))));
    y.push_back(std::log(triangles[i]));
  }
  if (x.empty()) return nan;
  const auto count = static_cast<Index>(x.size());
  VectorXd degrees = Eigen::Map<VectorXd>(x.data(), count);
  degrees.array() -= degrees.mean();
  const VectorXd values = Eigen::Map<VectorXd>(y.data(), count);
  const double spread = degrees.squaredNorm();
  return spread <= 1e-20 * static_cast<double>(count) ? nan : -degrees.dot(values) / spread;
}

double system_segregation(const Eigen::Ref<const Eigen::MatrixXd>& fisher_z,
                          std::span<const int> systems) {
  double within = 0.0;
  double between = 0.0;
  double pairs_within = 0.0;
  double pairs_between = 0.0;
  for (Index j = 0; j < fisher_z.cols(); ++j) {
    const int own = systems[static_cast<std::size_t>(j)];
    for (Index i = 0; i < j; ++i) {
      const int other = systems[static_cast<std::size_t>(i)];
      if (own < 0 || other < 0 || !std::isfinite(fisher_z(i, j))) continue;
      const double value = std::max(fisher_z(i, j), 0.0);
      (own == other ? within : between) += value;
      (own == other ? pairs_within : pairs_between) += 1.0;
    }
  }
  if (pairs_within == 0.0 || pairs_between == 0.0 || within == 0.0) return nan;
  const double mean_within = within / pairs_within;
  return (mean_within - between / pairs_between) / mean_within;
}

}  // namespace rewire
