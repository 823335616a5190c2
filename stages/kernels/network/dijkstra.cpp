#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths_no_color_map.hpp>
#include <limits>

#include "stages/core/parallel.h"
#include "stages/kernels/network/length_graph.h"
#include "stages/kernels/network/shortest_paths.h"

namespace rewire {

Eigen::MatrixXd dijkstra_path_lengths(const Network& network, LengthRule rule) {
  require_lengths(network, rule);
  const LengthGraph graph = length_graph(network, rule);
  Eigen::MatrixXd distances(network.size(), network.size());
  parallel_for(
      static_cast<std::size_t>(network.size()), 16, [&](std::size_t begin, std::size_t end) {
        for (std::size_t source = begin; source < end; ++source) {
          double* column = distances.col(static_cast<Eigen::Index>(source)).data();
          boost::dijkstra_shortest_paths_no_color_map(
              graph,
              source,
              boost::weight_map(boost::get(&EdgeLength::value, graph))
                  .distance_map(boost::make_iterator_property_map(
                      column, boost::get(boost::vertex_index, graph)))
                  .distance_inf(std::numeric_limits<double>::infinity()));
        }
      });
  // The two directions of a path add the same lengths in opposite order.
  return distances.cwiseMin(distances.transpose());
}

}  // namespace rewire
