#include "pipeline/trial_report.h"

#include <algorithm>
#include <vector>

#include "pipeline/engine/output_lock.h"
#include "pipeline/record_files.h"
#include "pipeline/report/report.h"
#include "stages/core/error.h"
#include "stages/files/planned_files.h"
#include "stages/files/trial_hdf5.h"
#include "stages/registry.h"

namespace rewire {
namespace {

/// What the stages implement, each paper once.
std::vector<Paper> all_papers() {
  std::vector<Paper> papers;
  for (const StageInfo& stage : stage_registry()) {
    for (const Paper& paper : stage.papers) {
      const bool known = std::any_of(papers.begin(), papers.end(), [&](const Paper& other) {
        return other.title == paper.title;
      });
      if (!known) papers.push_back(paper);
    }
  }
  return papers;
}

}  // namespace

void write_trial_report(const std::filesystem::path& page,
                        const Comparison& comparison,
                        const Provenance& provenance,
                        const ScanSummaries& scans) {
  write_report(page, comparison, provenance, all_papers(), nullptr, scans);
}

void write_planned_report(const std::filesystem::path& page,
                          const PlannedComparison& result,
                          const Provenance& provenance) {
  Comparison comparison = result.exploratory;
  comparison.baseline = result.baseline;
  comparison.followups = result.followups;
  comparison.reference_arm = result.reference_arm;
  comparison.flow = result.flow;
  comparison.warnings = result.warnings;
  write_report(page, comparison, provenance, all_papers(), &result);
}

void remake_trial_report(const std::filesystem::path& output, const std::filesystem::path& page) {
  if (std::filesystem::is_regular_file(output / "group" / "endpoints.tsv")) {
    const engine::OutputLock lock(lock_file(output, "group"));
    write_planned_report(
        page, read_planned(output / "group"), read_trial_provenance(output / "group" / "trial.h5"));
    return;
  }
  const std::filesystem::path file = output / "group" / "trial.h5";
  if (!std::filesystem::is_regular_file(file)) {
    throw InputError({.found = "no result of the group level",
                      .expected = "group/trial.h5",
                      .where = output.string(),
                      .remedy = "run the group level first, or name its output directory"});
  }
  const engine::OutputLock lock(lock_file(output, "group"));
  write_trial_report(page,
                     read_trial_hdf5(file),
                     read_trial_provenance(file),
                     read_scan_summaries(output / "group"));
}

}  // namespace rewire
