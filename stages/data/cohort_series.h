#pragma once

#include <string>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// The series of one session among others.
struct CohortSession {
  std::string name;     ///< in tables and file names: "sub-01_ses-pre_task-rest"
  std::string session;  ///< label without "ses-"; empty where unknown
  RegionSeries series;
};

/// Sessions that something is estimated from together.
struct CohortSeries {
  std::vector<CohortSession> sessions;
};

/// At least one session, distinct names; valid series of the same regions and repetition time.
std::vector<Problem> validate(const CohortSeries& cohort, const std::string& where);

void add_content(Digester& digester, const CohortSeries& cohort);

/// The sessions of label `baseline` (with or without "ses-"; all where it is empty), by their
/// place. A label that no session has is a problem.
std::vector<std::size_t> sessions_of(const CohortSeries& cohort,
                                     const std::string& baseline,
                                     std::vector<Problem>& problems);

/// The least number of kept volumes of any session.
std::int64_t shortest_session(const CohortSeries& cohort);

}  // namespace rewire
