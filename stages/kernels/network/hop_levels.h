#pragma once

#include <Eigen/Core>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/network/adjacency_bits.h"

namespace rewire {

/// Calls `action(index)` for every bit that is set, ascending.
template <class Action>
void for_each_bit(std::span<const std::uint64_t> words, const Action& action) {
  for (std::size_t word = 0; word < words.size(); ++word) {
    for (std::uint64_t left = words[word]; left != 0; left &= left - 1) {
      action(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
    }
  }
}

/// The nodes around one source by their distance in edges, and the number of shortest paths to
/// each: what Brandes' algorithm (2001, doi:10.1080/0022250X.2001.9990249) needs of a source.
class HopLevels {
 public:
  explicit HopLevels(const AdjacencyBits& adjacency);

  void search(std::size_t source);

  /// Levels, the source's own (0) included.
  std::size_t count() const { return bits_.size() / adjacency_->words(); }
  std::span<const std::uint64_t> nodes(std::size_t level) const {
    return std::span<const std::uint64_t>(bits_).subspan(level * adjacency_->words(),
                                                         adjacency_->words());
  }
  /// Per node; 1 for the source, 0 where no path leads. In double: their number can outgrow any
  /// integer.
  const Eigen::VectorXd& path_counts() const { return counts_; }

  /// Calls `action(previous)` for the neighbours of `node` one level (of `level`) nearer the
  /// source.
  template <class Action>
  void for_each_predecessor(std::size_t node, std::size_t level, const Action& action) const {
    const auto own = adjacency_->row(node);
    const auto before = nodes(level - 1);
    for (std::size_t word = 0; word < own.size(); ++word) {
      for (std::uint64_t left = own[word] & before[word]; left != 0; left &= left - 1) {
        action(static_cast<Eigen::Index>(word * 64) + std::countr_zero(left));
      }
    }
  }

 private:
  const AdjacencyBits* adjacency_;
  BitSearch search_;
  std::vector<std::uint64_t> everywhere_;
  std::vector<std::uint64_t> bits_;  ///< level after level
  Eigen::VectorXd counts_;
};

}  // namespace rewire
