#include "pipeline/run_status.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "pipeline/engine/output_lock.h"
#include "pipeline/engine/records.h"
#include "pipeline/record_files.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;

/// What is no longer as it was when the scan was analysed; empty when all is.
std::string what_changed(const ScanFiles& scan,
                         const fs::path& output,
                         const engine::Records& records) {
  for (const fs::path& file : records.result_files()) {
    if (!fs::exists(file)) return file.string() + " is gone";
    if (!records.unchanged(file)) return file.string() + " was changed by someone else";
  }
  std::vector<fs::path> inputs = scan.sidecars;
  inputs.push_back(scan.bold);
  for (const fs::path& file : inputs) {
    if (!records.unchanged(file)) return file.string() + " has changed";
  }
  const bool has_common_space = !scan.t1w && scan.session_bold.size() > 1;
  if (scan.t1w || has_common_space) {
    const engine::Records anatomy(record_file(output, anatomy_record_name(scan)), output);
    std::vector<AnatomicalFile> images = has_common_space ? scan.session_bold : scan.session_t1w;
    if (images.size() < 2) images = {*scan.t1w};
    for (const AnatomicalFile& image : images) {
      if (!anatomy.unchanged(image.path)) return image.path.string() + " has changed";
    }
  }
  return {};
}

ScanStatus status_of(const ScanFiles& scan, const fs::path& output) {
  const std::string name = to_text(scan.key);
  ScanStatus status{.key = scan.key, .state = ScanState::done, .reason = {}};
  if (engine::is_locked(lock_file(output, name))) {
    status.state = ScanState::running;
    return status;
  }
  if (auto failure = noted_failure(output, scan.key)) {
    status.state = ScanState::failed;
    status.reason = *std::move(failure);
    return status;
  }
  const engine::Records records(record_file(output, name), output);
  if (records.complete()) {
    status.reason = what_changed(scan, output, records);
    if (!status.reason.empty()) status.state = ScanState::outdated;
  } else if (fs::exists(lock_file(output, name))) {
    status.state = ScanState::unfinished;
    status.reason = "the run was stopped in its middle; run the same command again";
  } else {
    status.state = ScanState::missing;
    status.reason = "not analysed yet";
  }
  return status;
}

void add_sessions_without_scans(const Dataset& dataset, RunStatus& status) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const ScanStatus& scan : status.scans) {
    seen.emplace(scan.key.participant(), scan.key.session());
  }
  for (const Session& session : dataset.sessions) {
    if (seen.contains({session.participant, session.id})) continue;
    ScanKey key;
    key.sub = strip_prefix(session.participant, "sub");
    key.ses = strip_prefix(session.id, "ses");
    status.scans.push_back({.key = std::move(key),
                            .state = ScanState::no_scan,
                            .reason = session.has_directory ? "no BOLD scan in its directory"
                                                            : "no directory of the session"});
  }
}

/// Whether the comparison has the scan's results, as they are now.
bool is_in_group(const engine::Records& group, const engine::Records& scan) {
  bool any = false;
  for (const fs::path& file : scan.result_files()) {
    if (!group.knows(file)) continue;
    if (!group.unchanged(file)) return false;
    any = true;
  }
  return any;
}

void add_group(const fs::path& output, RunStatus& status) {
  const engine::Records group(record_file(output, "group"), output);
  if (!group.complete()) {
    status.group_reason = "not compared yet";
    return;
  }
  status.group = GroupState::outdated;
  for (const fs::path& file : group.result_files()) {
    status.group_reason = file.string() + (fs::exists(file) ? " was changed" : " is gone");
    if (!group.unchanged(file)) return;
  }
  for (const ScanStatus& scan : status.scans) {
    if (scan.state != ScanState::done) continue;
    const engine::Records records(record_file(output, to_text(scan.key)), output);
    status.group_reason = "the results of " + describe(scan.key) + " are not in it";
    if (!is_in_group(group, records)) return;
  }
  status.group = GroupState::done;
  status.group_reason.clear();
}

}  // namespace

RunStatus run_status(const Dataset& dataset, const fs::path& output) {
  RunStatus status;
  for (const ScanFiles& scan : dataset.scans) status.scans.push_back(status_of(scan, output));
  for (const UnusableScan& scan : dataset.unusable_scans) {
    const bool left_out = scan.severity == Severity::warning;
    status.scans.push_back(
        {scan.key, left_out ? ScanState::unusable : ScanState::failed, scan.reason});
  }
  add_sessions_without_scans(dataset, status);
  std::stable_sort(
      status.scans.begin(), status.scans.end(), [](const ScanStatus& a, const ScanStatus& b) {
        return natural_less(a.key, b.key);
      });
  add_group(output, status);
  return status;
}

bool all_done(const RunStatus& status) {
  return std::all_of(status.scans.begin(), status.scans.end(), [](const ScanStatus& scan) {
    return scan.state == ScanState::done || scan.state == ScanState::unusable ||
           scan.state == ScanState::no_scan;
  });
}

}  // namespace rewire
