#include "pipeline/activity_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "stages/core/number_text.h"

namespace rewire {
namespace {

using Eigen::Index;
using Sessions = std::vector<const LocalActivity*>;

/// One arm in one session.
struct Cell {
  std::string arm;
  std::string session;
  Sessions activities;
};

bool alike(const LocalActivity& a, const LocalActivity& b) {
  const auto same_region = [](const RegionSignal& one, const RegionSignal& other) {
    return one.region.name == other.region.name;
  };
  const auto same_measure = [](const RegionActivity& one, const RegionActivity& other) {
    return one.name == other.name;
  };
  return std::ranges::equal(a.regions, b.regions, same_region) &&
         std::ranges::equal(a.measures, b.measures, same_measure);
}

std::vector<Cell> cells_of(const TrialTable& table,
                           std::span<const std::optional<LocalActivity>> sessions,
                           const LocalActivity& first) {
  std::vector<Cell> cells;
  for (const std::string& arm : table.arms) {
    for (const std::string& session : table.sessions) {
      cells.push_back({.arm = arm, .session = session, .activities = {}});
    }
  }
  for (std::size_t row = 0; row < sessions.size(); ++row) {
    if (!sessions[row] || !alike(*sessions[row], first)) continue;
    for (Cell& cell : cells) {
      if (cell.arm == table.rows[row].arm && cell.session == table.rows[row].session) {
        cell.activities.push_back(&*sessions[row]);
      }
    }
  }
  return cells;
}

struct Spread {
  std::int64_t count = 0;
  double mean = std::numeric_limits<double>::quiet_NaN();
  double deviation = std::numeric_limits<double>::quiet_NaN();
};

Spread spread_of(const Sessions& activities,
                 std::size_t measure,
                 Eigen::VectorXd RegionActivity::*values,
                 Index region) {
  std::vector<double> numbers;
  for (const LocalActivity* activity : activities) {
    const double value = (activity->measures[measure].*values)[region];
    if (std::isfinite(value)) numbers.push_back(value);
  }
  Spread spread{.count = static_cast<std::int64_t>(numbers.size())};
  if (numbers.empty()) return spread;
  const auto count = static_cast<double>(numbers.size());
  double sum = 0.0;
  for (const double number : numbers) sum += number;
  spread.mean = sum / count;
  double squares = 0.0;
  for (const double number : numbers) squares += std::pow(number - spread.mean, 2);
  if (numbers.size() > 1) spread.deviation = std::sqrt(squares / (count - 1.0));
  return spread;
}

constexpr std::array<std::pair<const char*, Eigen::VectorXd RegionActivity::*>, 3> scales{
    {{"", &RegionActivity::values},
     {"_z", &RegionActivity::z},
     {"_ratio", &RegionActivity::ratio}}};

}  // namespace

Table activity_table(const TrialTable& table,
                     std::span<const std::optional<LocalActivity>> sessions) {
  const auto found =
      std::ranges::find_if(sessions, [](const auto& one) { return one.has_value(); });
  if (found == sessions.end() || (*found)->measures.empty()) return {};
  const LocalActivity& first = **found;
  std::vector<std::string> names{"measure", "region", "structure", "arm", "session", "n"};
  for (const auto& [suffix, values] : scales) {
    names.insert(names.end(), {std::string("mean") + suffix, std::string("sd") + suffix});
  }
  Table result;
  for (const std::string& name : names) result.add(name, {});
  const std::vector<Cell> cells = cells_of(table, sessions, first);
  for (std::size_t m = 0; m < first.measures.size(); ++m) {
    for (std::size_t r = 0; r < first.regions.size(); ++r) {
      const Region& region = first.regions[r].region;
      for (const Cell& cell : cells) {
        std::vector<std::string> row{first.measures[m].name,
                                     region.name,
                                     std::string(to_text(region.structure)),
                                     cell.arm,
                                     cell.session.empty() ? "n/a" : cell.session};
        for (const auto& [suffix, values] : scales) {
          const Spread spread = spread_of(cell.activities, m, values, static_cast<Index>(r));
          if (row.size() == 5) row.push_back(std::to_string(spread.count));
          row.push_back(format_number(spread.mean));
          row.push_back(format_number(spread.deviation));
        }
        for (std::size_t c = 0; c < row.size(); ++c) result.columns[c].push_back(row[c]);
      }
    }
  }
  return result;
}

}  // namespace rewire
