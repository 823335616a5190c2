#include "stages/kernels/network/shortest_paths.h"

#include <bit>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths_no_color_map.hpp>
#include <limits>

#include "stages/core/parallel.h"
#include "stages/kernels/network/adjacency_bits.h"
#include "stages/kernels/network/length_graph.h"

namespace rewire {
namespace {

constexpr double unreachable = std::numeric_limits<double>::infinity();
constexpr std::size_t source_block = 16;

std::vector<std::uint64_t> every_node(const AdjacencyBits& adjacency) {
  return std::vector<std::uint64_t>(adjacency.words(), ~std::uint64_t{0});
}

/// 1/distance to every node of `inside` that `source` reaches, summed.
double sum_of_inverse_hops(BitSearch& search,
                           std::size_t source,
                           std::span<const std::uint64_t> inside) {
  double sum = 0.0;
  search.run(source, inside, [&](int distance, std::span<const std::uint64_t> nodes) {
    int count = 0;
    for (const std::uint64_t word : nodes) count += std::popcount(word);
    sum += static_cast<double>(count) / distance;
  });
  return sum;
}

}  // namespace

Eigen::MatrixXd hop_distances(const Network& network) {
  const AdjacencyBits adjacency(network);
  const std::vector<std::uint64_t> everywhere = every_node(adjacency);
  Eigen::MatrixXd distances =
      Eigen::MatrixXd::Constant(network.size(), network.size(), unreachable);
  parallel_for(
      static_cast<std::size_t>(network.size()),
      source_block,
      [&](std::size_t begin, std::size_t end) {
        BitSearch search(adjacency);
        for (std::size_t source = begin; source < end; ++source) {
          auto column = distances.col(static_cast<Eigen::Index>(source));
          column[static_cast<Eigen::Index>(source)] = 0.0;
          search.run(source, everywhere, [&](int hops, std::span<const std::uint64_t> nodes) {
            for (std::size_t word = 0; word < nodes.size(); ++word) {
              for (std::uint64_t left = nodes[word]; left != 0; left &= left - 1) {
                column[static_cast<Eigen::Index>(word * 64) + std::countr_zero(left)] = hops;
              }
            }
          });
        }
      });
  return distances;
}

Eigen::MatrixXd path_lengths(const Network& network) {
  const LengthGraph graph = length_graph(network);
  Eigen::MatrixXd distances(network.size(), network.size());
  parallel_for(static_cast<std::size_t>(network.size()),
               source_block,
               [&](std::size_t begin, std::size_t end) {
                 for (std::size_t source = begin; source < end; ++source) {
                   double* column = distances.col(static_cast<Eigen::Index>(source)).data();
                   boost::dijkstra_shortest_paths_no_color_map(
                       graph,
                       source,
                       boost::weight_map(boost::get(&EdgeLength::value, graph))
                           .distance_map(boost::make_iterator_property_map(
                               column, boost::get(boost::vertex_index, graph)))
                           .distance_inf(unreachable));
                 }
               });
  // The two directions of a path add the same lengths in opposite order.
  return distances.cwiseMin(distances.transpose());
}

double characteristic_path_length(const Eigen::Ref<const Eigen::MatrixXd>& distances) {
  double sum = 0.0;
  Eigen::Index pairs = 0;
  for (Eigen::Index j = 0; j < distances.cols(); ++j) {
    for (Eigen::Index i = 0; i < distances.rows(); ++i) {
      if (i == j || !std::isfinite(distances(i, j))) continue;
      sum += distances(i, j);
      ++pairs;
    }
  }
  return pairs > 0 ? sum / static_cast<double>(pairs) : std::nan("");
}

Eigen::VectorXd nodal_efficiency(const Eigen::Ref<const Eigen::MatrixXd>& distances) {
  const Eigen::Index nodes = distances.rows();
  if (nodes < 2) return Eigen::VectorXd::Zero(nodes);
  Eigen::MatrixXd inverse = distances.cwiseInverse();
  inverse.diagonal().setZero();
  return inverse.colwise().sum().transpose() / static_cast<double>(nodes - 1);
}

double global_efficiency(const Eigen::Ref<const Eigen::MatrixXd>& distances) {
  return distances.rows() < 2 ? 0.0 : nodal_efficiency(distances).mean();
}

Eigen::VectorXd local_efficiency(const Network& network) {
  const AdjacencyBits adjacency(network);
  Eigen::VectorXd result = Eigen::VectorXd::Zero(network.size());
  parallel_for(static_cast<std::size_t>(network.size()),
               source_block,
               [&](std::size_t begin, std::size_t end) {
                 BitSearch search(adjacency);
                 for (std::size_t node = begin; node < end; ++node) {
                   const auto index = static_cast<Eigen::Index>(node);
                   const auto k = static_cast<double>(network.degree(index));
                   if (k < 2.0) continue;
                   double sum = 0.0;
                   for (const int neighbour : network.neighbours(index)) {
                     sum += sum_of_inverse_hops(
                         search, static_cast<std::size_t>(neighbour), adjacency.row(node));
                   }
                   result[index] = sum / (k * (k - 1.0));
                 }
               });
  return result;
}

}  // namespace rewire
