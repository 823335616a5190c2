#include "stages/kernels/network/multilayer.h"

#include <limits>
#include <set>

#include "stages/core/error.h"

namespace rewire {
namespace {

using Eigen::Index;

Problem uneven_layers() {
  return {"layers of different sizes, or none",
          "at least one layer; one row and column per node in each",
          "multilayer network",
          "give every layer the same nodes"};
}

/// Mean allegiance to the other nodes whose system is, or is not, the node's own.
Eigen::VectorXd mean_allegiance(const Eigen::Ref<const Eigen::MatrixXd>& allegiance,
                                std::span<const int> systems,
                                bool to_own) {
  Eigen::VectorXd result(allegiance.rows());
  for (Index i = 0; i < allegiance.rows(); ++i) {
    const int own = systems[static_cast<std::size_t>(i)];
    double sum = 0.0;
    double count = 0.0;
    for (Index j = 0; j < allegiance.rows(); ++j) {
      const int other = systems[static_cast<std::size_t>(j)];
      if (i == j || own < 0 || other < 0 || (own == other) != to_own) continue;
      sum += allegiance(j, i);
      count += 1.0;
    }
    result[i] = count > 0.0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
  }
  return result;
}

}  // namespace

QualityGraph multilayer_graph(std::span<const Eigen::MatrixXd> layers, double gamma, double omega) {
  if (layers.empty()) throw InputError(uneven_layers());
  const Index nodes = layers.front().rows();
  std::vector<Eigen::MatrixXd> weights;
  double total = 0.0;
  for (const Eigen::MatrixXd& layer : layers) {
    if (layer.rows() != nodes || layer.cols() != nodes) throw InputError(uneven_layers());
    Eigen::MatrixXd& own = weights.emplace_back(layer.cwiseMax(0.0));
    own.diagonal().setZero();
    total += own.sum();
  }
  const auto count = static_cast<Index>(layers.size());
  total += 2.0 * omega * static_cast<double>((count - 1) * nodes);
  if (!(total > 0.0)) total = 1.0;

  QualityGraph graph;
  graph.offsets.push_back(0);
  graph.inside.assign(static_cast<std::size_t>(nodes * count), 0.0);
  graph.shares = Eigen::MatrixXd::Zero(count, nodes * count);
  graph.coefficients = Eigen::VectorXd::Zero(count);
  for (Index l = 0; l < count; ++l) {
    const Eigen::MatrixXd& layer = weights[static_cast<std::size_t>(l)];
    const double own_total = layer.sum();
    if (own_total > 0.0) {
      graph.shares.row(l).segment(l * nodes, nodes) = layer.colwise().sum() / own_total;
      graph.coefficients[l] = gamma * own_total / total;
    }
    for (Index j = 0; j < nodes; ++j) {
      const auto couple = [&](Index other) {
        if (omega > 0.0 && other >= 0 && other < count) {
          graph.links.push_back({static_cast<int>(other * nodes + j), omega / total});
        }
      };
      couple(l - 1);
      for (Index i = 0; i < nodes; ++i) {
        if (layer(i, j) > 0.0) {
          graph.links.push_back({static_cast<int>(l * nodes + i), layer(i, j) / total});
        }
      }
      couple(l + 1);
      graph.offsets.push_back(graph.links.size());
    }
  }
  return graph;
}

std::vector<Eigen::MatrixXi> multilayer_runs(std::span<const Eigen::MatrixXd> layers,
                                             double gamma,
                                             double omega,
                                             const CommunityOptions& options,
                                             std::vector<double>* quality) {
  const QualityGraph graph = multilayer_graph(layers, gamma, omega);
  const Index nodes = layers.front().rows();
  const auto count = static_cast<Index>(layers.size());
  std::vector<Eigen::MatrixXi> runs;
  for (const Partition& run : community_runs(graph, options)) {
    runs.emplace_back(Eigen::Map<const Eigen::MatrixXi>(run.communities.data(), nodes, count));
    if (quality != nullptr) quality->push_back(run.quality);
  }
  return runs;
}

Eigen::VectorXd flexibility(const Eigen::Ref<const Eigen::MatrixXi>& communities) {
  Eigen::VectorXd changes = Eigen::VectorXd::Zero(communities.rows());
  const Index steps = communities.cols() - 1;
  if (steps < 1) return changes;
  for (Index l = 0; l < steps; ++l) {
    changes +=
        (communities.col(l).array() != communities.col(l + 1).array()).cast<double>().matrix();
  }
  return changes / static_cast<double>(steps);
}

Eigen::VectorXd promiscuity(const Eigen::Ref<const Eigen::MatrixXi>& communities) {
  Eigen::VectorXd result = Eigen::VectorXd::Zero(communities.rows());
  std::set<int> all;
  for (Index l = 0; l < communities.cols(); ++l) {
    all.insert(communities.col(l).begin(), communities.col(l).end());
  }
  if (all.size() < 2) return result;
  for (Index i = 0; i < communities.rows(); ++i) {
    const std::set<int> own(communities.row(i).begin(), communities.row(i).end());
    result[i] = static_cast<double>(own.size() - 1) / static_cast<double>(all.size() - 1);
  }
  return result;
}

Eigen::MatrixXd allegiance(const Eigen::Ref<const Eigen::MatrixXi>& communities) {
  const Index nodes = communities.rows();
  Eigen::MatrixXd together = Eigen::MatrixXd::Zero(nodes, nodes);
  for (Index l = 0; l < communities.cols(); ++l) {
    const auto layer = communities.col(l).array();
    for (Index j = 0; j < nodes; ++j) {
      together.col(j) += (layer == layer[j]).cast<double>().matrix();
    }
  }
  return together / static_cast<double>(communities.cols());
}

Eigen::VectorXd recruitment(const Eigen::Ref<const Eigen::MatrixXd>& allegiance,
                            std::span<const int> systems) {
  return mean_allegiance(allegiance, systems, true);
}

Eigen::VectorXd integration(const Eigen::Ref<const Eigen::MatrixXd>& allegiance,
                            std::span<const int> systems) {
  return mean_allegiance(allegiance, systems, false);
}

}  // namespace rewire
