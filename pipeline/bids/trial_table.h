#pragma once

#include <span>
#include <string>
#include <vector>

#include "pipeline/bids/dataset.h"
#include "stages/core/problem.h"
#include "stages/data/trial_table.h"

namespace rewire {

/// What happens to participants whose arm is not known.
enum class ArmlessParticipants {
  refuse,  ///< named in the problems, not in the table
  keep     ///< in the table with the arm "" and "no arm ..." as missing_reason
};

struct TrialTableOptions {
  std::string arm_column = {};     ///< "" takes the only one of arm, group, treatment that exists
  std::string reference_arm = {};  ///< "" takes placebo, control, sham, saline ..., else the first
  std::string baseline = {};       ///< "" by the rule below; with or without "ses-"
  ArmlessParticipants armless = ArmlessParticipants::refuse;
};

/// Participants x sessions of the dataset.
///
/// Session order: when every session has a number in the sessions tables' days column (the first
/// that exists of days_since_dose, days, day, days_since_baseline; the median over participants),
/// by that number. Otherwise first visits (baseline, base, bl; then pre, t0, day0, screening and
/// the like) come first and follow-ups last, and in between the order is that of the times that
/// all names say (24h, day7, 1week), else natural. A session called baseline, base or bl is first
/// whatever the days say (a screening may stand before it), and `baseline` overrules all.
///
/// Rows: every wanted participant (sorted as texts) with every session, in their order. A row whose
/// scan is not in `available` has a missing_reason. Participants without an arm, with several rows
/// in the table, or absent from participants.tsv are left out of the rows and named in `problems`
/// (errors).
///
/// Columns: a column is a covariate when every value is a number ("n/a" apart) and
/// participants.json gives it no Levels; otherwise a factor; site, centre, scanner, sex, gender,
/// race, ethnicity and handedness always are. Columns of the sessions tables go to their row and
/// stand for participants.tsv's of the same name. The days column becomes days_since_dose, unless
/// it is days_since_baseline.
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
