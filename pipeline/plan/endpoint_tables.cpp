#include "pipeline/plan/endpoint_tables.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "pipeline/bids/filter.h"
#include "stages/core/error.h"
#include "stages/core/requirements.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

using Eigen::Index;
using Visit = std::pair<std::string, std::string>;

std::map<Visit, Index> rows_of(const TrialTable& table) {
  std::map<Visit, Index> rows;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    rows[{table.rows[row].participant, table.rows[row].session}] = static_cast<Index>(row);
  }
  return rows;
}

/// Per row of `cells`, the row of the trial's table; -1 for nobody's.
std::vector<Index> match_rows(const Table& cells,
                              const TrialTable& table,
                              const std::string& where,
                              std::vector<Problem>& problems) {
  const std::map<Visit, Index> rows = rows_of(table);
  const auto& participants = cells.column("participant_id", where);
  const auto& sessions = cells.column("session_id", where);
  std::vector<Index> places;
  std::vector<std::string> strange;
  std::vector<std::string> twice;
  std::set<Index> seen;
  for (std::size_t row = 0; row < cells.row_count(); ++row) {
    const Visit visit{"sub-" + strip_prefix(participants[row], "sub"),
                      "ses-" + strip_prefix(sessions[row], "ses")};
    const auto found = rows.find(visit);
    places.push_back(found == rows.end() ? -1 : found->second);
    const std::string text = visit.first + " " + visit.second;
    if (found == rows.end()) {
      strange.push_back(text);
    } else if (!seen.insert(found->second).second) {
      twice.push_back(text);
    }
  }
  if (!twice.empty()) {
    problems.push_back({"more than one row for " + enumerate(twice),
                        "one row per participant and session",
                        where,
                        "remove the wrong rows"});
  }
  if (!strange.empty()) {
    problems.push_back({std::to_string(strange.size()) +
                            " rows of no participant and session of "
                            "the trial: " +
                            enumerate(strange),
                        "visits of the participants' table",
                        where,
                        "they are left out",
                        Severity::warning});
  }
  return places;
}

}  // namespace

EndpointFamily endpoint_table(const std::string& name,
                              const std::filesystem::path& path,
                              const TrialTable& table,
                              std::vector<Problem>& problems) {
  EndpointFamily family{name, {}, {}};
  try {
    const Table cells = read_tsv(path);
    const std::vector<Index> places = match_rows(cells, table, path.string(), problems);
    for (const std::string& column : cells.names) {
      if (column != "participant_id" && column != "session_id") {
        family.endpoints.emplace_back(name).append("@").append(column);
      }
    }
    family.values.setConstant(static_cast<Index>(table.rows.size()),
                              static_cast<Index>(family.endpoints.size()),
                              std::numeric_limits<double>::quiet_NaN());
    Index endpoint = 0;
    for (std::size_t c = 0; c < cells.names.size(); ++c) {
      if (cells.names[c] == "participant_id" || cells.names[c] == "session_id") continue;
      const Eigen::VectorXd numbers = to_numbers(cells.columns[c], cells.names[c], path.string());
      for (std::size_t row = 0; row < places.size(); ++row) {
        if (places[row] < 0) continue;
        family.values(places[row], endpoint) = numbers[static_cast<Index>(row)];
      }
      ++endpoint;
    }
  } catch (const Error& error) {
    append(problems, error.problems());
    return {name, {}, {}};
  }
  return family;
}

void excuse_rows_without_numbers(const DataParams& data, TrialData& trial) {
  if (!data.files.empty()) return;
  for (std::size_t row = 0; row < trial.table.rows.size(); ++row) {
    const bool any = std::any_of(
        trial.families.begin(), trial.families.end(), [&](const EndpointFamily& family) {
          return family.values.row(static_cast<Index>(row)).array().isFinite().any();
        });
    std::string& reason = trial.table.rows[row].missing_reason;
    if (!any && reason.empty()) reason = "no row in the tables of endpoints";
  }
}

}  // namespace rewire
