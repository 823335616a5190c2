#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/engine/graph.h"
#include "pipeline/engine/records.h"

namespace rewire::engine {

enum class Outcome { computed, reused };

struct StepReport {
  std::string name;
  Outcome outcome = Outcome::computed;
  double seconds = 0.0;         ///< of the computation and the writing; 0 when reused
  double peak_memory_mb = 0.0;  ///< peak resident memory of the process during the step
  std::vector<Problem> warnings;
};

struct RunOptions {
  std::string program_version{};
  std::vector<std::string> sources{};  ///< BIDS URIs for the provenance of every output
  /// Called before a step is computed; may be empty
  std::function<void(const Node& step)> on_step{};
};

/// Carries out a graph. A step whose key (stage, version, parameters, contents of its inputs) is
/// recorded and whose files are intact is reused without loading anything; equal contents upstream
/// stop the rerun. An output is validated before it is written, and written before it is recorded.
/// The graph, the records and the options must live as long as the run.
class GraphRun {
 public:
  GraphRun(const Graph& graph, Records& records, const RunOptions& options);
  ~GraphRun();
  GraphRun(const GraphRun&) = delete;
  GraphRun& operator=(const GraphRun&) = delete;

  /// Settles every step in order and drops values after their last use (results that nothing uses
  /// stay). Throws what a stage throws, with the step in its context; Interrupted when a stop was
  /// asked for. What was finished before stays recorded. Sources have no report.
  std::vector<StepReport> run();
  /// Of the steps that run() has settled so far, also when it threw.
  const std::vector<StepReport>& reports() const;

  /// Digest of a settled step's value.
  template <class T>
  Digest content(const Handle<T>& handle) const {
    return content_of(handle.node_);
  }
  /// The value of a settled step: from memory, from its files, or computed again.
  template <class T>
  std::shared_ptr<const T> value(const Handle<T>& handle) {
    return std::static_pointer_cast<const T>(value_of(handle.node_));
  }

 private:
  Digest content_of(std::size_t node) const;
  Value value_of(std::size_t node);

  class State;
  std::unique_ptr<State> state_;
};

}  // namespace rewire::engine
