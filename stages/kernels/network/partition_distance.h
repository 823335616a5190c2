#pragma once

#include <span>

namespace rewire {

/// How alike two partitions of the same nodes are. `a`, `b`: a number of 0 or more per node, of the
/// same length, at least one (InputError).
struct PartitionLikeness {
  /// Meilă 2007 (doi:10.1016/j.jmva.2006.11.013): H(a|b) + H(b|a) over log n, 0 (equal) to 1: the
  /// toolbox's VIn. 0 for one node.
  double variation_of_information = 0.0;
  /// 2 I(a; b) / (H(a) + H(b)), 0 to 1 (equal): the toolbox's MIn, scikit-learn's
  /// normalized_mutual_info_score. 1 where both have one community.
  double normalised_mutual_information = 0.0;
  /// Hubert & Arabie 1985 (doi:10.1007/BF01908075): pairs that agree beyond chance, 1 when equal, 0
  /// on average for chance.
  double adjusted_rand_index = 0.0;
};
PartitionLikeness compare_partitions(std::span<const int> a, std::span<const int> b);

}  // namespace rewire
