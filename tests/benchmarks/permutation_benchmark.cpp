// Permutation inference over edges: the largest |t|, with and without network statistics, for two
// arms, with covariates, and with each edge's own baseline. The observed t are checked first.
#include <benchmark/benchmark.h>

#include <cmath>

#include "stages/core/random.h"
#include "stages/kernels/statistics/linear_contrasts.h"
#include "stages/kernels/statistics/permutation_inference.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr Index participants = 80;

MatrixXd noise(Index rows, Index columns, std::uint64_t stream) {
  RandomStream random(20, stream);
  MatrixXd values(rows, columns);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

EdgeEnds all_edges(int regions) {
  EdgeEnds ends{regions, {}, {}};
  for (int i = 0; i < regions; ++i) {
    for (int j = i + 1; j < regions; ++j) {
      ends.from.push_back(i);
      ends.to.push_back(j);
    }
  }
  return ends;
}

enum class Model { change, covariates, baseline, variances };

/// Arguments: regions, shuffles, whether the networks are tested.
void inference(benchmark::State& state, Model kind) {
  const auto regions = static_cast<int>(state.range(0));
  const Index edges = Index{regions} * (regions - 1) / 2;
  const MatrixXd before = noise(participants, edges, 1);
  const MatrixXd change = noise(participants, edges, 2);
  std::vector<int> arms(participants, 0);
  std::fill(arms.begin() + participants / 2, arms.end(), 1);
  const MatrixXd covariates = noise(participants, kind == Model::change ? 0 : 3, 3);
  ArmModel model = arm_model(arms, covariates, kind == Model::baseline ? before : MatrixXd());
  if (kind == Model::variances) model.design.variance_groups = arms;
  const ShuffledStatistic statistic =
      kind == Model::variances ? ShuffledStatistic::variance_t : ShuffledStatistic::t;
  const Exchangeability free;
  const MatrixXd contrast = model.contrasts.col(2);
  const Shuffles shuffles = make_shuffles(
      free, row_kinds(model.design.shared), static_cast<std::size_t>(state.range(1)), 20, 0);
  const auto run = [&](const Shuffles& used) {
    const ShuffledScores scores(change, model.design, contrast, statistic, free);
    std::optional<NetworkTests> network;
    if (state.range(2) != 0) {
      network = NetworkTests{all_edges(regions), {3.0}, EnhancementParams{}, {}};
    }
    return permutation_inference(scores, used, Tail::two_sided, network);
  };
  const Eigen::VectorXd plain = linear_contrasts(change, model.design, contrast, 0.95).t;
  const Shuffles one = make_shuffles(free, row_kinds(model.design.shared), 2, 20, 0);
  if (!run(one).statistic.isApprox(plain, 1e-9)) {
    state.SkipWithError("the observed t are not those of least squares");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(run(shuffles));
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Args({116, 10000, 0})->Args({116, 10000, 1})->Args({400, 5000, 0});
  benchmark->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);
}
BENCHMARK_CAPTURE(inference, change, Model::change)->Apply(sizes);
BENCHMARK_CAPTURE(inference, covariates, Model::covariates)->Apply(sizes);
BENCHMARK_CAPTURE(inference, baseline, Model::baseline)->Apply(sizes);
BENCHMARK_CAPTURE(inference, variances, Model::variances)->Apply(sizes);

}  // namespace
}  // namespace rewire

BENCHMARK_MAIN();
