// A T1w to the template: overlap of carried labels with true ones, by the affine alone and with the
// warp, and how far the warp squeezes. Without a threshold for real brains, whose labels were drawn
// by other rules.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "stages/kernels/registration/point_map.h"
#include "stages/kernels/registration/resample.h"
#include "stages/preprocess/normalize.h"
#include "stages/preprocess/views.h"
#include "tests/benchmarks/label_overlap.h"
#include "tests/benchmarks/simulated_person.h"

namespace rewire::benchmarks {
namespace {

/// The arguments field_smoothing_percent, update_smoothing_percent and most_divergence_percent.
DiffeomorphicSettings settings_of(const Grid& grid, const benchmark::State& state) {
  DiffeomorphicSettings settings = diffeomorphic_settings(grid);
  for (DiffeomorphicLevel& level : settings.levels) {
    level.field_smoothing_mm *= 0.01 * static_cast<double>(state.range(0));
    level.update_smoothing_mm *= 0.01 * static_cast<double>(state.range(1));
  }
  settings.most_divergence = 0.01 * static_cast<double>(state.range(2));
  return settings;
}

void note_jacobian(benchmark::State& state, const Warp& warp) {
  state.counters["least_jacobian"] = warp.least_jacobian;
  state.counters["brain_least"] = warp.brain_jacobian_least;
  state.counters["brain_largest"] = warp.brain_jacobian_largest;
  state.counters["strained_share"] = warp.brain_strained_share;
}

/// Labels of the template, on the T1w.
std::vector<std::int32_t> carried(const LabelMap& labels,
                                  const Grid& t1w,
                                  const Eigen::Matrix4d& affine,
                                  const Warp& warp) {
  return resample_labels(
      lattice_of(labels.grid), labels.labels, lattice_of(t1w), to_template(affine, warp), 0);
}

/// Median distance (mm in the template) between where a region's voxels are said to lie and where
/// they do.
double median_error_mm(const Person& person,
                       const LabelMap& truth,
                       const std::vector<std::int32_t>& members,
                       const Eigen::Matrix4d& affine,
                       const Warp& warp) {
  const PointMapper map(to_template(affine, warp));
  std::vector<double> errors;
  std::size_t index = 0;
  for (int k = 0; k < truth.grid.dims[2]; ++k) {
    for (int j = 0; j < truth.grid.dims[1]; ++j) {
      for (int i = 0; i < truth.grid.dims[0]; ++i, ++index) {
        if (std::find(members.begin(), members.end(), truth.labels[index]) == members.end()) {
          continue;
        }
        const Eigen::Vector3d place =
            (truth.grid.world_from_voxel * Eigen::Vector4d(i, j, k, 1.0)).head<3>();
        errors.push_back(
            (map(place) - simulation::template_from_participant(person.shape, place)).norm());
      }
    }
  }
  const auto middle = errors.begin() + static_cast<std::ptrdiff_t>(errors.size() / 2);
  std::nth_element(errors.begin(), middle, errors.end());
  return *middle;
}

void overlap_of_simulated_person(benchmark::State& state) {
  const Person person(state.range(3));
  const Volume t1w = person.t1w();
  const BrainTemplate colin = colin27();
  const LabelMap atlas{.grid = person.brain.grid,
                       .labels = {person.brain.labels.begin(), person.brain.labels.end()}};
  const LabelMap truth = person.labels(t1w.grid);
  const Eigen::Matrix4d affine = affine_to_template(t1w, colin);
  Warp warp;
  for (auto _ : state) warp = warp_to_template(t1w, colin, affine, settings_of(t1w.grid, state));
  const double with_affine =
      mean_dice(person.brain.names, truth.labels, carried(atlas, t1w.grid, affine, {}));
  const double with_warp =
      mean_dice(person.brain.names, truth.labels, carried(atlas, t1w.grid, affine, warp));
  state.counters["dice_affine"] = with_affine;
  state.counters["dice_warp"] = with_warp;
  for (const char* name : {"Amygdala", "Hippocampus", "Frontal"}) {
    const auto members = labels_of(person.brain.names, {name});
    state.counters[std::string(name) + "_affine_mm"] =
        median_error_mm(person, truth, members, affine, {});
    state.counters[std::string(name) + "_mm"] =
        median_error_mm(person, truth, members, affine, warp);
  }
  note_jacobian(state, warp);
  if (with_warp < 0.85) state.SkipWithError("labels overlap less than they should");
}

/// Settings against each other, the default first.
void each_setting(benchmark::internal::Benchmark* benchmark, std::vector<std::int64_t> seeds) {
  for (const std::int64_t seed : seeds) {
    for (const std::array<std::int64_t, 3> setting : {std::array<std::int64_t, 3>{100, 100, 0},
                                                      std::array<std::int64_t, 3>{150, 100, 0},
                                                      std::array<std::int64_t, 3>{100, 150, 0},
                                                      std::array<std::int64_t, 3>{100, 100, 120},
                                                      std::array<std::int64_t, 3>{100, 100, 100},
                                                      std::array<std::int64_t, 3>{100, 100, 80}}) {
      benchmark->Args({setting[0], setting[1], setting[2], seed});
    }
  }
  benchmark
      ->ArgNames({"field_smoothing_percent",
                  "update_smoothing_percent",
                  "most_divergence_percent",
                  "seed"})
      ->Unit(benchmark::kSecond)
      ->UseRealTime()
      ->Iterations(1);
}
BENCHMARK(overlap_of_simulated_person)->Apply([](auto* benchmark) {
  each_setting(benchmark, {7, 8});
});

/// Colin27 with AAL as the person, ICBM 2009c with the Tian atlas as the template: amygdala and
/// hippocampus of both.
void overlap_of_real_brains(benchmark::State& state) {
  const char* data = std::getenv("REWIRE_SHARED_DATA");
  if (data == nullptr) return state.SkipWithError("REWIRE_SHARED_DATA names no directory");
  const std::string icbm =
      std::string(data) + "/templates/tpl-MNI152NLin2009cAsym_res-01_desc-brain_";
  const BrainTemplate target{.name = "MNI152NLin2009cAsym",
                             .brain = read_volume(icbm + "T1w.nii.gz"),
                             .head = {},
                             .brain_mask = read_mask(icbm + "mask.nii.gz")};
  const LabelMap tian =
      read_labels(std::string(data) +
                  "/atlases/schaefer-tian/Schaefer2018_100Parcels_7Networks_order_Tian_"
                  "Subcortex_S1_3T_MNI152NLin2009cAsym_2mm.nii.gz");
  const Volume colin = read_volume(template_directory() + "/ch2bet.nii.gz");
  const LabelMap aal = read_labels(template_directory() + "/aal.nii.gz");
  const Eigen::Matrix4d affine = affine_to_template(colin, target);
  Warp warp;
  for (auto _ : state) {
    warp = warp_to_template(colin, target, affine, settings_of(colin.grid, state));
  }
  // On AAL's grid. Tian S1: 1 and 9 hippocampus, 2 and 10 amygdala.
  const auto by_affine = carried(tian, aal.grid, affine, {});
  const auto by_warp = carried(tian, aal.grid, affine, warp);
  for (const auto& [name, ours, theirs] :
       {std::tuple{
            "hippocampus", std::vector<std::int32_t>{37, 38}, std::vector<std::int32_t>{1, 9}},
        std::tuple{
            "amygdala", std::vector<std::int32_t>{41, 42}, std::vector<std::int32_t>{2, 10}}}) {
    state.counters[std::string(name) + "_affine"] = dice_of(aal.labels, ours, by_affine, theirs);
    state.counters[std::string(name) + "_warp"] = dice_of(aal.labels, ours, by_warp, theirs);
  }
  note_jacobian(state, warp);
}
BENCHMARK(overlap_of_real_brains)->Apply([](auto* benchmark) { each_setting(benchmark, {0}); });

/// The real T1w of the shared data to Colin27: how alike both become.
void real_t1w(benchmark::State& state) {
  const char* data = std::getenv("REWIRE_SHARED_DATA");
  if (data == nullptr) return state.SkipWithError("REWIRE_SHARED_DATA names no directory");
  const std::filesystem::path root = std::filesystem::path(data) / "studyforrest-bids";
  std::filesystem::path file;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().filename().string().ends_with("_T1w.nii.gz")) file = entry.path();
  }
  const Volume t1w = read_volume(file);
  const BrainTemplate colin = colin27();
  const Eigen::Matrix4d affine = affine_to_template(t1w, colin);
  Warp warp;
  for (auto _ : state) warp = warp_to_template(t1w, colin, affine, settings_of(t1w.grid, state));
  state.counters["correlation_affine"] = template_correlation(t1w, colin, affine, {});
  state.counters["correlation_warp"] = template_correlation(t1w, colin, affine, warp);
  note_jacobian(state, warp);
}
BENCHMARK(real_t1w)->Apply([](auto* benchmark) { each_setting(benchmark, {0}); });

}  // namespace
}  // namespace rewire::benchmarks

BENCHMARK_MAIN();
