#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/bids/derivatives.h"
#include "pipeline/bids/entities.h"
#include "pipeline/bids/field_maps.h"
#include "pipeline/bids/filter.h"
#include "stages/core/problem.h"

namespace rewire {

/// dataset_description.json.
struct DatasetDescription {
  std::string name;
  std::string bids_version;
  std::string type;  ///< "raw" or "derivative"; "raw" when the file does not say
};

/// One participant that participants.tsv names or that has a directory.
struct Participant {
  std::string id;  ///< "sub-01"
  bool in_table = false;
  bool has_directory = false;
  bool has_conflicting_rows = false;          ///< several rows of participants.tsv that differ
  std::map<std::string, std::string> values;  ///< column -> text of participants.tsv; no "n/a"
};

/// One session of one participant: a directory, or a row of a sessions table.
struct Session {
  std::string participant;  ///< "sub-01"
  std::string id;           ///< "ses-pre"; "" in a dataset without sessions
  bool has_directory = false;
  std::map<std::string, std::string> values;  ///< column -> text of *_sessions.tsv; no "n/a"
};

struct AnatomicalFile {
  std::filesystem::path path;
  std::string session;  ///< "ses-pre"; "" without sessions
  bool same_session = false;
};

/// One BOLD scan and what belongs to it.
struct ScanFiles {
  ScanKey key;
  std::filesystem::path bold;
  std::vector<std::filesystem::path> sidecars;  ///< root first; later ones win
  double repetition_time_s = 0.0;               ///< from the merged sidecars
  std::optional<std::filesystem::path> events;
  std::optional<AnatomicalFile> t1w;  ///< of the same session, else of the participant's first
  std::vector<AnatomicalFile> session_t1w = {};  ///< the participant's, the first of each session
  /// The participant's scans, the first of each session, whatever the filter wants of them.
  std::vector<AnatomicalFile> session_bold = {};
  std::optional<FieldMapFiles> field_map = {};        ///< what was measured of the field for it
  std::optional<PreprocessedScan> preprocessed = {};  ///< `bold` is another program's work
};

/// A scan that is there and that the filter wants, but that cannot be analysed.
struct UnusableScan {
  ScanKey key;
  std::string reason;  ///< "no RepetitionTime"
  /// warning: a kind of scan that is left out (multi-echo); error: a scan that somebody must mend.
  Severity severity = Severity::error;
};

/// A raw BIDS dataset.
struct Dataset {
  std::filesystem::path root;
  DatasetDescription description;
  std::vector<std::string> participant_columns;
  /// "Levels" of participants.json: column -> level -> what it means.
  std::map<std::string, std::map<std::string, std::string>> column_levels;
  std::vector<Participant> participants;  ///< natural order; those that the filter wants
  std::vector<Session> sessions;          ///< natural order within participants
  std::vector<ScanFiles> scans;           ///< natural order of keys
  std::vector<UnusableScan> unusable_scans;
  std::vector<Problem> problems;  ///< everything that is wrong, in the order of the files
  /// Those of `problems` that make a run of the whole senseless: labels in the filter that no scan
  /// has, no scan at all. The other errors keep only their own scans from being analysed.
  std::vector<Problem> request_problems;
};

/// Reads names, tables and sidecars below `root`; opens no image. Follows symbolic links; skips
/// hidden entries, what .bidsignore names, derivatives, sourcedata, code and stimuli.
///
/// Severity: an `error` is something without which a wanted scan cannot be analysed (an image
/// whose link leads nowhere, two files for one scan, no repetition time in any sidecar, an
/// unknown label in the filter, no scan at all); the rest are warnings (a broken name, no T1w, a
/// participant missing from participants.tsv or without data, multi-echo scans, which are left
/// out). Of several scans that differ in nothing but the spelling of a run (run-1, run-01) none is
/// usable. Phase images (part-phase, part-real, part-imag) are no scans of their own.
/// Throws InputError only when `root` cannot be read.
Dataset index_dataset(const std::filesystem::path& root, const Filter& filter = {});

}  // namespace rewire
