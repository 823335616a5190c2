// The denoising projection of a whole scan, the correlation of its regions, and the inflation of a
// file (REWIRE_SCAN names a .nii.gz, as denoise_files.py makes one). Results are checked before
// anything is timed.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdlib>
#include <vector>

#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/files/bold_stream.h"
#include "stages/kernels/linalg/correlation.h"
#include "stages/kernels/linalg/legendre_basis.h"
#include "stages/kernels/linalg/orthonormal_basis.h"
#include "stages/kernels/linalg/residual_projector.h"
#include "stages/kernels/spectral/stop_band_basis.h"

namespace rewire {
namespace {

constexpr Eigen::Index volumes = 240;
constexpr Eigen::Index voxels = 230000;
constexpr Eigen::Index nuisance = 26;

Eigen::MatrixXd noise(Eigen::Index rows, Eigen::Index columns) {
  RandomStream random(4, 0);
  Eigen::MatrixXd values(rows, columns);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

/// A line, 26 confounds and everything outside 0.01 to 0.1 Hz at a repetition time of 2 s.
ResidualProjector default_projector() {
  const StopBandBasis stop_band = stop_band_basis(volumes, 2.0, {0.01, 0.1});
  Eigen::MatrixXd design(volumes, 2 + nuisance + stop_band.columns.cols());
  design << legendre_basis(volumes, 1), noise(volumes, nuisance), stop_band.columns;
  std::vector<Eigen::Index> kept;
  for (Eigen::Index t = 0; t < volumes; ++t) kept.push_back(t);
  return make_residual_projector(orthonormal_basis(design, 1e-6).vectors, volumes, kept);
}

/// A noisy scan: each voxel repeats one of 997 series with its own offset.
Eigen::MatrixXf scan() {
  const Eigen::MatrixXf patterns = noise(997, volumes).cast<float>();
  Eigen::MatrixXf values(voxels, volumes);
  for (Eigen::Index t = 0; t < volumes; ++t) {
    for (Eigen::Index v = 0; v < voxels; ++v) {
      values(v, t) = 500.0F + static_cast<float>(v % 211) + patterns(v % 997, t);
    }
  }
  return values;
}

double peak_gigabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024.0 / 1e9;
}

void project_scan(benchmark::State& state) {
  const ResidualProjector projector = default_projector();
  const Eigen::MatrixXf values = scan();
  Eigen::MatrixXf residuals(voxels, volumes);
  project_voxels(projector, values, residuals);
  const Eigen::MatrixXd expected =
      project_columns(projector, values.bottomRows(1000).cast<double>().transpose());
  const Eigen::MatrixXd found = residuals.bottomRows(1000).cast<double>().transpose();
  if (!((found - expected).norm() < 1e-5 * expected.norm())) {
    state.SkipWithError("the projection in float differs from the one in double");
    return;
  }
  for (auto _ : state) {
    project_voxels(projector, values, residuals);
    benchmark::ClobberMemory();
  }
  const double operations = 4.0 * static_cast<double>(voxels) * static_cast<double>(volumes) *
                            static_cast<double>(projector.basis.cols());
  state.counters["GFLOP/s"] =
      benchmark::Counter(operations / 1e9, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["basis"] = static_cast<double>(projector.basis.cols());
  state.counters["scan_GB"] = static_cast<double>(values.size()) * 4.0 / 1e9;
  state.counters["peak_GB"] = peak_gigabytes();
}
BENCHMARK(project_scan)->Unit(benchmark::kSecond)->UseRealTime();

/// What the machine's matrix product reaches on all processors: the measure for project_scan.
void multiply_floats(benchmark::State& state) {
  constexpr Eigen::Index size = 768;
  const auto products = static_cast<std::size_t>(thread_count()) * 8;
  const Eigen::MatrixXf a = noise(size, size).cast<float>();
  std::vector<Eigen::MatrixXf> results(products, Eigen::MatrixXf(size, size));
  for (auto _ : state) {
    parallel_for(
        products, 1, [&](std::size_t begin, std::size_t) { results[begin].noalias() = a * a; });
    benchmark::ClobberMemory();
  }
  const Eigen::VectorXd expected = a.cast<double>() * a.col(3).cast<double>();
  if (!((results.back().col(3).cast<double>() - expected).norm() < 1e-5 * expected.norm())) {
    state.SkipWithError("the product in float differs from the one in double");
    return;
  }
  const double operations =
      2.0 * static_cast<double>(size * size * size) * static_cast<double>(products);
  state.counters["GFLOP/s"] =
      benchmark::Counter(operations / 1e9, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(multiply_floats)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Inflating and decoding alone, volume by volume.
void read_scan(benchmark::State& state) {
  const char* path = std::getenv("REWIRE_SCAN");
  if (path == nullptr) {
    state.SkipWithError("REWIRE_SCAN names no scan");
    return;
  }
  for (auto _ : state) {
    BoldReader reader(path);
    std::vector<float> volume(reader.grid().voxel_count());
    Eigen::Index count = 0;
    while (reader.next(volume)) ++count;
    if (count != reader.volume_count()) state.SkipWithError("volumes are missing");
  }
}
BENCHMARK(read_scan)->Unit(benchmark::kSecond)->UseRealTime();

void project_regions(benchmark::State& state) {
  const Eigen::MatrixXd series = noise(volumes, state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(project_columns(default_projector(), series));
  }
  const Eigen::MatrixXd once = project_columns(default_projector(), series);
  const Eigen::MatrixXd twice = project_columns(default_projector(), once);
  if (!((twice - once).norm() < 1e-10 * once.norm())) {
    state.SkipWithError("the projection is no projection");
  }
}
BENCHMARK(project_regions)->Arg(116)->Arg(432)->Unit(benchmark::kMillisecond)->UseRealTime();

void correlate_regions(benchmark::State& state) {
  const Eigen::MatrixXd series = noise(volumes, state.range(0));
  const Eigen::VectorXd a = series.col(0).array() - series.col(0).mean();
  const Eigen::VectorXd b = series.col(1).array() - series.col(1).mean();
  if (!(std::abs(correlate(series).r(0, 1) - a.dot(b) / (a.norm() * b.norm())) < 1e-12)) {
    state.SkipWithError("r differs from its definition");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(correlate(series));
}
BENCHMARK(correlate_regions)->Arg(116)->Arg(400)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace rewire

BENCHMARK_MAIN();
