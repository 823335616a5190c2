#include "stages/files/flow_file.h"

#include <string>
#include <utility>

#include "stages/files/tsv.h"

namespace rewire {

void write_flow(const std::filesystem::path& path, const std::vector<FlowRow>& flow) {
  const auto column = [&](const auto& cell) {
    std::vector<std::string> cells;
    cells.reserve(flow.size());
    for (const FlowRow& row : flow) {
      std::string text(cell(row));
      cells.push_back(text.empty() ? "n/a" : std::move(text));
    }
    return cells;
  };
  Table table;
  table.add("participant_id", column([](const FlowRow& row) { return row.participant; }));
  table.add("session_id", column([](const FlowRow& row) { return row.session; }));
  table.add("arm", column([](const FlowRow& row) { return row.arm; }));
  table.add("analysed",
            column([](const FlowRow& row) { return row.excluded_reason.empty() ? "yes" : "no"; }));
  table.add("reason", column([](const FlowRow& row) { return row.excluded_reason; }));
  write_tsv(path, table);
}

}  // namespace rewire
