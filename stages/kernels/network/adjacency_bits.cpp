#include "stages/kernels/network/adjacency_bits.h"

#include <bit>

namespace rewire {

AdjacencyBits::AdjacencyBits(const Network& network)
    : words_((static_cast<std::size_t>(network.size()) + 63) / 64),
      bits_(words_ * static_cast<std::size_t>(network.size())) {
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    for (const int j : network.neighbours(i)) {
      const auto bit = static_cast<std::size_t>(j);
      bits_[static_cast<std::size_t>(i) * words_ + bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
  }
}

BitSearch::BitSearch(const AdjacencyBits& adjacency)
    : adjacency_(&adjacency),
      unseen_(adjacency.words()),
      frontier_(adjacency.words()),
      next_(adjacency.words()) {}

void BitSearch::start(std::size_t source, std::span<const std::uint64_t> inside) {
  std::copy(inside.begin(), inside.end(), unseen_.begin());
  std::fill(frontier_.begin(), frontier_.end(), 0);
  const std::uint64_t bit = std::uint64_t{1} << (source % 64);
  unseen_[source / 64] &= ~bit;
  frontier_[source / 64] = bit;
}

bool BitSearch::step() {
  std::fill(next_.begin(), next_.end(), 0);
  for (std::size_t word = 0; word < frontier_.size(); ++word) {
    for (std::uint64_t left = frontier_[word]; left != 0; left &= left - 1) {
      const auto row =
          adjacency_->row(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
      for (std::size_t k = 0; k < next_.size(); ++k) next_[k] |= row[k];
    }
  }
  std::uint64_t any = 0;
  for (std::size_t k = 0; k < next_.size(); ++k) {
    frontier_[k] = next_[k] & unseen_[k];
    unseen_[k] &= ~next_[k];
    any |= frontier_[k];
  }
  return any != 0;
}

}  // namespace rewire
