#include "pipeline/bids/dataset_check.h"

#include <algorithm>
#include <set>
#include <utility>

#include "stages/core/nearest_name.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

Problem unknown_label(const std::string& kind,
                      const std::string& label,
                      const std::vector<std::string>& known,
                      const std::string& where) {
  const std::optional<std::string> nearest = nearest_name(label, known);
  std::string remedy = "correct the filter";
  if (nearest) remedy = "did you mean '" + *nearest + "'?";
  return {.found = "the " + kind + " '" + label + "' in the filter, which no scan has",
          .expected = known.empty() ? "a dataset with any" : "one of: " + enumerate(known, 8),
          .where = where,
          .remedy = std::move(remedy)};
}

void check_list(const std::vector<std::string>& wanted,
                const std::string& kind,
                const std::string& prefix,
                const std::vector<std::string>& known,
                const std::string& where,
                std::vector<Problem>& problems) {
  for (const std::string& entry : wanted) {
    const std::string label = strip_prefix(entry, prefix);
    if (std::find(known.begin(), known.end(), label) == known.end()) {
      problems.push_back(unknown_label(kind, label, known, where));
    }
  }
}

std::vector<std::string> labels_of(const SeenLabels& seen, const std::string& entity) {
  const auto found = seen.find(entity);
  if (found == seen.end()) return {};
  return {found->second.begin(), found->second.end()};
}

void check_rules(const Filter& filter,
                 const SeenLabels& seen,
                 const std::string& where,
                 std::vector<Problem>& problems) {
  const auto rules = filter.rules.find("bold");
  if (rules == filter.rules.end()) return;
  for (const auto& [entity, rule] : rules->second) {
    if (entity == "suffix" || entity == "extension") continue;
    const std::vector<std::string> known = labels_of(seen, entity);
    for (const std::string& label : rule.labels) {
      const bool is_known =
          label.empty() || std::any_of(known.begin(), known.end(), [&](const std::string& other) {
            return same_label(label, other);
          });
      if (!is_known) problems.push_back(unknown_label(entity, label, known, where));
    }
  }
}

Problem warning(std::string found, std::string expected, std::string where, std::string remedy) {
  return {.found = std::move(found),
          .expected = std::move(expected),
          .where = std::move(where),
          .remedy = std::move(remedy),
          .severity = Severity::warning};
}

void check_participants(const Dataset& dataset, std::vector<Problem>& problems) {
  const std::string table = (dataset.root / "participants.tsv").string();
  for (const Participant& participant : dataset.participants) {
    if (!participant.in_table) {
      problems.push_back(warning(participant.id + " is missing",
                                 "a row for every participant with a directory",
                                 table,
                                 "add the row, or the participant has no arm"));
    } else if (!participant.has_directory) {
      problems.push_back(warning("no directory of " + participant.id,
                                 "one for every row of participants.tsv",
                                 (dataset.root / participant.id).string(),
                                 "all sessions count as missing"));
    }
  }
}

void check_sessions(const Dataset& dataset, std::vector<Problem>& problems) {
  std::set<std::pair<std::string, std::string>> with_scans;
  for (const ScanFiles& scan : dataset.scans) {
    with_scans.emplace(scan.key.participant(), scan.key.session());
  }
  for (const UnusableScan& scan : dataset.unusable_scans) {
    with_scans.emplace(scan.key.participant(), scan.key.session());
  }
  bool any = false;
  bool none = false;
  for (const Session& session : dataset.sessions) {
    (session.id.empty() ? none : any) = true;
    if (with_scans.contains({session.participant, session.id})) continue;
    problems.push_back(warning(
        session.has_directory ? "no BOLD scan that is wanted" : "a session without a directory",
        "func/*_bold.nii.gz",
        (dataset.root / session.participant / session.id).string(),
        "the session counts as missing"));
  }
  if (any && none) {
    problems.push_back(warning("participants with and without ses- directories",
                               "sessions for all or for none",
                               dataset.root.string(),
                               "put the others' data into ses- directories, too"));
  }
}

}  // namespace

std::vector<Problem> check_filter(const Filter& filter,
                                  const KnownLabels& known,
                                  const std::string& where) {
  std::vector<Problem> problems;
  check_list(filter.participants, "participant", "sub", known.participants, where, problems);
  check_list(filter.sessions, "session", "ses", known.sessions, where, problems);
  check_list(filter.tasks, "task", "task", labels_of(known.labels, "task"), where, problems);
  check_rules(filter, known.labels, where, problems);
  return problems;
}

std::vector<Problem> check_any_scan(const Dataset& dataset) {
  if (!dataset.scans.empty()) return {};
  const bool is_raw = dataset.description.type != "derivative";
  return {{.found = "no BOLD scan that is wanted and can be used",
           .expected = is_raw ? "sub-*/[ses-*/]func/*_bold.nii.gz"
                              : "sub-*/[ses-*/]func/*_desc-preproc_bold.nii.gz with "
                                "*_desc-confounds_timeseries.tsv",
           .where = dataset.root.string(),
           .remedy = "check the path and the filter"}};
}

std::vector<Problem> check_dataset(const Dataset& dataset, bool table_exists) {
  std::vector<Problem> problems;
  if (table_exists) check_participants(dataset, problems);
  check_sessions(dataset, problems);
  return problems;
}

}  // namespace rewire
