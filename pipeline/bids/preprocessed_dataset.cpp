#include "pipeline/bids/preprocessed_dataset.h"

#include <algorithm>
#include <map>
#include <set>

#include "pipeline/bids/dataset_check.h"
#include "pipeline/bids/dataset_tables.h"
#include "stages/core/requirements.h"
#include "stages/files/nifti_header.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;

/// Where the tables of participants and sessions lie.
fs::path table_root(const fs::path& root) {
  if (fs::exists(root / "participants.tsv")) return root;
  const fs::path above = fs::absolute(root).lexically_normal().parent_path();
  const fs::path raw = above.filename() == "derivatives" ? above.parent_path() : fs::path();
  return !raw.empty() && fs::exists(raw / "participants.tsv") ? raw : root;
}

/// Those of the table and those with scans, as far as wanted.
void add_participants(Dataset& dataset, const fs::path& tables, const Filter& filter) {
  ParticipantsTable table = read_participants(tables, dataset.problems);
  dataset.participant_columns = std::move(table.columns);
  dataset.column_levels = std::move(table.levels);
  std::map<std::string, Participant> all;
  for (Participant& participant : table.participants) {
    const std::string id = participant.id;
    all.emplace(id, std::move(participant));
  }
  for (const ScanFiles& scan : dataset.scans) {
    Participant& participant = all[scan.key.participant()];
    participant.id = scan.key.participant();
    participant.has_directory = true;
  }
  for (auto& [id, participant] : all) {
    if (wants_participant(filter, id)) dataset.participants.push_back(std::move(participant));
  }
  std::sort(dataset.participants.begin(),
            dataset.participants.end(),
            [](const Participant& a, const Participant& b) { return natural_less(a.id, b.id); });
}

void add_sessions(Dataset& dataset, const fs::path& tables, const Filter& filter) {
  for (const Participant& participant : dataset.participants) {
    std::map<std::string, Session> sessions;
    for (const ScanFiles& scan : dataset.scans) {
      if (scan.key.participant() == participant.id)
        sessions[scan.key.session()].has_directory = true;
    }
    const fs::path rows = tables / participant.id / (participant.id + "_sessions.tsv");
    if (fs::exists(rows)) {
      for (Session& row : read_sessions(rows, participant.id, dataset.problems)) {
        sessions[row.id].values = std::move(row.values);
      }
    }
    const std::size_t first = dataset.sessions.size();
    for (auto& [id, session] : sessions) {
      if (!wants_session(filter, id)) continue;
      session.participant = participant.id;
      session.id = id;
      dataset.sessions.push_back(std::move(session));
    }
    std::sort(dataset.sessions.begin() + static_cast<std::ptrdiff_t>(first),
              dataset.sessions.end(),
              [](const Session& a, const Session& b) { return natural_less(a.id, b.id); });
  }
}

std::vector<fs::path> present(const fs::path& file) {
  return file.empty() ? std::vector<fs::path>{} : std::vector<fs::path>{file};
}

}  // namespace

bool holds_derivatives(const fs::path& root) {
  std::vector<Problem> ignored;
  return read_description(root, ignored).type == "derivative";
}

std::vector<std::string> preprocessed_spaces(const fs::path& root) {
  std::vector<Problem> ignored;
  std::set<std::string> spaces;
  for (const DerivativeFile& file :
       find_derivatives(root, {.suffix = "bold", .desc = "preproc"}, {}, ignored)) {
    const std::string space(file.name.label("space"));
    const bool own = space == "boldref" || space == "native" || space == "func";
    if (file.name.extension.starts_with(".nii")) spaces.insert(own ? "" : space);
  }
  return {spaces.begin(), spaces.end()};
}

Dataset index_preprocessed(const fs::path& root, const std::string& space, const Filter& filter) {
  Dataset dataset;
  dataset.root = root;
  dataset.description = read_description(root, dataset.problems);
  for (PreprocessedScan& scan : find_preprocessed(root, space, filter, dataset.problems)) {
    if (scan.confounds.empty()) {
      dataset.unusable_scans.push_back({.key = scan.key, .reason = "no confounds"});
      continue;
    }
    ScanFiles files{.key = scan.key,
                    .bold = scan.bold,
                    .sidecars = present(scan.bold_sidecar),
                    .events = {},
                    .t1w = {}};
    files.preprocessed = std::move(scan);
    dataset.scans.push_back(std::move(files));
  }
  const fs::path tables = table_root(root);
  add_participants(dataset, tables, filter);
  add_sessions(dataset, tables, filter);
  dataset.request_problems = check_any_scan(dataset);
  append(dataset.problems, dataset.request_problems);
  return dataset;
}

std::vector<Problem> check_preprocessed(const PreprocessedScan& scan) {
  Requirements requirements(scan.bold.string(), "take all files from one preprocessing");
  const NiftiHeader header = read_header(scan.bold);
  const auto rows = static_cast<std::int64_t>(read_tsv(scan.confounds).row_count());
  requirements.require(rows == header.volume_count(),
                       std::to_string(header.volume_count()) + " volumes, but " +
                           std::to_string(rows) + " rows in " + scan.confounds.filename().string(),
                       "one row per volume");
  if (!scan.mask.empty()) {
    const Grid mask = grid_of(read_header(scan.mask));
    requirements.require(same_grid(mask, grid_of(header), 1e-2),
                         "a mask of " + describe(mask) + " in " + scan.mask.filename().string(),
                         "the scan's grid of " + describe(grid_of(header)));
  }
  return requirements.take();
}

}  // namespace rewire
