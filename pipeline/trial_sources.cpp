#include "pipeline/trial_sources.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "pipeline/bids/trial_table.h"
#include "pipeline/record_files.h"
#include "stages/core/error.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

/// Before the participant level has run there is no directory, and nothing in it.
std::vector<DerivativeFile> find(const std::filesystem::path& derivatives,
                                 const DerivativeQuery& query,
                                 std::vector<Problem>& problems) {
  if (!std::filesystem::exists(derivatives)) return {};
  return find_derivatives(derivatives, query, {}, problems);
}

DerivativeQuery table_query(const std::string& suffix,
                            const std::string& measure,
                            const PipelineParams& params) {
  return {.suffix = suffix, .extension = ".tsv", .atlas = params.run.atlas, .measure = measure};
}

bool belongs(const DerivativeFile& file, const TrialRow& row) {
  return file.key.participant() == row.participant && file.key.session() == row.session;
}

/// Where all the others are runs of one joined scan, that one.
const DerivativeFile* joined_file(const std::vector<const DerivativeFile*>& files) {
  const auto joined = std::find_if(
      files.begin(), files.end(), [](const DerivativeFile* file) { return file->key.run.empty(); });
  if (joined == files.end()) return nullptr;
  const bool others_are_runs =
      std::all_of(files.begin(), files.end(), [&](const DerivativeFile* file) {
        ScanKey key = file->key;
        key.run.clear();
        return file == *joined || (!file->key.run.empty() && key == (*joined)->key);
      });
  return others_are_runs ? *joined : nullptr;
}

/// The file of the row, that of its joined runs where there are several; an error when it is not
/// clear which.
std::optional<DerivativeFile> only_file(const std::vector<DerivativeFile>& files,
                                        const TrialRow& row,
                                        std::vector<Problem>& problems) {
  std::vector<const DerivativeFile*> found;
  for (const DerivativeFile& file : files) {
    if (belongs(file, row)) found.push_back(&file);
  }
  if (found.empty()) return std::nullopt;
  if (found.size() > 1) {
    if (const DerivativeFile* joined = joined_file(found)) return *joined;
    problems.push_back({.found = std::to_string(found.size()) + " scans with a result",
                        .expected = "one scan per participant and session",
                        .where = row.participant + " " + row.session,
                        .remedy = "choose one with --task-id or --bids-filter-file"});
  }
  return *found.front();
}

/// The result of the scan that the matrix is of. Runs that an earlier version joined have local
/// activity each and none in common.
std::optional<DerivativeFile> result_beside(const std::string& what,
                                            const std::vector<DerivativeFile>& results,
                                            const TrialRow& row,
                                            const RowFiles& files,
                                            std::vector<Problem>& problems) {
  if (!files.matrix) return std::nullopt;
  bool other = false;
  for (const DerivativeFile& file : results) {
    if (file.key == files.matrix->key) return file;
    other = other || belongs(file, row);
  }
  if (other) {
    problems.push_back({.found = what + " of single runs",
                        .expected = "one scan per participant and session",
                        .where = row.participant + " " + row.session,
                        .remedy = "it is left out of the comparison; choose one run with "
                                  "--bids-filter-file to have it in",
                        .severity = Severity::warning});
  }
  return std::nullopt;
}

std::vector<ScanKey> keys_of(const std::vector<DerivativeFile>& files) {
  std::vector<ScanKey> keys;
  keys.reserve(files.size());
  for (const DerivativeFile& file : files) keys.push_back(file.key);
  return keys;
}

/// Why the scan of a row has no matrix: its failure where one was noted.
void note_failures(const Dataset& dataset,
                   const std::filesystem::path& derivatives,
                   TrialTable& table) {
  for (TrialRow& row : table.rows) {
    if (row.missing_reason.empty() || row.arm.empty()) continue;
    for (const ScanFiles& scan : dataset.scans) {
      if (scan.key.participant() != row.participant || scan.key.session() != row.session) continue;
      const auto failure = noted_failure(derivatives, scan.key);
      row.missing_reason = failure ? "scan failed: " + *failure : "scan not analysed yet";
    }
  }
}

/// "denoise.high_cut = 0.08 for sub-02 ses-day1" for what few scans have and most have not.
std::vector<std::string> odd_settings(
    const std::vector<std::pair<std::string, std::vector<std::string>>>& settings_of_scan) {
  std::map<std::string, std::vector<std::string>> scans_with;
  for (const auto& [scan, settings] : settings_of_scan) {
    for (const std::string& setting : settings) scans_with[setting].push_back(scan);
  }
  std::vector<std::string> odd;
  for (const auto& [setting, scans] : scans_with) {
    if (2 * scans.size() <= settings_of_scan.size()) {
      odd.push_back(setting + " for " + enumerate(scans, 3));
    }
  }
  return odd;
}

/// The scans behind a result: itself, or the runs that were joined.
std::vector<ScanKey> scans_of(const Dataset& dataset, const ScanKey& result) {
  std::vector<ScanKey> runs;
  for (const ScanFiles& scan : dataset.scans) {
    ScanKey key = scan.key;
    if (key == result) return {result};
    key.run.clear();
    if (key == result) runs.push_back(scan.key);
  }
  return runs.empty() ? std::vector<ScanKey>{result} : runs;
}

/// Matrices that were made in different ways are not to be compared. What other programs made
/// carries no record, and what was made with other graph parameters has metrics that tell.
void check_settings(const Dataset& dataset,
                    const TrialSources& sources,
                    const std::filesystem::path& derivatives,
                    std::vector<Problem>& problems) {
  std::vector<std::pair<std::string, std::vector<std::string>>> settings;
  for (const RowFiles& files : sources.files) {
    if (!files.matrix) continue;
    for (const ScanKey& key : scans_of(dataset, files.matrix->key)) {
      const engine::Records records(record_file(derivatives, to_text(key)), derivatives);
      if (records.complete()) settings.emplace_back(describe(key), records.settings());
    }
  }
  const std::vector<std::string> odd = odd_settings(settings);
  if (odd.empty()) return;
  problems.push_back({.found = "scans analysed in different ways: " + enumerate(odd, 4),
                      .expected = "the same stages and parameters for every scan",
                      .where = derivatives.string(),
                      .remedy = "run the participant level again, with one configuration for all"});
}

}  // namespace

TrialSources find_trial_sources(const Dataset& dataset,
                                const std::filesystem::path& derivatives,
                                const PipelineParams& params,
                                ArmlessParticipants armless) {
  TrialSources sources;
  sources.atlas = params.run.atlas;
  const ConnectivityKind kind = kinds_of(params.connect).front();
  std::vector<DerivativeFile> matrices = find(
      derivatives, table_query("relmat", std::string(to_text(kind)), params), sources.problems);
  if (matrices.empty() && kind == ConnectivityKind::pearson_correlation) {
    matrices = find(derivatives, table_query("relmat", "fisherz", params), sources.problems);
  }
  const std::vector<DerivativeFile> metrics =
      find(derivatives, table_query("graphmetrics", "", params), sources.problems);
  const std::vector<DerivativeFile> activities =
      find(derivatives, table_query("localactivity", "", params), sources.problems);
  const std::vector<DerivativeFile> multilayers =
      find(derivatives, table_query("multilayer", "", params), sources.problems);
  DerivativeQuery longitudinal = table_query("morph", "", params);
  longitudinal.desc = "longitudinal";
  const std::vector<DerivativeFile> volumes = find(derivatives, longitudinal, sources.problems);
  const std::vector<DerivativeFile> qualities =
      find(derivatives, {.suffix = "qc", .extension = ".tsv", .desc = "linc"}, sources.problems);
  const std::string arm_column = params.run.arm_column == "auto" ? "" : params.run.arm_column;
  sources.table = make_trial_table(
      dataset,
      keys_of(matrices),
      {.arm_column = arm_column, .reference_arm = "", .baseline = "", .armless = armless},
      sources.problems);
  note_failures(dataset, derivatives, sources.table);
  for (const TrialRow& row : sources.table.rows) {
    sources.files.push_back({.matrix = only_file(matrices, row, sources.problems),
                             .metrics = only_file(metrics, row, sources.problems),
                             .activity = std::nullopt,
                             .multilayer = std::nullopt,
                             .volumes = std::nullopt,
                             .quality = {}});
    RowFiles& files = sources.files.back();
    files.activity = result_beside("local activity", activities, row, files, sources.problems);
    files.multilayer =
        result_beside("communities over time", multilayers, row, files, sources.problems);
    for (const DerivativeFile& file : volumes) {
      if (file.key.participant() == row.participant) files.volumes = file;
    }
    std::copy_if(qualities.begin(),
                 qualities.end(),
                 std::back_inserter(files.quality),
                 [&](const DerivativeFile& file) { return belongs(file, row); });
  }
  check_settings(dataset, sources, derivatives, sources.problems);
  if (matrices.empty()) {
    sources.problems.push_back(
        {.found = "no matrix (*_relmat.tsv) of the atlas " + params.run.atlas,
         .expected = "one per scan",
         .where = derivatives.string(),
         .remedy = "run the participant level first, or name the right directory and atlas"});
  }
  return sources;
}

}  // namespace rewire
