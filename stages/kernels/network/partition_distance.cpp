#include "stages/kernels/network/partition_distance.h"

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "stages/core/error.h"

namespace rewire {
namespace {

template <class Key>
double entropy(const std::map<Key, double>& counts, double nodes) {
  double sum = 0.0;
  for (const auto& [key, count] : counts) sum -= count / nodes * std::log(count / nodes);
  return sum;
}

template <class Key>
double pairs(const std::map<Key, double>& counts) {
  double sum = 0.0;
  for (const auto& [key, count] : counts) sum += count * (count - 1.0) / 2.0;
  return sum;
}

}  // namespace

PartitionLikeness compare_partitions(std::span<const int> a, std::span<const int> b) {
  if (a.size() != b.size() || a.empty()) {
    throw InputError(
        Problem{"partitions of " + std::to_string(a.size()) + " and " + std::to_string(b.size()),
                "two partitions of the same nodes, at least one",
                "partition comparison",
                "compare partitions of one network"});
  }
  std::map<int, double> in_a;
  std::map<int, double> in_b;
  std::map<std::pair<int, int>, double> in_both;
  for (std::size_t i = 0; i < a.size(); ++i) {
    in_a[a[i]] += 1.0;
    in_b[b[i]] += 1.0;
    in_both[{a[i], b[i]}] += 1.0;
  }
  const auto nodes = static_cast<double>(a.size());
  const double h_a = entropy(in_a, nodes);
  const double h_b = entropy(in_b, nodes);
  const double information = h_a + h_b - entropy(in_both, nodes);
  PartitionLikeness result;
  if (a.size() > 1) {
    result.variation_of_information =
        std::max(0.0, h_a + h_b - 2.0 * information) / std::log(nodes);
  }
  result.normalised_mutual_information =
      h_a + h_b > 0.0 ? std::max(0.0, 2.0 * information / (h_a + h_b)) : 1.0;
  const double all_pairs = nodes * (nodes - 1.0) / 2.0;
  const double expected = all_pairs > 0.0 ? pairs(in_a) * pairs(in_b) / all_pairs : 0.0;
  const double largest = 0.5 * (pairs(in_a) + pairs(in_b));
  result.adjusted_rand_index =
      largest == expected ? 1.0 : (pairs(in_both) - expected) / (largest - expected);
  return result;
}

}  // namespace rewire
