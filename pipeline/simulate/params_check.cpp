#include <algorithm>
#include <cctype>
#include <set>

#include "pipeline/simulate/magnetisation.h"
#include "pipeline/simulate/params.h"
#include "stages/core/error.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

constexpr const char* where = "simulate parameters";

bool is_bids_label(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 && c < 128;
  });
}

void check_names(std::vector<Problem>& problems,
                 const std::string& what,
                 const std::vector<std::string>& names) {
  if (names.empty()) {
    problems.push_back({"no " + what, "at least one", where, "name one"});
  }
  std::set<std::string> seen;
  for (const std::string& name : names) {
    std::string quoted = what;
    quoted.append(" \"").append(name).append("\"");
    if (!is_bids_label(name)) {
      problems.push_back({quoted, "letters and digits only", where, "rename it"});
    }
    if (!seen.insert(name).second) {
      problems.push_back({quoted + " twice", "different names", where, "rename one"});
    }
  }
}

void check_per_session(std::vector<Problem>& problems,
                       const std::string& what,
                       const std::vector<double>& values,
                       const SimulateParams& params) {
  if (values.size() == params.sessions.size()) return;
  problems.push_back({std::to_string(values.size()) + " " + what,
                      "one for each of the " + std::to_string(params.sessions.size()) + " sessions",
                      where,
                      "give as many as sessions"});
}

/// Volumes can only be unsteady for as long as the magnetisation takes.
void check_start(std::vector<Problem>& problems, const SimulateParams& params) {
  const std::int64_t most = simulation::volumes_to_steady_state(params);
  const std::int64_t dummies = params.dummy_volumes.value_or(most);
  if (dummies > most) {
    problems.push_back({std::to_string(dummies) + " dummy volumes",
                        "at most " + std::to_string(most) +
                            ", after which this repetition time and flip angle are steady",
                        where,
                        "ask for less, or for \"all\""});
  }
  if (dummies + 10 > params.volumes) {
    problems.push_back({std::to_string(params.volumes) + " volumes of which " +
                            std::to_string(dummies) + " are dummies",
                        "at least 10 others",
                        where,
                        "ask for more volumes"});
  }
}

void check_spread(std::vector<Problem>& problems, const std::string& name, double spread) {
  constexpr double smallest = 0.01;
  if (spread == 0.0 || spread >= smallest) return;
  problems.push_back({name + " = " + format_number(spread),
                      "0, or " + format_number(smallest) + " and more",
                      where,
                      "smaller ones do not show; take 0"});
}

std::vector<std::string> both_sides(const std::string& name) {
  if (name.ends_with("_L") || name.ends_with("_R")) return {name};
  return {name + "_L", name + "_R"};
}

}  // namespace

std::vector<PlantedEdge> planted_edges(const SimulateParams& params) {
  std::vector<PlantedEdge> edges;
  for (const std::string& text : params.planted_effects) {
    const std::size_t first = text.find(':');
    const std::size_t second = first == std::string::npos ? first : text.find(':', first + 1);
    const auto share =
        second == std::string::npos ? std::nullopt : parse_number(text.substr(second + 1));
    if (!share || first == 0 || second == first + 1) {
      throw ConfigError({"planted effect \"" + text + "\"",
                         "region:region:share",
                         where,
                         "write it like Amygdala:Frontal_Sup_Medial:-1"});
    }
    for (const std::string& a : both_sides(text.substr(0, first))) {
      for (const std::string& b : both_sides(text.substr(first + 1, second - first - 1))) {
        edges.push_back({a, b, *share});
      }
    }
  }
  return edges;
}

std::vector<Problem> check_simulate(const SimulateParams& params) {
  std::vector<Problem> problems;
  check_names(problems, "arm", params.arms);
  check_names(problems, "session", params.sessions);
  check_names(problems, "site", params.sites);
  check_per_session(problems, "session days", params.session_days, params);
  check_per_session(problems, "session effects", params.session_effects, params);
  check_start(problems, params);
  check_spread(problems, "participant_spread", params.participant_spread);
  check_spread(problems, "session_spread", params.session_spread);
  if (params.echo_time_s >= params.repetition_time_s) {
    problems.push_back({"an echo time of " + format_number(params.echo_time_s) + " s",
                        "less than the repetition time",
                        where,
                        "shorten it"});
  }
  try {
    planted_edges(params);
  } catch (const ConfigError& error) {
    append(problems, error.problems());
  }
  return problems;
}

}  // namespace rewire
