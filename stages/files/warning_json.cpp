#include "stages/files/warning_json.h"

#include <nlohmann/json.hpp>

namespace rewire {

nlohmann::json warnings_to_json(const std::vector<Problem>& warnings) {
  nlohmann::json list = nlohmann::json::array();
  for (const Problem& warning : warnings) {
    list.push_back({{"Found", warning.found},
                    {"Expected", warning.expected},
                    {"Where", warning.where},
                    {"Remedy", warning.remedy}});
  }
  return list;
}

std::vector<Problem> warnings_from_json(const nlohmann::json& list) {
  std::vector<Problem> warnings;
  for (const nlohmann::json& warning : list) {
    warnings.push_back({.found = warning.at("Found").get<std::string>(),
                        .expected = warning.at("Expected").get<std::string>(),
                        .where = warning.at("Where").get<std::string>(),
                        .remedy = warning.at("Remedy").get<std::string>(),
                        .severity = Severity::warning});
  }
  return warnings;
}

}  // namespace rewire
