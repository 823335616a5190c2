#include "pipeline/volume_table.h"

#include <string>

#include "stages/core/number_text.h"

namespace rewire {

Table volume_table(const TrialTable& table, std::span<const EndpointFamily> families) {
  Table result;
  if (families.empty()) return result;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto values = families.front().values.row(static_cast<Eigen::Index>(row));
    if (values.array().isFinite().any()) rows.push_back(row);
  }
  if (rows.empty()) return result;
  std::vector<std::string> participants;
  std::vector<std::string> sessions;
  for (const std::size_t row : rows) {
    participants.push_back(table.rows[row].participant);
    sessions.push_back(table.rows[row].session);
  }
  result.add("participant_id", std::move(participants));
  result.add("session_id", std::move(sessions));
  for (const EndpointFamily& family : families) {
    for (std::size_t endpoint = 0; endpoint < family.endpoints.size(); ++endpoint) {
      const std::string& name = family.endpoints[endpoint];
      std::vector<std::string> cells;
      cells.reserve(rows.size());
      for (const std::size_t row : rows) {
        cells.push_back(format_number(
            family.values(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(endpoint))));
      }
      result.add(name.substr(name.find('@') + 1), std::move(cells));
    }
  }
  return result;
}

}  // namespace rewire
