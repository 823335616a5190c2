#pragma once

#include <span>
#include <vector>

#include "stages/core/random.h"
#include "stages/kernels/statistics/shuffles.h"

namespace rewire {

/// Rows that move together, and units that may change places with each other.
struct ShuffleCell {
  std::vector<std::vector<int>> units;  ///< rows of each unit, all of the same length
  std::vector<int> kinds;               ///< per unit: equal where the design is
};

/// Within blocks: units are rows, a cell is a block. Whole blocks: units are blocks, a cell those
/// of one size.
std::vector<ShuffleCell> shuffle_cells(const Exchangeability& exchangeability,
                                       std::span<const int> kinds);

/// The distinct orders of a cell's kinds, as a double.
double count_orders(const ShuffleCell& cell);

/// Writes where each unit's place takes its data from, when the data unit j goes to a place of kind
/// order[j]; which of the places of that kind is drawn, so that all shuffles of one order are alike
/// likely (it matters where rows are taken out of their cycles).
void write_order(const ShuffleCell& cell,
                 const std::vector<int>& order,
                 RandomStream& random,
                 std::span<int> source);

}  // namespace rewire
