#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire {

/// One planned visit of one participant.
struct TrialRow {
  std::string participant;  ///< "sub-01"
  std::string session;      ///< "ses-baseline"; "" in a trial without sessions
  std::string arm;
  std::optional<double> days_since_dose;
  /// Numeric columns of participants.tsv and sessions.tsv
  std::map<std::string, double> covariates;
  std::map<std::string, std::string> factors;  ///< other columns (site, sex)
  std::string missing_reason;  ///< why there is no connectivity; empty when there is
};

/// Participants x sessions, sorted by participant then session; a missing session is a row with a
/// reason.
struct TrialTable {
  std::vector<std::string> arms;      ///< reference arm first
  std::vector<std::string> sessions;  ///< baseline first
  std::vector<TrialRow> rows;
};

std::vector<Problem> validate(const TrialTable& table, const std::string& where);

void add_content(Digester& digester, const TrialTable& table);

}  // namespace rewire
