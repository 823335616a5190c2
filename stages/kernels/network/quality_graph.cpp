#include "stages/kernels/network/quality_graph.h"

#include <algorithm>

namespace rewire {

using Eigen::Index;

QualityGraph quality_graph(const Eigen::Ref<const Eigen::MatrixXd>& links,
                           Eigen::MatrixXd shares,
                           Eigen::VectorXd coefficients) {
  QualityGraph graph;
  graph.offsets.push_back(0);
  for (Index j = 0; j < links.cols(); ++j) {
    for (Index i = 0; i < links.rows(); ++i) {
      if (i != j && links(i, j) != 0.0) graph.links.push_back({static_cast<int>(i), links(i, j)});
    }
    graph.offsets.push_back(graph.links.size());
  }
  graph.inside.assign(static_cast<std::size_t>(links.cols()), 0.0);
  graph.shares = std::move(shares);
  graph.coefficients = std::move(coefficients);
  return graph;
}

double quality(const QualityGraph& graph, std::span<const int> communities) {
  Eigen::MatrixXd shares = Eigen::MatrixXd::Zero(graph.shares.rows(), graph.shares.cols());
  double inside = 0.0;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const int own = communities[i];
    shares.col(own) += graph.shares.col(static_cast<Index>(i));
    inside += graph.inside[i];
    for (const auto& link : graph.links_of(i)) {
      if (communities[static_cast<std::size_t>(link.node)] == own) inside += link.weight;
    }
  }
  return inside - graph.coefficients.dot(shares.rowwise().squaredNorm());
}

int number_communities(std::vector<int>& communities) {
  if (communities.empty()) return 0;
  const int last = *std::max_element(communities.begin(), communities.end());
  std::vector<int> number(static_cast<std::size_t>(last) + 1, -1);
  int count = 0;
  for (int& community : communities) {
    int& own = number[static_cast<std::size_t>(community)];
    if (own < 0) own = count++;
    community = own;
  }
  return count;
}

QualityGraph merge(const QualityGraph& graph, std::span<const int> communities, int count) {
  const auto size = static_cast<std::size_t>(count);
  std::vector<std::vector<int>> members(size);
  for (std::size_t i = 0; i < graph.size(); ++i) {
    members[static_cast<std::size_t>(communities[i])].push_back(static_cast<int>(i));
  }
  QualityGraph merged;
  merged.offsets.push_back(0);
  merged.inside.assign(size, 0.0);
  merged.shares = Eigen::MatrixXd::Zero(graph.shares.rows(), count);
  merged.coefficients = graph.coefficients;
  std::vector<double> towards(size, 0.0);
  std::vector<int> near;
  for (std::size_t c = 0; c < size; ++c) {
    near.clear();
    for (const int node : members[c]) {
      const auto i = static_cast<std::size_t>(node);
      merged.shares.col(static_cast<Index>(c)) += graph.shares.col(node);
      merged.inside[c] += graph.inside[i];
      for (const auto& link : graph.links_of(i)) {
        const int other = communities[static_cast<std::size_t>(link.node)];
        if (static_cast<std::size_t>(other) == c) {
          merged.inside[c] += link.weight;
          continue;
        }
        double& sum = towards[static_cast<std::size_t>(other)];
        if (sum == 0.0) near.push_back(other);
        sum += link.weight;
      }
    }
    std::sort(near.begin(), near.end());
    near.erase(std::unique(near.begin(), near.end()), near.end());
    for (const int other : near) {
      double& sum = towards[static_cast<std::size_t>(other)];
      if (sum != 0.0) merged.links.push_back({other, sum});
      sum = 0.0;
    }
    merged.offsets.push_back(merged.links.size());
  }
  return merged;
}

}  // namespace rewire
