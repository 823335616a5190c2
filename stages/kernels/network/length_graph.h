#pragma once

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <utility>
#include <vector>

#include "stages/kernels/network/edge_length.h"
#include "stages/kernels/network/network.h"

namespace rewire {

struct EdgeLength {
  double value = 0.0;
};

/// Boost's form of a network, every edge in both directions.
using LengthGraph =
    boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, EdgeLength>;

inline LengthGraph length_graph(const Network& network, LengthRule rule) {
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  std::vector<EdgeLength> lengths;
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    for (std::size_t k = 0; k < network.degree(i); ++k) {
      edges.emplace_back(static_cast<std::size_t>(i),
                         static_cast<std::size_t>(network.neighbours(i)[k]));
      lengths.push_back({edge_length(network.neighbour_weights(i)[k], rule)});
    }
  }
  return LengthGraph(boost::edges_are_sorted,
                     edges.begin(),
                     edges.end(),
                     lengths.begin(),
                     static_cast<std::size_t>(network.size()));
}

}  // namespace rewire
