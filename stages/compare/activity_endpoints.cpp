#include <cmath>
#include <limits>
#include <string>

#include "stages/compare/endpoint_agreement.h"
#include "stages/compare/endpoints.h"
#include "stages/core/error.h"
#include "stages/data/region_sets.h"

namespace rewire {
namespace {

using Eigen::Index;
using Sessions = std::span<const std::optional<LocalActivity>>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::string measure_names(const LocalActivity& activity) {
  std::string names;
  for (const RegionActivity& measure : activity.measures) names += " " + measure.name;
  return names;
}

const LocalActivity* require_agreement(const TrialTable& table, Sessions sessions) {
  std::vector<Problem> problems = check_row_count(table, sessions.size());
  throw_if_errors(problems);
  const LocalActivity* first = nullptr;
  for (std::size_t row = 0; row < sessions.size(); ++row) {
    const auto& here = sessions[row];
    if (!here) continue;
    if (first == nullptr) first = &*here;
    const std::string where = visit_name(table.rows[row]);
    append(problems,
           check_same_regions(here->atlas, here->regions, first->atlas, first->regions, where));
    if (measure_names(*here) != measure_names(*first)) {
      problems.push_back({"measures" + measure_names(*here),
                          measure_names(*first).substr(1) + ", as in the first session",
                          where,
                          "compute every session's local activity with the same program"});
    }
  }
  throw_if_errors(problems);
  return first;
}

/// The structures and prefrontal sub-areas that the atlas tags.
std::vector<RegionSet> structures_of(const LocalActivity& activity) {
  std::vector<RegionSet> all = structure_sets(activity.regions);
  const std::vector<RegionSet> areas = prefrontal_sets(activity.regions);
  all.insert(all.end(), areas.begin(), areas.end());
  std::erase_if(all, [](const RegionSet& set) { return set.members.empty(); });
  return all;
}

/// Sessions of the participant of `row`, that row among them.
std::vector<const LocalActivity*> same_participant(const TrialTable& table,
                                                   Sessions sessions,
                                                   std::size_t row) {
  std::vector<const LocalActivity*> found;
  for (std::size_t other = 0; other < sessions.size(); ++other) {
    if (sessions[other] && table.rows[other].participant == table.rows[row].participant) {
      found.push_back(&*sessions[other]);
    }
  }
  return found;
}

/// Mean over the members of `set` that are numbers in all of `participant`'s sessions.
double structure_mean(const LocalActivity& session,
                      const std::vector<const LocalActivity*>& participant,
                      const RegionSet& set,
                      std::size_t measure) {
  double sum = 0.0;
  int used = 0;
  for (const Index region : set.members) {
    bool complete = true;
    for (const LocalActivity* other : participant) {
      complete = complete && std::isfinite(other->measures[measure].z[region]);
    }
    if (!complete) continue;
    sum += session.measures[measure].z[region];
    ++used;
  }
  return used > 0 ? sum / used : not_a_number;
}

}  // namespace

std::vector<EndpointFamily> activity_endpoints(const TrialTable& table, Sessions sessions) {
  const LocalActivity* first = require_agreement(table, sessions);
  if (first == nullptr || first->measures.empty()) return {};
  const std::vector<RegionSet> structures = structures_of(*first);
  EndpointFamily regional{"local_activity", {}, {}};
  EndpointFamily structural{"structure_activity", {}, {}};
  for (const RegionActivity& measure : first->measures) {
    for (const RegionSignal& region : first->regions) {
      regional.endpoints.push_back(measure.name + "@" + region.region.name);
    }
    for (const RegionSet& set : structures) {
      structural.endpoints.push_back(measure.name + "@" + set.name);
    }
  }
  for (EndpointFamily* family : {&regional, &structural}) {
    family->values.setConstant(static_cast<Index>(sessions.size()),
                               static_cast<Index>(family->endpoints.size()),
                               not_a_number);
  }
  for (std::size_t row = 0; row < sessions.size(); ++row) {
    if (!sessions[row]) continue;
    const auto participant = same_participant(table, sessions, row);
    const auto r = static_cast<Index>(row);
    Index column = 0;
    for (std::size_t m = 0; m < first->measures.size(); ++m) {
      const Eigen::VectorXd& z = sessions[row]->measures[m].z;
      regional.values.row(r).segment(static_cast<Index>(m) * z.size(), z.size()) = z.transpose();
      for (const RegionSet& set : structures) {
        structural.values(r, column++) = structure_mean(*sessions[row], participant, set, m);
      }
    }
  }
  std::vector<EndpointFamily> families{std::move(regional), std::move(structural)};
  std::erase_if(families, [](const EndpointFamily& family) { return family.endpoints.empty(); });
  return families;
}

}  // namespace rewire
