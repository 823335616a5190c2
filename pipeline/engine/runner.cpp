#include "pipeline/engine/runner.h"

#include <chrono>
#include <set>
#include <utility>

#include "pipeline/engine/peak_memory.h"
#include "stages/core/error.h"
#include "stages/core/interrupt.h"
#include "stages/core/log.h"

namespace rewire::engine {

class GraphRun::State {
 public:
  State(const Graph& graph, Records& records, const RunOptions& options)
      : nodes_(graph.nodes()),
        records_(records),
        options_(options),
        values_(nodes_.size()),
        contents_(nodes_.size()),
        keys_(nodes_.size()),
        uses_left_(nodes_.size(), 0) {
    for (const Node& node : nodes_) {
      for (const std::size_t input : node.inputs) ++uses_left_[input];
    }
  }

  std::vector<StepReport> run() {
    reports_.clear();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      throw_if_interrupted();
      if (is_source(i)) {
        contents_[i] = nodes_[i].identity;
      } else {
        reports_.push_back(in_context(nodes_[i].name, [&] { return settle(i); }));
      }
      for (const std::size_t input : nodes_[i].inputs) release(input);
    }
    std::set<std::string> steps;
    for (const Node& node : nodes_) steps.insert(node.name);
    records_.finish(steps);
    return reports_;
  }

  const std::vector<StepReport>& reports() const { return reports_; }

  Digest content_of(std::size_t i) const { return contents_[i]; }

  Value value_of(std::size_t i) {
    if (values_[i]) return values_[i];
    const Node& node = nodes_[i];
    if (is_source(i)) {
      values_[i] = in_context(node.name, [&] { return node.run({}); });
    } else if (node.storage && node.storage->read) {
      values_[i] = in_context(node.name, [&] { return read_stored(i); });
    } else {
      log::debug("computing " + node.name + " again, whose value is not kept");
      const std::vector<Value> inputs = input_values(i);
      values_[i] = in_context(node.name, [&] { return compute(i, inputs); });
      if (node.content(values_[i].get()) != contents_[i]) {
        log::warning(node.name +
                     " gave other bits than in the earlier run with the same inputs; "
                     "use --fresh to compute everything on this machine");
      }
    }
    return values_[i];
  }

 private:
  bool is_source(std::size_t i) const { return nodes_[i].stage.empty(); }

  Digest key_of(std::size_t i) const {
    Digester digester;
    digester.text(options_.program_version).digest(nodes_[i].identity);
    for (const std::size_t input : nodes_[i].inputs) digester.digest(contents_[input]);
    return digester.finish();
  }

  void release(std::size_t i) {
    if (--uses_left_[i] == 0 && !nodes_[i].is_kept) values_[i] = nullptr;
  }

  /// Leaves the step's content known and its files in place.
  StepReport settle(std::size_t i) {
    keys_[i] = key_of(i);
    const std::optional<StepRecord> record = records_.find(nodes_[i].name);
    const bool kept_alike =
        record && (!nodes_[i].storage || records_.includes(*record, nodes_[i].storage->files));
    if (kept_alike && record->key == keys_[i] && records_.intact(*record)) {
      contents_[i] = record->content;
      return {.name = nodes_[i].name,
              .outcome = Outcome::reused,
              .seconds = 0.0,
              .peak_memory_mb = 0.0,
              .warnings = record->warnings};
    }
    return compute_and_record(i);
  }

  StepReport compute_and_record(std::size_t i) {
    const Node& node = nodes_[i];
    const std::vector<Value> inputs = input_values(i);
    if (options_.on_step) options_.on_step(node);
    reset_peak_memory();
    const auto start = std::chrono::steady_clock::now();
    values_[i] = compute(i, inputs);
    contents_[i] = node.content(values_[i].get());
    StepRecord record{.key = keys_[i],
                      .content = contents_[i],
                      .files = {},
                      .settings = settings_of(node),
                      .warnings = node.warnings(values_[i].get()),
                      .seconds = 0.0,
                      .peak_memory_mb = 0.0};
    if (node.storage) {
      node.storage->write(values_[i].get(), provenance_of(i));
      for (const auto& file : node.storage->files) record.files.push_back(file.string());
    }
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    record.seconds = elapsed.count();
    record.peak_memory_mb = peak_memory_mb();
    StepReport report{.name = node.name,
                      .outcome = Outcome::computed,
                      .seconds = record.seconds,
                      .peak_memory_mb = record.peak_memory_mb,
                      .warnings = record.warnings};
    records_.put(node.name, std::move(record));
    return report;
  }

  static std::vector<std::string> settings_of(const Node& node) {
    std::vector<std::string> settings{node.stage + " version " +
                                      std::to_string(node.stage_version)};
    for (const auto& [name, value] : node.parameters) {
      std::string& setting = settings.emplace_back(node.stage);
      setting.append(".").append(name).append(" = ").append(value);
    }
    return settings;
  }

  Value compute(std::size_t i, const std::vector<Value>& inputs) {
    const Node& node = nodes_[i];
    throw_if_errors(node.check(inputs));
    Value value = node.run(inputs);
    throw_if_errors(node.validate(value.get(), node.name));
    return value;
  }

  std::vector<Value> input_values(std::size_t i) {
    std::vector<Value> values;
    for (const std::size_t input : nodes_[i].inputs) values.push_back(value_of(input));
    return values;
  }

  Value read_stored(std::size_t i) const {
    const Node& node = nodes_[i];
    Value value = node.storage->read();
    if (node.content(value.get()) != contents_[i]) {
      throw StorageError({.found = "files that do not give back the value that was written",
                          .expected = "the outputs as this program left them",
                          .where = node.storage->files.front().string(),
                          .remedy = "run again with --fresh"});
    }
    return value;
  }

  /// A part of a value was made by the stage that made the whole.
  Provenance provenance_of(std::size_t i) const {
    const std::size_t maker = nodes_[i].stage == "part" ? nodes_[i].inputs.front() : i;
    return {.program_version = options_.program_version,
            .stage = nodes_[maker].stage,
            .stage_version = nodes_[maker].stage_version,
            .key = to_text(keys_[i]),
            .parameters = nodes_[maker].parameters,
            .sources = options_.sources};
  }

  const std::vector<Node>& nodes_;
  Records& records_;
  const RunOptions& options_;
  std::vector<Value> values_;
  std::vector<Digest> contents_;
  std::vector<Digest> keys_;
  std::vector<int> uses_left_;
  std::vector<StepReport> reports_;
};

GraphRun::GraphRun(const Graph& graph, Records& records, const RunOptions& options)
    : state_(std::make_unique<State>(graph, records, options)) {}
GraphRun::~GraphRun() = default;

std::vector<StepReport> GraphRun::run() { return state_->run(); }
const std::vector<StepReport>& GraphRun::reports() const { return state_->reports(); }
Digest GraphRun::content_of(std::size_t node) const { return state_->content_of(node); }
Value GraphRun::value_of(std::size_t node) { return state_->value_of(node); }

}  // namespace rewire::engine
