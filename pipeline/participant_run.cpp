#include "pipeline/participant_run.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "pipeline/bids/sidecar.h"
#include "pipeline/dataset_description.h"
#include "pipeline/engine/output_lock.h"
#include "pipeline/engine/progress.h"
#include "pipeline/field_map_reading.h"
#include "pipeline/participant_anatomy.h"
#include "pipeline/preprocessed_reading.h"
#include "pipeline/record_files.h"
#include "pipeline/session_runs.h"
#include "pipeline/shared_inputs.h"
#include "pipeline/subject_pipeline.h"
#include "stages/core/error.h"
#include "stages/core/log.h"
#include "stages/core/parallel.h"
#include "stages/files/nifti.h"
#include "stages/files/nifti_audit.h"

namespace rewire {
namespace {

/// Reads a scan after looking at its header; what is only odd is logged.
BoldRun read_audited(const ScanFiles& files) {
  const BoldSidecar sidecar = read_bold_sidecar(files.sidecars);
  const std::vector<Problem> problems = audit_bold_header(files.bold, sidecar);
  throw_if_errors(problems);
  for (const Problem& problem : problems) log::warning(to_text(problem));
  return read_bold(files.bold, sidecar);
}

class ParticipantRunner {
 public:
  ParticipantRunner(const ParticipantRun& run,
                    const SharedInputs& shared,
                    engine::Progress& progress)
      : run_(run), shared_(shared), progress_(progress) {}

  /// `scans` are one participant's.
  std::vector<ScanResult> operator()(const std::vector<const ScanFiles*>& scans) {
    std::vector<ScanResult> results;
    std::vector<ScanKey> keys;
    for (const ScanFiles* scan : scans) {
      keys.push_back(scan->key);
      results.push_back(attempt(scan->key, [&](ScanResult& result) { run_scan(*scan, result); }));
      progress_.finished(describe(scan->key), outcome_text(results.back()));
    }
    for (const JoinedRuns& joined : find_joined_runs(keys)) {
      results.push_back(attempt(joined.key, [&](ScanResult& result) {
        result.steps = join_session_runs(run_, joined);
        note_reuse(result);
      }));
    }
    return results;
  }

 private:
  /// Carries out one scan's work; its error is noted and does not leave.
  template <class Work>
  ScanResult attempt(const ScanKey& key, Work&& work) const {
    ScanResult result{.key = key, .outcome = ScanOutcome::done, .error = {}, .steps = {}};
    try {
      in_context(describe(key), [&] { work(result); });
    } catch (const Interrupted&) {
      throw;
    } catch (const Error& error) {
      fail(result, error.message(), error.exit_status());
    } catch (const std::bad_alloc&) {
      fail(result, describe(key) + " › out of memory", 5);
    }
    note_failure(run_.output, key, result.error);
    return result;
  }

  static void note_reuse(ScanResult& result) {
    const bool reused =
        std::all_of(result.steps.begin(), result.steps.end(), [](const engine::StepReport& step) {
          return step.outcome == engine::Outcome::reused;
        });
    if (reused) result.outcome = ScanOutcome::reused;
  }

  static void fail(ScanResult& result, const std::string& message, int exit_status) {
    result.outcome = ScanOutcome::failed;
    result.error = message;
    result.exit_status = exit_status;
    log::error(message);
  }

  static std::string outcome_text(const ScanResult& result) {
    switch (result.outcome) {
      case ScanOutcome::done:
        return "done";
      case ScanOutcome::reused:
        return "reused";
      case ScanOutcome::failed:
        return "failed";
    }
    return "";
  }

  ParticipantAnatomy& anatomy_of(const ScanFiles& scan) {
    const std::string name = anatomy_record_name(scan);
    std::unique_ptr<ParticipantAnatomy>& anatomy = anatomies_[name];
    if (!anatomy)
      anatomy = std::make_unique<ParticipantAnatomy>(
          run_,
          scan,
          SourceOf<BrainTemplate>{shared_.template_content,
                                  [this] { return shared_.brain_template; }},
          atlas_source());
    return *anatomy;
  }

  SourceOf<Atlas> atlas_source() const {
    return {shared_.atlas_content, [this] { return shared_.atlas; }};
  }
  SourceOf<Strategy> strategy_source() const {
    return {content_digest(shared_.strategy), [this] { return shared_.strategy; }};
  }

  void add_raw(engine::Graph& graph, const ScanFiles& scan, engine::Records& records) {
    Digester raw;
    raw.digest(records.file_content(scan.bold));
    for (const auto& sidecar : scan.sidecars) raw.digest(records.file_content(sidecar));
    add_scan(
        graph,
        {.bold = {raw.finish(), [&scan] { return read_audited(scan); }},
         .field = {field_measurement_content(scan, records),
                   [&scan] { return read_field_measurement(scan); }},
         .has_field_map = scan.field_map.has_value(),
         .anatomy = anatomy_of(scan).source(),
         .atlas = atlas_source(),
         .atlas_space = shared_.atlas.space,
         .brain_template = {shared_.template_content, [this] { return shared_.brain_template; }},
         .strategy = strategy_source()},
        run_.params,
        run_.output,
        scan.key);
  }

  void add_preprocessed(engine::Graph& graph, const ScanFiles& scan, engine::Records& records) {
    add_preprocessed_scan(
        graph,
        preprocessed_sources(scan, run_.dataset.root, shared_.atlas.space, records),
        atlas_source(),
        strategy_source(),
        run_.params,
        ScanStorage(run_.output,
                    scan.key,
                    run_.params.run.atlas,
                    extension_of(run_.params.run.image_format)));
  }

  void run_scan(const ScanFiles& scan, ScanResult& result) {
    const std::string name = to_text(scan.key);
    const engine::OutputLock lock(lock_file(run_.output, name));
    if (run_.reuse == Reuse::nothing) forget_records(run_.output, name);
    engine::Records records(record_file(run_.output, name), run_.output);
    engine::Graph graph;
    if (scan.preprocessed) {
      add_preprocessed(graph, scan, records);
    } else {
      add_raw(graph, scan, records);
    }
    const engine::RunOptions options{
        .program_version = run_.program_version,
        .sources = {bids_uri(run_.dataset.root, scan.bold)},
        .on_step = [&](const engine::Node& step) { progress_.doing(name, step.name); }};
    engine::GraphRun graph_run(graph, records, options);
    const auto note_steps = [&] {
      result.steps = graph_run.reports();
      if (scan.preprocessed) return;
      const std::vector<engine::StepReport> before = anatomy_of(scan).take_reports();
      result.steps.insert(result.steps.begin(), before.begin(), before.end());
    };
    try {
      graph_run.run();
    } catch (const Error&) {
      // What was odd before may be why.
      note_steps();
      throw;
    }
    note_steps();
    note_reuse(result);
  }

  const ParticipantRun& run_;
  const SharedInputs& shared_;
  engine::Progress& progress_;
  std::map<std::string, std::unique_ptr<ParticipantAnatomy>> anatomies_;
};

/// Peak of one participant's analysis in 10^6 bytes, from the scans' headers: about three and a
/// half copies of a scan as float32 are alive during realignment, besides what does not depend on
/// it.
double memory_of_participant_mb(const Dataset& dataset) {
  double largest_mb = 0.0;
  for (const ScanFiles& scan : dataset.scans) {
    try {
      const NiftiHeader header = read_header(scan.bold);
      double values = 1.0;
      for (std::size_t axis = 1; axis <= 4; ++axis) values *= static_cast<double>(header.dim[axis]);
      largest_mb = std::max(largest_mb, values * sizeof(float) * 1e-6);
    } catch (const Error&) {
      // A scan that cannot be read fails on its own later, without the others.
    }
  }
  return 4.0 * largest_mb + 150.0;
}

/// How many participants are analysed side by side.
std::size_t participants_at_once(const ParticipantRun& run, std::size_t participants) {
  if (run.memory_mb <= 0.0) return std::max<std::size_t>(participants, 1);
  const double fitting = std::floor(run.memory_mb / memory_of_participant_mb(run.dataset));
  return fitting < 1.0 ? 1 : static_cast<std::size_t>(fitting);
}

std::vector<std::vector<const ScanFiles*>> by_participant(const Dataset& dataset) {
  std::vector<std::vector<const ScanFiles*>> groups;
  for (const ScanFiles& scan : dataset.scans) {
    if (groups.empty() || groups.back().front()->key.sub != scan.key.sub) groups.emplace_back();
    groups.back().push_back(&scan);
  }
  return groups;
}

/// Scans that cannot be analysed count as failed; what is wrong with them was told with the
/// dataset.
void add_unusable(const Dataset& dataset, std::vector<ScanResult>& results) {
  for (const UnusableScan& scan : dataset.unusable_scans) {
    if (scan.severity != Severity::error) continue;
    results.push_back({.key = scan.key,
                       .outcome = ScanOutcome::failed,
                       .error = describe(scan.key) + " › cannot be used: " + scan.reason,
                       .exit_status = static_cast<int>(ErrorKind::input),
                       .steps = {}});
  }
  std::stable_sort(results.begin(), results.end(), [](const ScanResult& a, const ScanResult& b) {
    return natural_less(a.key, b.key);
  });
}

}  // namespace

std::vector<ScanResult> run_participants(const ParticipantRun& run) {
  const ThreadLimit limit(run.threads);
  const SharedInputs shared = load_shared_inputs(run.params, run.dataset);
  write_dataset_description(run.output, run.program_version);
  note_dataset(run.output, run.dataset.root);
  const auto groups = by_participant(run.dataset);
  engine::Progress progress("scans", run.dataset.scans.size());
  std::vector<std::vector<ScanResult>> results(groups.size());
  const std::size_t wave = participants_at_once(run, groups.size());
  for (std::size_t first = 0; first < groups.size(); first += wave) {
    const std::size_t count = std::min(wave, groups.size() - first);
    parallel_for(count, 1, [&](std::size_t begin, std::size_t /*end*/) {
      results[first + begin] = ParticipantRunner(run, shared, progress)(groups[first + begin]);
    });
  }
  std::vector<ScanResult> all;
  for (auto& group : results) std::move(group.begin(), group.end(), std::back_inserter(all));
  add_unusable(run.dataset, all);
  return all;
}

int exit_status_of(const std::vector<ScanResult>& results) {
  int status = 0;
  bool all_failed = true;
  for (const ScanResult& result : results) {
    if (result.outcome != ScanOutcome::failed) {
      all_failed = false;
    } else if (status == 0) {
      status = result.exit_status;
    } else if (status != result.exit_status) {
      status = 1;
    }
  }
  return status == 0 || all_failed ? status : 1;
}

}  // namespace rewire
