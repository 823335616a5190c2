#include "stages/kernels/statistics/shuffle_units.h"

#include <cmath>
#include <cstddef>
#include <map>

namespace rewire {
namespace {

std::map<int, std::vector<int>> rows_by_block(const Exchangeability& exchangeability,
                                              std::size_t rows) {
  const bool whole = exchangeability.exchange == BlockExchange::whole;
  std::map<int, std::vector<int>> blocks;
  for (std::size_t row = 0; row < rows; ++row) {
    const int alone = whole ? static_cast<int>(row) : 0;
    const int block = exchangeability.blocks.empty() ? alone : exchangeability.blocks[row];
    blocks[block].push_back(static_cast<int>(row));
  }
  return blocks;
}

}  // namespace

std::vector<ShuffleCell> shuffle_cells(const Exchangeability& exchangeability,
                                       std::span<const int> kinds) {
  const auto blocks = rows_by_block(exchangeability, kinds.size());
  std::vector<ShuffleCell> cells;
  if (exchangeability.exchange == BlockExchange::within) {
    for (const auto& [block, rows] : blocks) {
      ShuffleCell& cell = cells.emplace_back();
      for (const int row : rows) {
        cell.units.push_back({row});
        cell.kinds.push_back(kinds[static_cast<std::size_t>(row)]);
      }
    }
    return cells;
  }
  std::map<std::size_t, ShuffleCell> by_size;
  std::map<std::vector<int>, int> kind_of;
  for (const auto& [block, rows] : blocks) {
    std::vector<int> sequence;
    sequence.reserve(rows.size());
    for (const int row : rows) sequence.push_back(kinds[static_cast<std::size_t>(row)]);
    const int next = static_cast<int>(kind_of.size());
    ShuffleCell& cell = by_size[rows.size()];
    cell.units.push_back(rows);
    cell.kinds.push_back(kind_of.try_emplace(sequence, next).first->second);
  }
  cells.reserve(by_size.size());
  for (auto& [size, cell] : by_size) cells.push_back(std::move(cell));
  return cells;
}

double count_orders(const ShuffleCell& cell) {
  std::map<int, int> sizes;
  double count = 1.0;
  double placed = 0.0;
  for (const int kind : cell.kinds) {
    placed += 1.0;
    count *= placed / ++sizes[kind];  // multinomial, one unit at a time
  }
  return std::round(count);
}

void write_order(const ShuffleCell& cell,
                 const std::vector<int>& order,
                 RandomStream& random,
                 std::span<int> source) {
  std::map<int, std::vector<int>> places;
  for (std::size_t place = 0; place < cell.kinds.size(); ++place) {
    places[cell.kinds[place]].push_back(static_cast<int>(place));
  }
  for (auto& [kind, of_kind] : places) random.shuffle(of_kind);
  for (std::size_t unit = 0; unit < order.size(); ++unit) {
    std::vector<int>& of_kind = places[order[unit]];
    const auto place = static_cast<std::size_t>(of_kind.back());
    of_kind.pop_back();
    for (std::size_t k = 0; k < cell.units[unit].size(); ++k) {
      source[static_cast<std::size_t>(cell.units[place][k])] = cell.units[unit][k];
    }
  }
}

}  // namespace rewire
