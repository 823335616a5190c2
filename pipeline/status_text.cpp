#include <algorithm>
#include <array>

#include "pipeline/padded.h"
#include "pipeline/run_status.h"

namespace rewire {
namespace {

constexpr std::array states{ScanState::done,
                            ScanState::outdated,
                            ScanState::running,
                            ScanState::failed,
                            ScanState::unfinished,
                            ScanState::missing,
                            ScanState::unusable,
                            ScanState::no_scan};

std::string counts(const RunStatus& status) {
  std::string text;
  for (const ScanState state : states) {
    const auto count = std::count_if(status.scans.begin(),
                                     status.scans.end(),
                                     [&](const ScanStatus& scan) { return scan.state == state; });
    if (count == 0 && state != ScanState::done) continue;
    if (!text.empty()) text += ", ";
    text += std::to_string(count) + " " + std::string(to_text(state));
  }
  return text;
}

std::string group_line(const RunStatus& status) {
  switch (status.group) {
    case GroupState::done:
      return "group: done";
    case GroupState::outdated:
      return "group: outdated: " + status.group_reason + "; run the group level again";
    case GroupState::missing:
      return "group: " + status.group_reason;
  }
  return {};
}

/// In one line and without tabs.
std::string cell(std::string text) {
  for (char& letter : text) {
    if (letter == '\n' || letter == '\t') letter = ' ';
  }
  return text.empty() ? "n/a" : text;
}

}  // namespace

std::string_view to_text(ScanState state) {
  switch (state) {
    case ScanState::done:
      return "done";
    case ScanState::outdated:
      return "outdated";
    case ScanState::running:
      return "running";
    case ScanState::failed:
      return "failed";
    case ScanState::unfinished:
      return "unfinished";
    case ScanState::missing:
      return "missing";
    case ScanState::unusable:
      return "unusable";
    case ScanState::no_scan:
      return "no scan";
  }
  return {};
}

std::string status_text(const RunStatus& status) {
  std::size_t width = 0;
  for (const ScanStatus& scan : status.scans) {
    if (scan.state != ScanState::done) width = std::max(width, describe(scan.key).size());
  }
  std::string text;
  for (const ScanStatus& scan : status.scans) {
    if (scan.state == ScanState::done) continue;
    text += padded(describe(scan.key), width) + "  " +
            padded(std::string(to_text(scan.state)), 10) + "  " + scan.reason + "\n";
  }
  return text + "scans: " + counts(status) + "\n" + group_line(status) + "\n";
}

std::string status_tsv(const RunStatus& status) {
  std::string text = "participant_id\tsession_id\tscan\tstate\treason\n";
  for (const ScanStatus& scan : status.scans) {
    text += scan.key.participant() + "\t" + cell(scan.key.session()) + "\t" +
            cell(to_text(scan.key)) + "\t" + std::string(to_text(scan.state)) + "\t" +
            cell(scan.reason) + "\n";
  }
  return text;
}

}  // namespace rewire
