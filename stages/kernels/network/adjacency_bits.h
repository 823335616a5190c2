#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/network/network.h"

namespace rewire {

/// One row of bits per node, bit j set where the edge (i, j) exists: sets of neighbours are
/// intersected and united 64 nodes at a time.
class AdjacencyBits {
 public:
  explicit AdjacencyBits(const Network& network);

  std::size_t nodes() const { return words_ == 0 ? 0 : bits_.size() / words_; }
  /// Words per row.
  std::size_t words() const { return words_; }
  std::span<const std::uint64_t> row(std::size_t node) const {
    return std::span<const std::uint64_t>(bits_).subspan(node * words_, words_);
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

/// Breadth-first search over the nodes of one set.
class BitSearch {
 public:
  explicit BitSearch(const AdjacencyBits& adjacency);

  /// Calls `reached(distance, nodes)` for distance 1, 2, ... with the bits of the nodes of `inside`
  /// whose shortest path from `source` within `inside` has that many edges, until none is left.
  template <class Reached>
  void run(std::size_t source, std::span<const std::uint64_t> inside, const Reached& reached) {
    start(source, inside);
    for (int distance = 1; step(); ++distance) {
      reached(distance, std::span<const std::uint64_t>(frontier_));
    }
  }

 private:
  void start(std::size_t source, std::span<const std::uint64_t> inside);
  /// Moves the frontier one edge on; false when it is empty.
  bool step();

  const AdjacencyBits* adjacency_;
  std::vector<std::uint64_t> unseen_;
  std::vector<std::uint64_t> frontier_;
  std::vector<std::uint64_t> next_;
};

}  // namespace rewire
