#include "pipeline/simulate/simulate.h"

#include <mutex>
#include <nlohmann/json.hpp>

#include "pipeline/simulate/bids_tables.h"
#include "pipeline/simulate/region_signals.h"
#include "pipeline/simulate/streams.h"
#include "pipeline/simulate/truth.h"
#include "stages/core/canonical.h"
#include "stages/core/error.h"
#include "stages/core/field_check.h"
#include "stages/core/parallel.h"
#include "stages/files/json.h"
#include "stages/files/nifti.h"

namespace rewire {
namespace {

using namespace simulation;
namespace fs = std::filesystem;

constexpr const char* finished_file = "simulation.json";

/// The parameters that shape the bytes; where the template lies does not.
std::string plan_text(SimulateParams params) {
  params.template_directory.clear();
  return canonical_text(params);
}

void throw_if_wrong(const SimulateParams& params) {
  std::vector<Problem> problems = check_fields(params, "simulate parameters");
  append(problems, check_simulate(params));
  if (has_errors(problems)) throw ConfigError(problems);
}

/// True when `out` holds the finished trial of these parameters.
bool is_finished(const fs::path& out, const SimulateParams& params) {
  std::error_code error;
  const bool has_content = fs::is_directory(out, error)
                               ? fs::directory_iterator(out, error) != fs::directory_iterator()
                               : fs::exists(out, error);
  if (error) {
    throw StorageError({"a directory that cannot be read: " + error.message(),
                        "a directory that is absent or empty",
                        out.string(),
                        "mend its permissions or name another"});
  }
  if (!has_content) return false;
  const fs::path record = out / "derivatives" / "truth" / finished_file;
  if (fs::is_regular_file(record, error)) {
    const nlohmann::json json = read_json(record);
    const auto found = json.find("parameters");
    if (found != json.end() && *found == plan_text(params)) return true;
  }
  throw InputError({"a directory that is not empty",
                    "an absent or empty one, or the finished trial of the same parameters",
                    out.string(),
                    "name another directory or remove this one"});
}

/// Counts finished pieces and tells the caller, one piece at a time.
class Counter {
 public:
  Counter(const SimulateProgress& progress, std::size_t all) : progress_(progress), all_(all) {}
  void finished(const std::string& what) {
    const std::lock_guard lock(mutex_);
    ++done_;
    if (progress_) progress_(done_, all_, what);
  }

 private:
  const SimulateProgress& progress_;
  std::size_t all_;
  std::size_t done_ = 0;
  std::mutex mutex_;
};

struct Job {
  std::size_t participant = 0;
  const Visit* visit = nullptr;
};

std::vector<Job> jobs_of(const std::vector<Participant>& participants) {
  std::vector<Job> jobs;
  for (std::size_t p = 0; p < participants.size(); ++p) {
    for (const Visit& visit : participants[p].visits) {
      if (visit.takes_place) jobs.push_back({p, &visit});
    }
  }
  return jobs;
}

void write_scan(const SimulateParams& params,
                const fs::path& out,
                const TemplateBrain& brain,
                const Job& job,
                const Participant& participant) {
  const std::size_t p = job.participant;
  const std::size_t s = job.visit->session;
  const std::string session = "ses-" + params.sessions[s];
  const fs::path within = fs::path(participant.label) / session;
  const std::string name = participant.label + "_" + session;
  const Shape shape = draw_shape(params, p);
  if (s == 0) {
    write_volume(out / within / "anat" / (name + "_T1w.nii.gz"), make_t1w(brain, shape, params, p));
  }
  const std::vector<Plant> plants = find_plants(params, brain.names);
  const Eigen::MatrixXd correlation = plant_effect(
      base_correlation(params, brain.names, plants, p), plants, job.visit->effect_fisher_z);
  RandomStream signal_stream = stream(params.seed, Draw::signals, p, s);
  const Eigen::MatrixXd signals =
      draw_region_signals(correlation, params.volumes, params.repetition_time_s, signal_stream);
  RandomStream motion_stream = stream(params.seed, Draw::motion, p, s);
  const HeadMotion head = draw_motion(params, job.visit->motion_scale, motion_stream);
  const ScanGeometry geometry = draw_geometry(params, p, s);
  const LabelMap labels = make_labels(brain, shape, params, geometry.grid, geometry.t1w_from_bold);
  const BoldRun bold =
      make_bold(make_head_map(brain, shape, params), geometry, head, signals, params, p, s);
  const fs::path scan = out / within / "func" / (name + "_task-rest_bold");
  write_bold(scan.string() + ".nii.gz", bold);
  write_bold_sidecar(scan.string() + ".json", params, geometry.slice_times_s);
  const fs::path truth = out / "derivatives" / "truth" / within / "func" / (name + "_task-rest");
  write_scan_truth(truth.string(), {head, geometry, labels, correlation, signals}, brain.names);
}

}  // namespace

SimulatedTrial simulate_trial(const SimulateParams& params,
                              const fs::path& out,
                              const SimulateProgress& progress) {
  throw_if_wrong(params);
  const std::vector<Participant> participants = plan_trial(params);
  const std::vector<Job> jobs = jobs_of(participants);
  SimulatedTrial trial;
  trial.participants = participants.size();
  trial.scans = jobs.size();
  trial.missing_sessions = participants.size() * params.sessions.size() - jobs.size();
  if (is_finished(out, params)) {
    trial.was_there = true;
    return trial;
  }
  const TemplateBrain brain = read_template(params.template_directory);
  find_plants(params, brain.names);
  write_bids_tables(out, params, participants);
  const fs::path truth = out / "derivatives" / "truth";
  write_trial_truth(truth, params, brain.names, participants);
  Counter counter(progress, jobs.size());
  parallel_for(jobs.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Participant& participant = participants[jobs[i].participant];
      const std::string place =
          participant.label + " ses-" + params.sessions[jobs[i].visit->session];
      in_context(place, [&] { write_scan(params, out, brain, jobs[i], participant); });
      counter.finished(place);
    }
  });
  write_json(truth / finished_file, {{"parameters", plan_text(params)}});
  return trial;
}

}  // namespace rewire
