#include "stages/kernels/statistics/mean_ranks.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "stages/core/parallel.h"

namespace rewire {

Eigen::MatrixXd mean_ranks(const Eigen::Ref<const Eigen::MatrixXd>& columns) {
  const Eigen::Index count = columns.rows();
  Eigen::MatrixXd ranks(count, columns.cols());
  parallel_for(static_cast<std::size_t>(columns.cols()), 16, [&](std::size_t from, std::size_t to) {
    std::vector<Eigen::Index> order(static_cast<std::size_t>(count));
    for (auto j = static_cast<Eigen::Index>(from); j < static_cast<Eigen::Index>(to); ++j) {
      const auto value = [&](std::size_t place) { return columns(order[place], j); };
      std::iota(order.begin(), order.end(), Eigen::Index{0});
      std::sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
        return columns(a, j) < columns(b, j);
      });
      for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last + 1 < order.size() && value(last + 1) == value(first)) ++last;
        const double rank = 0.5 * static_cast<double>(first + last) + 1.0;
        for (; first <= last; ++first) ranks(order[first], j) = rank;
      }
    }
  });
  return ranks;
}

}  // namespace rewire
