#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/core/problem.h"

namespace rewire {

/// A BIDS file name taken apart: sub-01_task-rest_bold.nii.gz has the entities (sub, 01) and (task,
/// rest), the suffix bold and the extension .nii.gz. Entities keep the order of the name.
struct BidsName {
  std::vector<std::pair<std::string, std::string>> entities;
  std::string suffix;
  std::string extension;  ///< from the first dot on; "" without one

  /// The label of an entity; "" when the name does not have it.
  std::string_view label(std::string_view entity) const;
  void set(std::string_view entity, std::string_view label);  ///< an empty label removes it
};

/// Letters and digits, and the plus sign that BIDS allows within a label; not empty.
bool is_bids_label(std::string_view text);

/// An entity that BIDS, fMRIPrep or XCP-D has.
bool is_known_entity(std::string_view entity);
std::vector<std::string> known_entities();

/// Reads entities in any order. Empty when the name is broken; `problem` (may be null) then says
/// how: a part without a dash, an empty or non-alphanumeric label, an entity twice, no suffix.
std::optional<BidsName> parse_bids_name(std::string_view file_name, Problem* problem = nullptr);

/// The name with its entities in the order that XCP-D and fMRIPrep write: sub, ses, sample, task,
/// tracksys, acq, nuc, voi, ce, trc, stain, dir, rec, run, mod, echo, flip, inv, mt, part, proc,
/// recording, space, cohort, atlas, seg, res, den, hemi, label, split, from, to, mode, stat, meas,
/// measure, chunk, desc; others keep their order and come before desc.
std::string compose_bids_name(const BidsName& name);

/// What tells one scan from another; labels without their prefix, "" where absent.
struct ScanKey {
  std::string sub;
  std::string ses;
  std::string task;
  std::string acq;
  std::string ce;
  std::string dir;
  std::string rec;
  std::string run;
  std::string echo;
  std::string part;

  std::string participant() const { return "sub-" + sub; }
  std::string session() const { return ses.empty() ? "" : "ses-" + ses; }

  bool operator==(const ScanKey&) const = default;
};

ScanKey scan_key(const BidsName& name);

/// "sub-01_ses-pre_task-rest_run-1": the start of every file name that belongs to the scan.
std::string to_text(const ScanKey& key);
/// "sub-01 ses-pre task-rest run-1" for messages.
std::string describe(const ScanKey& key);

/// The same text, or numbers of the same value ("01" is "1").
bool same_label(std::string_view a, std::string_view b);

/// Texts in the order that people give them: runs of digits compare by value, so ses-2 comes before
/// ses-10.
bool natural_less(std::string_view a, std::string_view b);
bool natural_less(const ScanKey& a, const ScanKey& b);

}  // namespace rewire
