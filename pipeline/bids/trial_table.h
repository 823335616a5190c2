#pragma once

#include <span>
#include <string>
#include <vector>

#include "pipeline/bids/dataset.h"
#include "stages/core/problem.h"
#include "stages/data/trial_table.h"

namespace rewire {

struct TrialTableOptions {
  std::string arm_column;     ///< "" takes the only one of arm, group, treatment that exists
  std::string reference_arm;  ///< "" takes placebo, control, sham, saline ..., else the first
  std::string baseline;       ///< "" by the rule below; with or without "ses-"
};

/// Participants x sessions of the dataset.
///
/// Session order: when every session has a number in the sessions tables' days column (days,
/// days_since_dose, days_since_baseline, day; the median over participants), by that number;
/// otherwise by rank, then natural order, where screening-like names (baseline, base, bl, pre, t0,
/// day0, v0) come first. `baseline` puts one session first whatever else is said.
///
/// Rows: every wanted participant with every session. A row whose scan is not in `available` has a
/// missing_reason. Participants without an arm, with several rows in the table, or absent from
/// participants.tsv are left out of the rows and named in `problems` (errors).
///
/// Columns: a column is a covariate when every value is a number ("n/a" apart) and
/// participants.json gives it no Levels; otherwise a factor. Columns of the sessions tables go to
/// their row.
TrialTable make_trial_table(const Dataset& dataset,
                            std::span<const ScanKey> available,
                            const TrialTableOptions& options,
                            std::vector<Problem>& problems);

/// Available is what the dataset's scans are.
TrialTable make_trial_table(const Dataset& dataset,
                            const TrialTableOptions& options,
                            std::vector<Problem>& problems);

/// The column that holds the arm; empty and a problem when it cannot be told.
std::string arm_column(const Dataset& dataset,
                       const std::string& wanted,
                       std::vector<Problem>& problems);

}  // namespace rewire
