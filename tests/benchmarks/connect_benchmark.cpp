// Connectivity of 20 sessions of 400 regions x 1200 volumes in memory, and global connectivity of
// voxels. Results are checked before anything is timed; connect_numpy.py times NumPy and
// scikit-learn on the same shapes.
#include <benchmark/benchmark.h>

#include <cmath>

#include "stages/connectivity/connect.h"
#include "stages/connectivity/estimators.h"
#include "stages/connectivity/kept_series.h"
#include "stages/connectivity/tangent.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/linalg/correlation.h"
#include "stages/kernels/linalg/global_connectivity.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr Index sessions = 20;
constexpr Index regions = 400;
constexpr Index volumes = 1200;

/// Noise with one shared signal and the memory of one volume.
RegionSeries session(std::uint64_t seed) {
  RandomStream random(seed, 0);
  RegionSeries series;
  series.atlas = "Noise";
  series.repetition_time_s = 0.8;
  series.kept.assign(volumes, 1);
  series.values = Eigen::MatrixXd::Zero(volumes, regions);
  for (Index t = 0; t < volumes; ++t) {
    const double shared = random.normal();
    for (Index j = 0; j < regions; ++j) {
      const double before = t > 0 ? series.values(t - 1, j) : 0.0;
      series.values(t, j) = 0.5 * before + 0.5 * shared + random.normal();
    }
  }
  series.regions.resize(static_cast<std::size_t>(regions));
  for (std::size_t j = 0; j < series.regions.size(); ++j) {
    series.regions[j].region.label = static_cast<std::int32_t>(j + 1);
    series.regions[j].region.name = "region" + std::to_string(j + 1);
  }
  return series;
}

const std::vector<RegionSeries>& all_sessions() {
  static const std::vector<RegionSeries> made = [] {
    std::vector<RegionSeries> list;
    for (Index s = 0; s < sessions; ++s) list.push_back(session(static_cast<std::uint64_t>(s)));
    return list;
  }();
  return made;
}

void measure_correlations(benchmark::State& state) {
  const Eigen::MatrixXd& first = all_sessions().front().values;
  const Eigen::MatrixXd r = correlate(first).r;
  Eigen::VectorXd a = first.col(3).array() - first.col(3).mean();
  Eigen::VectorXd b = first.col(9).array() - first.col(9).mean();
  if (std::abs(r(3, 9) - a.dot(b) / a.norm() / b.norm()) > 1e-12) state.SkipWithError("wrong r");
  for (auto _ : state) {
    for (const RegionSeries& one : all_sessions()) benchmark::DoNotOptimize(correlate(one.values));
  }
}
BENCHMARK(measure_correlations)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Values alone, as other packages give them: no standard errors, no reliability.
void measure_values(benchmark::State& state, ConnectivityKind kind) {
  const auto values_of = [kind](const RegionSeries& series) {
    std::vector<RegionSignal> signals = series.regions;
    return estimate(kind, keep_volumes(series, series.kept, signals), {}).values;
  };
  const Eigen::MatrixXd first = values_of(all_sessions().front());
  if (!first.isApprox(connect(all_sessions().front(), with_kind({}, kind)).values, 1e-12)) {
    state.SkipWithError("other values than those of connect");
  }
  for (auto _ : state) {
    parallel_for(all_sessions().size(), 1, [&](std::size_t s, std::size_t) {
      benchmark::DoNotOptimize(values_of(all_sessions()[s]));
    });
  }
}
BENCHMARK_CAPTURE(measure_values, ledoit_wolf, ConnectivityKind::ledoit_wolf_correlation)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(measure_values, partial, ConnectivityKind::partial_correlation)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(measure_values, partial_shrunk, ConnectivityKind::shrunk_partial_correlation)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void measure_kind(benchmark::State& state, const char* kind, StandardErrorMethod method) {
  ConnectParams params;
  params.kind = {kind};
  params.standard_error = method;
  const Connectome first = connect(all_sessions().front(), params);
  if (!first.values.allFinite() || !(first.standard_errors(3, 9) > 0.0)) {
    state.SkipWithError("numbers that are not there");
  }
  for (auto _ : state) {
    parallel_for(all_sessions().size(), 1, [&](std::size_t s, std::size_t) {
      benchmark::DoNotOptimize(connect(all_sessions()[s], params));
    });
  }
}
BENCHMARK_CAPTURE(measure_kind, pearson_white, "pearson", StandardErrorMethod::white)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(measure_kind, pearson_xdf, "pearson", StandardErrorMethod::xdf)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(measure_kind, ledoit_wolf, "ledoit_wolf", StandardErrorMethod::white)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(measure_kind, partial, "partial", StandardErrorMethod::white)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void measure_tangent(benchmark::State& state) {
  CohortSeries cohort;
  for (std::size_t s = 0; s < all_sessions().size(); ++s) {
    cohort.sessions.push_back({std::to_string(s), "", all_sessions()[s]});
  }
  const TangentParams params{.standard_error = StandardErrorMethod::white};
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(regions, regions);
  const TangentConnectomes found = tangent_connectomes(cohort, params);
  for (const Connectome& one : found.sessions) sum += one.values;
  if (!(sum.norm() < 1e-5 * found.sessions.front().values.norm() * sessions)) {
    state.SkipWithError("tangents that do not add up to 0");
  }
  state.counters["steps"] = found.reference.fit.at("iterations");
  for (auto _ : state) benchmark::DoNotOptimize(tangent_connectomes(cohort, params));
}
BENCHMARK(measure_tangent)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Unit series with a shared part.
Eigen::MatrixXf voxels(Index count) {
  RandomStream random(3, 0);
  Eigen::VectorXf shared(240);
  for (float& value : shared) value = static_cast<float>(random.normal());
  Eigen::MatrixXf unit(240, count);
  for (float& value : unit.reshaped()) value = static_cast<float>(random.normal());
  unit.colwise() += 0.5F * shared;
  make_unit_columns(unit);
  return unit;
}

void measure_mean_r(benchmark::State& state) {
  const Eigen::MatrixXf unit = voxels(200000);
  // The expected correlation of two series is 0.25 / 1.25.
  if (std::abs(mean_correlation(unit).mean() - 0.2F) > 0.03F) state.SkipWithError("wrong mean");
  for (auto _ : state) benchmark::DoNotOptimize(mean_correlation(unit));
}
BENCHMARK(measure_mean_r)->Unit(benchmark::kMillisecond)->UseRealTime();

void measure_mean_fisher_z(benchmark::State& state) {
  const Eigen::MatrixXf unit = voxels(state.range(0));
  const GlobalConnectivity found = global_connectivity(unit, GlobalMeasure::r, 0.25F);
  if ((found.mean - mean_correlation(unit)).cwiseAbs().maxCoeff() > 1e-4F) {
    state.SkipWithError("wrong mean");
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(global_connectivity(unit, GlobalMeasure::fisher_z, 0.25F));
  }
}
BENCHMARK(measure_mean_fisher_z)
    ->Arg(20000)
    ->Arg(60000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

/// The products alone that Fisher z of all pairs needs.
void measure_bare_products(benchmark::State& state) {
  const Eigen::MatrixXf unit = voxels(state.range(0));
  constexpr Index block = 512;
  const Index blocks = (unit.cols() + block - 1) / block;
  for (auto _ : state) {
    parallel_for(static_cast<std::size_t>(blocks), 1, [&](std::size_t a, std::size_t) {
      Eigen::MatrixXf r;
      const Index first = static_cast<Index>(a) * block;
      const Index rows = std::min(block, unit.cols() - first);
      for (Index second = first; second < unit.cols(); second += block) {
        r.noalias() = unit.middleCols(first, rows).transpose() *
                      unit.middleCols(second, std::min(block, unit.cols() - second));
        benchmark::DoNotOptimize(r.data());
      }
    });
  }
}
BENCHMARK(measure_bare_products)
    ->Arg(20000)
    ->Arg(60000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace rewire

BENCHMARK_MAIN();
