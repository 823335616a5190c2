#include "pipeline/report/finding_tables.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "stages/core/number_text.h"
#include "stages/files/findings_tables.h"
#include "stages/files/network_files.h"

namespace rewire {
namespace {

using nlohmann::json;

constexpr std::size_t most_rows = 60;

/// Rows in their order, or of a long table those of the smallest numbers in column `by`.
std::vector<std::size_t> shown_rows(const Table& table, const std::string& by) {
  std::vector<std::size_t> rows(table.row_count());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const auto column = table.find(by);
  if (rows.size() <= most_rows || !column) return rows;
  const auto key = [&](std::size_t row) {
    return parse_number(table.columns[*column][row])
        .value_or(std::numeric_limits<double>::infinity());
  };
  std::stable_sort(
      rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  rows.resize(most_rows);
  return rows;
}

struct Shown {
  const char* id;
  const char* title;
  const char* intro;
  const char* by;  ///< column whose smallest numbers are shown of a long table
};

void add(json& tables, const Shown& shown, const Table& table) {
  if (table.row_count() == 0) return;
  json rows = json::array();
  for (const std::size_t row : shown_rows(table, shown.by)) {
    json cells = json::array();
    for (const auto& column : table.columns)
      cells.push_back(is_missing(column[row]) ? "" : column[row]);
    rows.push_back(std::move(cells));
  }
  tables.push_back({{"id", shown.id},
                    {"title", shown.title},
                    {"intro", shown.intro},
                    {"all", table.row_count()},
                    {"heads", table.names},
                    {"rows", std::move(rows)}});
}

}  // namespace

json finding_tables(const Comparison& comparison, const PlannedComparison* planned) {
  json tables = json::array();
  add(tables,
      {"networks",
       "Connected edges",
       "Network-based statistics: edges beyond a threshold of |t| that hang together; p by the "
       "largest "
       "of each permutation. A p says something of a component as a whole, of none of its edges.",
       "p_extent"},
      component_columns().write(comparison.components));
  add(tables,
      {"edge-sets",
       "Sets of edges",
       "All edges between two sets of regions tested together by their mean t.",
       "p"},
      set_columns().write(comparison.sets));
  if (planned == nullptr) return tables;
  const TrialFindings& findings = planned->findings;
  add(tables,
      {"omnibus",
       "Whether the arms differ at all",
       "One F of all arms per endpoint and follow-up; p_fwe by the largest F of the endpoints that "
       "are tested together, by permutation.",
       "p"},
      omnibus_columns().write(findings.omnibus));
  add(tables,
      {"associations",
       "Change of endpoints and change of scores",
       "Partial correlations, or slopes of follow-up on baseline (moderation); q over endpoints.",
       "p"},
      association_columns().write(findings.associations));
  add(tables,
      {"predictions",
       "Prediction",
       "Nested cross-validation, all work on features inside the folds. An r that is not above "
       "what "
       "permuted outcomes reach (null_r_high is their 95th percentile) is no prediction.",
       "p"},
      prediction_columns().write(findings.predictions));
  add(tables,
      {"reliability",
       "Reliability in the reference arm",
       "Intraclass correlation over sessions and the change of one participant that is more than "
       "measurement error.",
       "endpoint"},
      reliability_columns().write(findings.reliability));
  add(tables,
      {"next-trial",
       "The size of a next trial",
       "From the reference arm's changes; difference in standard deviations of change, "
       "participants "
       "per arm for the planned power by change and adjusted for baseline.",
       "difference"},
      power_columns().write(findings.power));
  add(tables,
      {"people",
       "Change of each participant",
       "Against the changes of the reference arm (Crawford and Howell's t); q over the endpoints "
       "of one participant. Beside it Jacobson and Truax' reliable change index: beyond 1.96 the "
       "change is more than error of measurement. Whole maps are in personal_changes.h5.",
       "p"},
      person_columns().write(findings.people));
  return tables;
}

}  // namespace rewire
