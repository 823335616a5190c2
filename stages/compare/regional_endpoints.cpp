#include "stages/compare/regional_endpoints.h"

#include <cmath>
#include <numeric>

#include "stages/compare/endpoint_agreement.h"
#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/data/region_sets.h"

namespace rewire {
namespace {

using Eigen::Index;
using Sessions = std::span<const std::optional<RegionalMeasures>>;

std::string joined_names(const RegionalMeasures& measures) {
  std::string names;
  for (const std::string& name : measures.names) names += (names.empty() ? "" : " ") + name;
  return names;
}

const RegionalMeasures* require_agreement(const TrialTable& table,
                                          Sessions sessions,
                                          const std::string& remedy) {
  std::vector<Problem> problems = check_row_count(table, sessions.size());
  throw_if_errors(problems);
  const RegionalMeasures* first = nullptr;
  for (std::size_t row = 0; row < sessions.size(); ++row) {
    const auto& here = sessions[row];
    if (!here) continue;
    if (first == nullptr) first = &*here;
    const std::string where = visit_name(table.rows[row]);
    append(problems,
           check_same_regions(here->atlas, here->regions, first->atlas, first->regions, where));
    if (here->names != first->names) {
      problems.push_back({"measures " + joined_names(*here),
                          joined_names(*first) + ", as in the first session",
                          where,
                          remedy});
    }
  }
  throw_if_errors(problems);
  return first;
}

/// The structures and prefrontal sub-areas that the atlas tags, behind all regions where `whole`
/// names them.
std::vector<RegionSet> places_of(const std::vector<RegionSignal>& regions,
                                 const std::string& whole) {
  std::vector<RegionSet> places;
  if (!whole.empty()) {
    places.push_back({.name = whole, .members = std::vector<Index>(regions.size())});
    std::iota(places[0].members.begin(), places[0].members.end(), Index{0});
  }
  for (const auto& sets : {structure_sets(regions), prefrontal_sets(regions)}) {
    places.insert(places.end(), sets.begin(), sets.end());
  }
  std::erase_if(places, [](const RegionSet& set) { return set.members.empty(); });
  return places;
}

/// Sessions of the participant of `row`, that row among them.
std::vector<const RegionalMeasures*> same_participant(const TrialTable& table,
                                                      Sessions sessions,
                                                      std::size_t row) {
  std::vector<const RegionalMeasures*> found;
  for (std::size_t other = 0; other < sessions.size(); ++other) {
    if (sessions[other] && table.rows[other].participant == table.rows[row].participant) {
      found.push_back(&*sessions[other]);
    }
  }
  return found;
}

/// Mean over the members of `set` that are numbers in all of `participant`'s sessions.
double mean_of(const RegionalMeasures& session,
               const std::vector<const RegionalMeasures*>& participant,
               const RegionSet& set,
               std::size_t measure) {
  double sum = 0.0;
  int used = 0;
  for (const Index region : set.members) {
    bool complete = true;
    for (const RegionalMeasures* other : participant) {
      complete = complete && std::isfinite(other->values[measure][region]);
    }
    if (!complete) continue;
    sum += session.values[measure][region];
    ++used;
  }
  return used > 0 ? sum / used : nan;
}

}  // namespace

std::vector<EndpointFamily> regional_endpoints(const TrialTable& table,
                                               Sessions sessions,
                                               const RegionalFamilies& families) {
  const RegionalMeasures* first = require_agreement(table, sessions, families.remedy);
  if (first == nullptr || first->names.empty()) return {};
  const std::vector<RegionSet> places = places_of(first->regions, families.whole);
  EndpointFamily regional{families.of_regions, {}, {}};
  EndpointFamily structural{families.of_structures, {}, {}};
  for (const std::string& measure : first->names) {
    for (const RegionSignal& region : first->regions) {
      regional.endpoints.push_back(measure + "@" + region.region.name);
    }
    for (const RegionSet& place : places) {
      structural.endpoints.push_back(measure + "@" + place.name);
    }
  }
  for (EndpointFamily* family : {&regional, &structural}) {
    family->values.setConstant(
        static_cast<Index>(sessions.size()), static_cast<Index>(family->endpoints.size()), nan);
  }
  for (std::size_t row = 0; row < sessions.size(); ++row) {
    if (!sessions[row]) continue;
    const auto participant = same_participant(table, sessions, row);
    const auto r = static_cast<Index>(row);
    Index column = 0;
    for (std::size_t m = 0; m < first->names.size(); ++m) {
      const Eigen::VectorXd& values = sessions[row]->values[m];
      regional.values.row(r).segment(static_cast<Index>(m) * values.size(), values.size()) =
          values.transpose();
      for (const RegionSet& place : places) {
        structural.values(r, column++) = mean_of(*sessions[row], participant, place, m);
      }
    }
  }
  std::vector<EndpointFamily> made{std::move(regional), std::move(structural)};
  std::erase_if(made, [](const EndpointFamily& family) { return family.endpoints.empty(); });
  return made;
}

}  // namespace rewire
