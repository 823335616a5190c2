#include "stages/kernels/statistics/shuffles.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>

#include "stages/core/random.h"
#include "stages/kernels/statistics/shuffle_units.h"

namespace rewire {
namespace {

using Eigen::Index;
using Cells = std::vector<ShuffleCell>;

void write_identity(std::span<int> source, std::span<double> signs) {
  std::iota(source.begin(), source.end(), 0);
  std::fill(signs.begin(), signs.end(), 1.0);
}

/// The units whose signs change together: rows, or whole blocks.
std::vector<std::vector<int>> sign_units(const Cells& cells) {
  std::vector<std::vector<int>> units;
  for (const ShuffleCell& cell : cells) {
    units.insert(units.end(), cell.units.begin(), cell.units.end());
  }
  return units;
}

void write_random_order(const ShuffleCell& cell, RandomStream& random, std::span<int> source) {
  std::vector<int> order(cell.units.size());
  std::iota(order.begin(), order.end(), 0);
  random.shuffle(order);
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::vector<int>& from = cell.units[static_cast<std::size_t>(order[place])];
    for (std::size_t k = 0; k < from.size(); ++k) {
      source[static_cast<std::size_t>(cell.units[place][k])] = from[k];
    }
  }
}

Shuffles all_sign_flips(const Cells& cells, std::size_t rows) {
  const auto units = sign_units(cells);
  return {rows,
          std::size_t{1} << units.size(),
          true,
          [units](std::size_t index, std::span<int> source, std::span<double> signs) {
            write_identity(source, signs);
            for (std::size_t unit = 0; unit < units.size(); ++unit) {
              if (((index >> unit) & 1U) == 0) continue;
              for (const int row : units[unit]) signs[static_cast<std::size_t>(row)] = -1.0;
            }
          }};
}

/// Every distinct order of each cell, the observed one first; shuffle number i takes its orders
/// from the digits of i.
Shuffles all_orders(const Cells& cells,
                    std::size_t rows,
                    std::uint64_t seed,
                    std::uint64_t first_stream) {
  auto orders = std::make_shared<std::vector<std::vector<std::vector<int>>>>();
  std::size_t count = 1;
  for (const ShuffleCell& cell : cells) {
    auto& of_cell = orders->emplace_back();
    std::vector<int> order = cell.kinds;
    std::sort(order.begin(), order.end());
    do {
      of_cell.push_back(order);
    } while (std::next_permutation(order.begin(), order.end()));
    std::swap(of_cell.front(), *std::find(of_cell.begin(), of_cell.end(), cell.kinds));
    count *= of_cell.size();
  }
  return {
      rows, count, true, [=](std::size_t index, std::span<int> source, std::span<double> signs) {
        write_identity(source, signs);
        if (index == 0) return;
        RandomStream random(seed, first_stream + index);
        for (std::size_t c = 0; c < cells.size(); ++c) {
          const auto& of_cell = (*orders)[c];
          write_order(cells[c], of_cell[index % of_cell.size()], random, source);
          index /= of_cell.size();
        }
      }};
}

bool permutes(const Exchangeability& exchangeability) {
  return exchangeability.symmetry != ErrorSymmetry::symmetric;
}

bool flips(const Exchangeability& exchangeability) {
  return exchangeability.symmetry != ErrorSymmetry::exchangeable;
}

Problem broken(std::string found, std::string expected, const std::string& where) {
  return {std::move(found),
          std::move(expected),
          where,
          "choose blocks that the errors of the design are exchangeable in"};
}

/// Rows of one participant depend on each other: they may change places among themselves, or move
/// and change sign as one.
void check_participants(const Exchangeability& exchangeability,
                        const Cells& cells,
                        const std::string& where,
                        std::vector<Problem>& problems) {
  const std::vector<int>& participants = exchangeability.participants;
  if (participants.empty()) return;
  std::map<int, std::size_t> rows_of;
  for (const int participant : participants) ++rows_of[participant];
  const bool repeated = std::any_of(
      rows_of.begin(), rows_of.end(), [](const auto& entry) { return entry.second > 1; });
  if (!repeated) return;
  const auto participant_of = [&](int row) { return participants[static_cast<std::size_t>(row)]; };
  for (const ShuffleCell& cell : cells) {
    std::map<int, std::size_t> in_cell;
    for (const auto& unit : cell.units) {
      std::map<int, std::size_t> in_unit;
      for (const int row : unit) {
        ++in_unit[participant_of(row)];
        ++in_cell[participant_of(row)];
      }
      const bool torn = std::any_of(in_unit.begin(), in_unit.end(), [&](const auto& entry) {
        return entry.second != rows_of[entry.first];
      });
      if (torn && flips(exchangeability)) {
        problems.push_back(broken("signs that change apart for rows of one participant",
                                  "whole blocks that keep a participant together",
                                  where));
        return;
      }
      if (torn && exchangeability.exchange == BlockExchange::whole) {
        problems.push_back(broken("a participant with rows in several whole blocks",
                                  "whole blocks that keep a participant together",
                                  where));
        return;
      }
    }
    if (exchangeability.exchange == BlockExchange::within && permutes(exchangeability) &&
        in_cell.size() > 1) {
      problems.push_back(
          broken("rows of several participants with repeated rows exchanged one by one",
                 "rows exchanged within participants, or participants exchanged as whole blocks",
                 where));
      return;
    }
  }
}

}  // namespace

double count_shuffles(const Exchangeability& exchangeability, std::span<const int> kinds) {
  const Cells cells = shuffle_cells(exchangeability, kinds);
  double count = 1.0;
  if (permutes(exchangeability)) {
    for (const ShuffleCell& cell : cells) count *= count_orders(cell);
  }
  if (flips(exchangeability)) count *= std::exp2(static_cast<double>(sign_units(cells).size()));
  return count;
}

Shuffles make_shuffles(const Exchangeability& exchangeability,
                       std::span<const int> kinds,
                       std::size_t wanted,
                       std::uint64_t seed,
                       std::uint64_t first_stream) {
  const Cells cells = shuffle_cells(exchangeability, kinds);
  const bool few = count_shuffles(exchangeability, kinds) <= static_cast<double>(wanted);
  if (few && exchangeability.symmetry == ErrorSymmetry::symmetric) {
    return all_sign_flips(cells, kinds.size());
  }
  if (few && exchangeability.symmetry == ErrorSymmetry::exchangeable) {
    return all_orders(cells, kinds.size(), seed, first_stream);
  }
  const auto units = sign_units(cells);
  return {kinds.size(),
          wanted,
          false,
          [=](std::size_t index, std::span<int> source, std::span<double> signs) {
            write_identity(source, signs);
            if (index == 0) return;
            RandomStream random(seed, first_stream + index);
            if (permutes(exchangeability)) {
              for (const ShuffleCell& cell : cells) write_random_order(cell, random, source);
            }
            if (!flips(exchangeability)) return;
            for (const auto& unit : units) {
              const double sign = random.below(2) == 1 ? -1.0 : 1.0;
              for (const int row : unit) signs[static_cast<std::size_t>(row)] = sign;
            }
          }};
}

Shuffles given_shuffles(Eigen::MatrixXi source, Eigen::MatrixXd signs) {
  const auto sources = std::make_shared<const Eigen::MatrixXi>(std::move(source));
  const auto given_signs = std::make_shared<const Eigen::MatrixXd>(std::move(signs));
  return {static_cast<std::size_t>(sources->rows()),
          static_cast<std::size_t>(sources->cols()),
          false,
          [sources, given_signs](std::size_t index, std::span<int> to, std::span<double> sign) {
            const auto column = static_cast<Index>(index);
            std::copy(sources->col(column).begin(), sources->col(column).end(), to.begin());
            std::copy(
                given_signs->col(column).begin(), given_signs->col(column).end(), sign.begin());
          }};
}

std::vector<int> row_kinds(const Eigen::Ref<const Eigen::MatrixXd>& design) {
  std::map<std::vector<double>, int> known;
  std::vector<int> kinds;
  kinds.reserve(static_cast<std::size_t>(design.rows()));
  int next = 0;
  for (Index i = 0; i < design.rows(); ++i) {
    std::vector<double> row;
    row.reserve(static_cast<std::size_t>(design.cols()));
    for (Index c = 0; c < design.cols(); ++c) row.push_back(design(i, c));
    if (!design.row(i).allFinite()) {
      kinds.push_back(next++);
      continue;
    }
    const auto [place, is_new] = known.try_emplace(std::move(row), next);
    if (is_new) ++next;
    kinds.push_back(place->second);
  }
  return kinds;
}

std::vector<Problem> check_exchangeability(const Exchangeability& exchangeability,
                                           const Eigen::Ref<const Eigen::MatrixXd>& tested,
                                           const Eigen::Ref<const Eigen::MatrixXd>& design,
                                           double alpha,
                                           const std::string& where) {
  std::vector<Problem> problems;
  const std::vector<int> kinds = row_kinds(tested);
  check_participants(exchangeability, shuffle_cells(exchangeability, kinds), where, problems);
  if (count_shuffles(exchangeability, kinds) < 1.5) {
    problems.push_back(broken("no shuffle that changes what is tested",
                              "a tested regressor that varies among what is exchanged",
                              where));
    return problems;
  }
  const double count = count_shuffles(exchangeability, row_kinds(design));
  if (count * alpha < 1.0) {
    problems.push_back({std::to_string(static_cast<long long>(count)) + " shuffles in all",
                        "enough for p as small as alpha",
                        where,
                        "take a larger alpha, or larger blocks",
                        Severity::warning});
  }
  return problems;
}

}  // namespace rewire
