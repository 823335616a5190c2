#include <benchmark/benchmark.h>

#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/graph/graph_stage.h"
#include "stages/kernels/network/betweenness.h"
#include "stages/kernels/network/communities.h"
#include "stages/kernels/network/distance_metrics.h"
#include "stages/kernels/network/local_efficiency.h"
#include "stages/kernels/network/metric_table.h"
#include "stages/kernels/network/modularity.h"
#include "stages/kernels/network/shortest_paths.h"
#include "stages/kernels/network/threshold.h"

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
  for (std::size_t i = 0; i < connectome.regions.size(); ++i) {
    Region& region = connectome.regions[i].region;
    region.name = "region" + std::to_string(i + 1);
    region.network = "network" + std::to_string(i % 7);
    // A tenth of the regions is prefrontal, a few lie in the other two.
    region.structure = i % 10 == 0   ? Structure::prefrontal
                       : i % 40 == 1 ? Structure::amygdala
                       : i % 40 == 2 ? Structure::hippocampus
                                     : Structure::other;
  }
  return connectome;
}

/// Arguments of the kernels: nodes, density in percent, threads.
Network network_of(const benchmark::State& state) {
  return Network(proportional_threshold(correlated_regions(state.range(0)).values,
                                        static_cast<double>(state.range(1)) / 100.0)
                     .weights);
}

/// Runs a kernel after its result was held to `expected`, value by value.
template <class Kernel>
void run_checked(benchmark::State& state, const Kernel& kernel, const Eigen::MatrixXd& expected) {
  const ThreadLimit limit(static_cast<int>(state.range(2)));
  const Eigen::MatrixXd result = kernel();
  if (!((result - expected).cwiseAbs().maxCoeff() < 1e-10)) {
    state.SkipWithError("not the oracle's result");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(kernel());
}

Eigen::MatrixXd one_value(double value) { return Eigen::MatrixXd::Constant(1, 1, value); }

void global_efficiency_binary(benchmark::State& state) {
  const Network network = network_of(state);
  const Network same(network.weights().unaryExpr([](double w) { return w > 0.0 ? 1.0 : 0.0; }));
  run_checked(
      state,
      [&] { return one_value(global_efficiency(hop_distances(network))); },
      one_value(global_efficiency(dijkstra_path_lengths(same))));
}

void global_efficiency_weighted(benchmark::State& state) {
  const Network network = network_of(state);
  run_checked(
      state,
      [&] { return one_value(global_efficiency(path_lengths(network))); },
      one_value(global_efficiency(dijkstra_path_lengths(network))));
}

void dijkstra_efficiency_weighted(benchmark::State& state) {
  const Network network = network_of(state);
  run_checked(
      state,
      [&] { return one_value(global_efficiency(dijkstra_path_lengths(network))); },
      one_value(global_efficiency(path_lengths(network))));
}

/// Node by node from Boost's paths among the neighbours.
void local_efficiency_binary(benchmark::State& state) {
  const Network network = network_of(state);
  const Eigen::MatrixXd ones = (network.weights().array() > 0.0).cast<double>();
  Eigen::VectorXd expected(network.size());
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    const std::vector<int> near(network.neighbours(i).begin(), network.neighbours(i).end());
    expected[i] = global_efficiency(dijkstra_path_lengths(Network(ones(near, near))));
  }
  run_checked(
      state, [&] { return Eigen::MatrixXd(local_efficiency(network)); }, expected);
}

void local_efficiency_by_weight(benchmark::State& state) {
  const Network network = network_of(state);
  const Network roots(network.weights().unaryExpr([](double w) { return std::cbrt(w); }));
  Eigen::VectorXd expected = Eigen::VectorXd::Zero(network.size());
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    const std::vector<int> near(network.neighbours(i).begin(), network.neighbours(i).end());
    if (near.size() < 2) continue;
    Eigen::MatrixXd inverse =
        dijkstra_path_lengths(Network(roots.weights()(near, near))).cwiseInverse();
    inverse.diagonal().setZero();
    const Eigen::VectorXd own = roots.weights().col(i)(near);
    expected[i] = own.dot(inverse * own) / static_cast<double>(near.size() * (near.size() - 1));
  }
  run_checked(
      state,
      [&] {
        return Eigen::MatrixXd(
            local_efficiency_weighted(network, WeightedLocalEfficiency::modified));
      },
      expected);
}

void betweenness_binary(benchmark::State& state) {
  const Network network = network_of(state);
  run_checked(
      state, [&] { return Eigen::MatrixXd(betweenness(network)); }, boost_betweenness(network));
}

void betweenness_by_weight(benchmark::State& state) {
  const Network network = network_of(state);
  run_checked(
      state,
      [&] { return Eigen::MatrixXd(betweenness_weighted(network, path_lengths(network))); },
      boost_betweenness_weighted(network));
}

void betweenness_by_boost(benchmark::State& state) {
  const Network network = network_of(state);
  run_checked(
      state,
      [&] { return Eigen::MatrixXd(boost_betweenness_weighted(network)); },
      betweenness_weighted(network, path_lengths(network)));
}

/// One search; Q is checked against its definition.
void leiden_search(benchmark::State& state) {
  const Network network = network_of(state);
  const QualityGraph graph = modularity_graph(network, 1.0);
  const CommunityOptions options{.restarts = 1};
  const Partition found = best_partition(graph, options);
  run_checked(
      state,
      [&] { return one_value(best_partition(graph, options).quality); },
      one_value(modularity(network, found.communities, 1.0)));
}

#define REWIRE_KERNEL(name)                             \
  BENCHMARK(name)                                       \
      ->ArgNames({"nodes", "percent", "threads"})       \
      ->ArgsProduct({{400, 1000}, {2, 10, 30}, {1, 2}}) \
      ->Unit(benchmark::kMillisecond)                   \
      ->UseRealTime()
REWIRE_KERNEL(global_efficiency_binary);
REWIRE_KERNEL(global_efficiency_weighted);
REWIRE_KERNEL(dijkstra_efficiency_weighted);
REWIRE_KERNEL(local_efficiency_binary);
REWIRE_KERNEL(local_efficiency_by_weight);
REWIRE_KERNEL(betweenness_binary);
REWIRE_KERNEL(betweenness_by_weight);
REWIRE_KERNEL(betweenness_by_boost);
REWIRE_KERNEL(leiden_search);
#undef REWIRE_KERNEL

enum class Metrics { standard, deterministic, all };

/// The whole stage at its six densities; arguments: regions, threads, which metrics, nulls.
void graph_metrics_of_a_scan(benchmark::State& state) {
  const Connectome connectome = correlated_regions(state.range(0));
  const ThreadLimit limit(static_cast<int>(state.range(1)));
  GraphParams params;
  params.nulls = state.range(3);
  const auto metrics = static_cast<Metrics>(state.range(2));
  if (metrics == Metrics::all) params.metrics = {"all"};
  if (metrics == Metrics::deterministic) {
    // Communities are found by one search.
    params.metrics = {"degrees", "triangles", "paths", "centrality", "community", "organisation"};
    params.restarts = 1;
  }
  const GraphMetrics first = graph_metrics(connectome, params);
  if (has_errors(validate(first, "benchmark"))) state.SkipWithError("invalid metrics");
  for (auto _ : state) benchmark::DoNotOptimize(graph_metrics(connectome, params));
}
BENCHMARK(graph_metrics_of_a_scan)
    ->ArgNames({"regions", "threads", "metrics", "nulls"})
    ->ArgsProduct({{116, 332, 1000}, {1, 2}, {0, 1, 2}, {0}})
    ->Args({332, 2, 1, 100})
    ->Args({116, 2, 2, 100})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace rewire

BENCHMARK_MAIN();
