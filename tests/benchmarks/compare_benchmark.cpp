// Permutation tests and whole comparisons. Results are checked before anything is timed. With
// REWIRE_TRIAL_TABLE set to a text file (per participant: 0 or 1 for the arm, then the values of
// the baseline and of the follow-up), the comparison of that trial is timed too.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "stages/compare/compare.h"
#include "stages/core/number_text.h"
#include "stages/core/random.h"
#include "stages/kernels/statistics/mean_tests.h"
#include "stages/kernels/statistics/permutation_test.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

MatrixXd noise(Index rows, Index columns) {
  RandomStream random(20, 1);
  MatrixXd values(rows, columns);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

std::vector<int> halves(Index participants) {
  std::vector<int> labels(static_cast<std::size_t>(participants), 0);
  std::fill(labels.begin() + participants / 2, labels.end(), 1);
  return labels;
}

/// Largest |t| of some labellings against the plain t test.
bool agrees_with_plain_t(const MatrixXd& values,
                         const Labellings& labellings,
                         const PermutationResult& result) {
  for (const std::size_t index : {std::size_t{0}, std::size_t{1}, labellings.count - 1}) {
    std::vector<double> written(labellings.participants);
    labellings.write(index, written);
    const std::vector<int> labels(written.begin(), written.end());
    double largest = 0.0;
    for (Index e = 0; e < values.cols(); ++e) {
      largest = std::max(largest, std::abs(pooled_test(values.col(e), labels).t));
    }
    if (std::abs(largest - result.largest_t[static_cast<Index>(index)]) > 1e-9 * largest) {
      return false;
    }
  }
  return true;
}

void largest_t_of_edges(benchmark::State& state) {
  const MatrixXd values = noise(80, state.range(0));
  const Labellings labellings =
      label_permutations(halves(80), {}, static_cast<std::size_t>(state.range(1)), 20, 0);
  if (!agrees_with_plain_t(
          values, labellings, permutation_test(values, PermutationStatistic::pooled, labellings))) {
    state.SkipWithError("the largest |t| is not that of the plain t test");
    return;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(permutation_test(values, PermutationStatistic::pooled, labellings));
  }
}
BENCHMARK(largest_t_of_edges)
    ->Args({6670, 10000})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(3);

TrialData trial_of(const std::vector<int>& labels, const MatrixXd& values) {
  TrialData trial;
  trial.table.arms = {"placebo", "medication"};
  trial.table.sessions = {"ses-1", "ses-2"};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    for (const std::string& session : trial.table.sessions) {
      TrialRow row;
      row.participant = "sub-" + std::to_string(1001 + i);
      row.session = session;
      row.arm = trial.table.arms[static_cast<std::size_t>(labels[i])];
      trial.table.rows.push_back(std::move(row));
    }
  }
  EndpointFamily family{"edge", {}, values};
  for (Index e = 0; e < values.cols(); ++e) family.endpoints.push_back("e" + std::to_string(e));
  trial.families.push_back(std::move(family));
  return trial;
}

std::optional<TrialData> read_trial(const char* path) {
  std::ifstream file(path);
  std::vector<int> labels;
  std::vector<std::vector<double>> rows;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    labels.push_back(word == "1" ? 1 : 0);
    std::vector<double> numbers;
    while (words >> word) numbers.push_back(parse_number(word).value_or(std::nan("")));
    const auto half = static_cast<std::ptrdiff_t>(numbers.size() / 2);
    rows.emplace_back(numbers.begin(), numbers.begin() + half);
    rows.emplace_back(numbers.begin() + half, numbers.end());
  }
  if (rows.empty()) return std::nullopt;
  MatrixXd values(static_cast<Index>(rows.size()), static_cast<Index>(rows[0].size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[0].size(); ++j) {
      values(static_cast<Index>(i), static_cast<Index>(j)) = rows[i][j];
    }
  }
  return trial_of(labels, values);
}

void compare_trial(benchmark::State& state, const TrialData& trial) {
  Comparison comparison = compare(trial, {});
  if (!validate(comparison, "comparison").empty()) {
    state.SkipWithError("not a valid comparison");
    return;
  }
  for (auto _ : state) {
    comparison = compare(trial, {});
    benchmark::DoNotOptimize(comparison);
  }
  state.counters["effects"] = static_cast<double>(comparison.effects.size());
}

}  // namespace
}  // namespace rewire

int main(int argc, char** argv) {
  using rewire::compare_trial;
  benchmark::Initialize(&argc, argv);
  std::vector<int> labels = rewire::halves(38);
  benchmark::RegisterBenchmark("compare/38_participants_6670_edges",
                               compare_trial,
                               rewire::trial_of(labels, rewire::noise(76, 6670)))
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime()
      ->Iterations(1);
  if (const char* path = std::getenv("REWIRE_TRIAL_TABLE"); path != nullptr) {
    if (auto trial = rewire::read_trial(path)) {
      benchmark::RegisterBenchmark("compare/trial_table", compare_trial, *trial)
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime()
          ->Iterations(1);
    }
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
