#include "pipeline/simulate/simulate.h"

#include <algorithm>
#include <mutex>

#include "pipeline/simulate/bids_tables.h"
#include "pipeline/simulate/covariance.h"
#include "pipeline/simulate/session_files.h"
#include "pipeline/simulate/truth.h"
#include "pipeline/simulate/unfinished.h"
#include "stages/core/error.h"
#include "stages/core/field_check.h"
#include "stages/core/parallel.h"

namespace rewire {
namespace {

using namespace simulation;
namespace fs = std::filesystem;

void throw_if_wrong(const SimulateParams& params) {
  std::vector<Problem> problems = check_fields(params, "simulate parameters");
  append(problems, check_simulate(params));
  if (has_errors(problems)) throw ConfigError(problems);
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

/// Whose scans are asked for, by index.
std::vector<std::size_t> chosen_participants(const std::vector<Participant>& participants,
                                             const std::vector<std::string>& labels) {
  std::vector<std::size_t> chosen;
  for (std::size_t p = 0; p < participants.size(); ++p) {
    const bool is_named = std::any_of(labels.begin(), labels.end(), [&](const std::string& label) {
      return participants[p].label == label || participants[p].label == "sub-" + label;
    });
    if (labels.empty() || is_named) chosen.push_back(p);
  }
  std::vector<Problem> problems;
  for (const std::string& label : labels) {
    const bool is_known =
        std::any_of(participants.begin(), participants.end(), [&](const Participant& participant) {
          return participant.label == label || participant.label == "sub-" + label;
        });
    if (is_known) continue;
    problems.push_back({"participant \"" + label + "\"",
                        participants.front().label + " to " + participants.back().label,
                        "--participant-label",
                        "take a label of the planned trial"});
  }
  if (!problems.empty()) throw ConfigError(problems);
  return chosen;
}

}  // namespace

SimulatedTrial simulate_trial(const SimulateParams& params,
                              const fs::path& out,
                              const SimulateProgress& progress,
                              const std::vector<std::string>& labels) {
  throw_if_wrong(params);
  const std::vector<Participant> participants = plan_trial(params);
  SimulatedTrial trial;
  std::vector<Job> jobs;
  for (const std::size_t p : chosen_participants(participants, labels)) {
    ++trial.participants;
    for (const Visit& visit : participants[p].visits) {
      visit.takes_place ? ++trial.scans : ++trial.missing_sessions;
      std::error_code unreadable;  // claim_directory says so
      const bool is_there = fs::exists(out / scan_path(params, participants[p], visit), unreadable);
      if (visit.takes_place && !is_there) jobs.push_back({p, &visit});
    }
  }
  trial.written = jobs.size();
  const TemplateBrain brain = read_template(params.template_directory);
  find_plants(params, brain.names);
  claim_directory(out, params);
  if (jobs.empty()) return trial;
  write_bids_tables(out, params, participants);
  write_trial_truth(out / "derivatives" / "truth", params, brain.names, participants);
  Counter counter(progress, jobs.size());
  parallel_for(jobs.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Participant& participant = participants[jobs[i].participant];
      const std::string place =
          participant.label + " ses-" + params.sessions[jobs[i].visit->session];
      in_context(place, [&] { write_session(params, out, brain, participant, jobs[i]); });
      counter.finished(place);
    }
  });
  return trial;
}

}  // namespace rewire
