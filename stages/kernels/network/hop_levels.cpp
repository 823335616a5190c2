#include "stages/kernels/network/hop_levels.h"

namespace rewire {

HopLevels::HopLevels(const AdjacencyBits& adjacency)
    : adjacency_(&adjacency),
      search_(adjacency),
      everywhere_(adjacency.words(), ~std::uint64_t{0}),
      counts_(static_cast<Eigen::Index>(adjacency.nodes())) {}

void HopLevels::search(std::size_t source) {
  bits_.assign(adjacency_->words(), 0);
  bits_[source / 64] |= std::uint64_t{1} << (source % 64);
  search_.run(source, everywhere_, [&](int /*distance*/, std::span<const std::uint64_t> found) {
    bits_.insert(bits_.end(), found.begin(), found.end());
  });
  counts_.setZero();
  counts_[static_cast<Eigen::Index>(source)] = 1.0;
  for (std::size_t level = 1; level < count(); ++level) {
    for_each_bit(nodes(level), [&](std::size_t node) {
      double paths = 0.0;
      for_each_predecessor(node, level, [&](Eigen::Index previous) { paths += counts_[previous]; });
      counts_[static_cast<Eigen::Index>(node)] = paths;
    });
  }
}

}  // namespace rewire
