#include "stages/data/cohort_series.h"

#include <algorithm>
#include <limits>
#include <set>

#include "stages/core/number_text.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

bool same_regions(const RegionSeries& a, const RegionSeries& b) {
  return std::equal(a.regions.begin(),
                    a.regions.end(),
                    b.regions.begin(),
                    b.regions.end(),
                    [](const RegionSignal& one, const RegionSignal& other) {
                      return one.region.name == other.region.name;
                    });
}

std::string without_prefix(const std::string& label) {
  return label.starts_with("ses-") ? label.substr(4) : label;
}

}  // namespace

std::vector<Problem> validate(const CohortSeries& cohort, const std::string& where) {
  Requirements requirements(where, "analyse all sessions alike, or leave some out");
  requirements.require(!cohort.sessions.empty(), "no session", "one or more");
  std::set<std::string> names;
  for (const CohortSession& session : cohort.sessions) {
    const std::string place = where + " › " + session.name;
    requirements.require(
        names.insert(session.name).second, session.name + " twice", "every session once");
    requirements.add(validate(session.series, place));
    const RegionSeries& first = cohort.sessions.front().series;
    requirements.require(same_regions(session.series, first),
                         session.name + " with other regions than " + cohort.sessions.front().name,
                         "the same regions in the same order");
    requirements.require(
        session.series.repetition_time_s == first.repetition_time_s,
        session.name + " with a repetition time of " +
            format_number(session.series.repetition_time_s) + " s",
        format_number(first.repetition_time_s) + " s as " + cohort.sessions.front().name);
  }
  return requirements.take();
}

void add_content(Digester& digester, const CohortSeries& cohort) {
  digester.integer(static_cast<std::int64_t>(cohort.sessions.size()));
  for (const CohortSession& session : cohort.sessions) {
    digester.text(session.name).text(session.session);
    add_content(digester, session.series);
  }
}

std::vector<std::size_t> sessions_of(const CohortSeries& cohort,
                                     const std::string& baseline,
                                     std::vector<Problem>& problems) {
  std::vector<std::size_t> places;
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < cohort.sessions.size(); ++i) {
    const std::string& label = cohort.sessions[i].session;
    if (baseline.empty() || label == without_prefix(baseline)) places.push_back(i);
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
  }
  if (places.empty()) {
    problems.push_back({.found = "no session " + baseline,
                        .expected = "one of " + enumerate(labels),
                        .where = "baseline",
                        .remedy = "name the label of the baseline's sessions"});
  }
  return places;
}

std::int64_t shortest_session(const CohortSeries& cohort) {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (const CohortSession& session : cohort.sessions) {
    const std::vector<std::uint8_t>& kept = session.series.kept;
    least = std::min<std::int64_t>(least, std::count(kept.begin(), kept.end(), std::uint8_t{1}));
  }
  return least;
}

}  // namespace rewire
