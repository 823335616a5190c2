#include <benchmark/benchmark.h>

#include "stages/core/parallel.h"
#include "tests/stages/kernels/network/reference_networks.h"

// Every metric of the table alone, on a network of 400 nodes; arguments: density in percent,
// threads.

namespace rewire {
namespace {

constexpr Eigen::Index nodes = 400;

Eigen::VectorXd value_of(const MetricDeclaration& metric, const PreparedNetwork& network) {
  if (const auto* nodal = std::get_if<NodalFunction>(&metric.compute)) return (*nodal)(network);
  if (const auto* global = std::get_if<GlobalFunction>(&metric.compute)) {
    return Eigen::VectorXd::Constant(1, (*global)(network));
  }
  return std::get<CurveFunction>(metric.compute).values(network);
}

/// The value of another tool or a plain definition, where there is one.
std::optional<Eigen::VectorXd> reference_of(const MetricDeclaration& metric) {
  const std::string file = std::string("graph/hashed400_") + (metric.is_nodal()    ? "nodal"
                                                              : metric.is_global() ? "global"
                                                                                   : "rich_club");
  const auto columns = testing::reference_columns(file + ".txt");
  const std::string name(metric.name);
  if (std::find(columns.begin(), columns.end(), name) == columns.end()) return std::nullopt;
  return testing::reference_column(file + ".txt", name);
}

void one_metric(benchmark::State& state, const MetricDeclaration& metric) {
  const auto percent = static_cast<double>(state.range(0));
  const ThreadLimit limit(static_cast<int>(state.range(1)));
  const Eigen::MatrixXd weights = testing::hashed_weights(nodes, percent / 100.0);
  NetworkContext context{.fisher_z = weights, .systems = {}};
  for (Eigen::Index i = 0; i < nodes; ++i) context.systems.push_back(static_cast<int>(i % 8));
  const MetricSettings settings{};
  const auto expected = percent == 10.0 ? reference_of(metric) : std::nullopt;
  if (expected) {
    const PreparedNetwork network(weights, context, settings);
    if (!(testing::distance_between(value_of(metric, network), *expected) < 1e-10)) {
      state.SkipWithError("not the oracle's value");
      return;
    }
    state.SetLabel("checked");
  }
  for (auto _ : state) {
    // What metrics share is made anew each time.
    const PreparedNetwork network(weights, context, settings);
    benchmark::DoNotOptimize(value_of(metric, network));
  }
}

}  // namespace
}  // namespace rewire

int main(int count, char** arguments) {
  benchmark::Initialize(&count, arguments);
  for (const rewire::MetricDeclaration& metric : rewire::metric_table()) {
    benchmark::RegisterBenchmark(
        std::string(metric.name).c_str(),
        [&metric](benchmark::State& state) { rewire::one_metric(state, metric); })
        ->ArgNames({"percent", "threads"})
        ->ArgsProduct({{10, 30}, {1, 2}})
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
