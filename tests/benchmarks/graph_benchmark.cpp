#include <benchmark/benchmark.h>

#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/graph/graph_stage.h"

namespace rewire {
namespace {

/// Correlations of 200 volumes of noise with ten shared signals.
Connectome correlated_regions(Eigen::Index regions) {
  constexpr Eigen::Index volumes = 200;
  constexpr Eigen::Index signals = 10;
  RandomStream random(1, 0);
  const auto normal = [&] { return random.normal(); };
  const Eigen::MatrixXd shared = Eigen::MatrixXd::NullaryExpr(volumes, signals, normal);
  Eigen::MatrixXd series = Eigen::MatrixXd::NullaryExpr(volumes, regions, normal);
  for (Eigen::Index j = 0; j < regions; ++j) {
    series.col(j) += shared.col(j % signals);
    series.col(j).array() -= series.col(j).mean();
    series.col(j).normalize();
  }
  Connectome connectome;
  connectome.values = series.transpose() * series;
  connectome.values = connectome.values.selfadjointView<Eigen::Upper>();
  connectome.regions.resize(static_cast<std::size_t>(regions));
  return connectome;
}

/// The whole stage at its six densities; arguments: regions, threads.
void graph_metrics_of_a_scan(benchmark::State& state) {
  const Connectome connectome = correlated_regions(state.range(0));
  const ThreadLimit limit(static_cast<int>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(graph_metrics(connectome, {}));
}
BENCHMARK(graph_metrics_of_a_scan)
    ->ArgNames({"regions", "threads"})
    ->ArgsProduct({{116, 332}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace rewire

BENCHMARK_MAIN();
