#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <functional>

namespace rewire {

/// Columns that are taken some at a time, where all of them together would take too much memory.
struct ValueBlocks {
  Eigen::Index columns = 0;  ///< of all blocks
  Eigen::Index width = 0;    ///< of every block but the last
  /// rows x count: columns [first, first + count)
  std::function<Eigen::MatrixXd(Eigen::Index first, Eigen::Index count)> values;
};

/// So many columns of `rows` numbers that they take 128 MiB at most (a whole number of tiles of
/// 256, at least one): the same on every machine.
inline Eigen::Index columns_per_block(Eigen::Index rows) {
  constexpr Eigen::Index numbers = Eigen::Index{1} << 24U;
  constexpr Eigen::Index tile = 256;
  return std::max(numbers / std::max<Eigen::Index>(rows, 1) / tile, Eigen::Index{1}) * tile;
}

/// Calls `body(first, count)` for consecutive blocks of columns.
template <class Body>
void for_blocks(Eigen::Index columns, Eigen::Index width, const Body& body) {
  for (Eigen::Index first = 0; first < columns; first += width) {
    body(first, std::min(width, columns - first));
  }
}

}  // namespace rewire
