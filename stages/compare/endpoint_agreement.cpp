#include "stages/compare/endpoint_agreement.h"

#include <algorithm>

namespace rewire {

std::string visit_name(const TrialRow& row) {
  return row.session.empty() ? row.participant : row.participant + " " + row.session;
}

std::vector<Problem> check_row_count(const TrialTable& table, std::size_t count) {
  if (table.rows.size() == count) return {};
  return {{std::to_string(count) + " sessions",
           std::to_string(table.rows.size()) + ", one per row of the trial table",
           "endpoints",
           "give an empty place for a missing session"}};
}

std::vector<Problem> check_same_regions(const std::string& atlas,
                                        const std::vector<RegionSignal>& regions,
                                        const std::string& first_atlas,
                                        const std::vector<RegionSignal>& first_regions,
                                        const std::string& where) {
  const char* remedy = "compute every session with the same atlas";
  if (atlas != first_atlas) {
    return {{"atlas " + atlas, first_atlas + ", as in the first session", where, remedy}};
  }
  if (regions.size() != first_regions.size()) {
    return {{std::to_string(regions.size()) + " regions",
             std::to_string(first_regions.size()) + ", as in the first session",
             where,
             remedy}};
  }
  const auto [here, first] = std::mismatch(
      regions.begin(),
      regions.end(),
      first_regions.begin(),
      [](const RegionSignal& a, const RegionSignal& b) { return a.region.name == b.region.name; });
  if (here == regions.end()) return {};
  return {{"region " + here->region.name,
           first->region.name + ", as in the first session",
           where,
           remedy}};
}

}  // namespace rewire
