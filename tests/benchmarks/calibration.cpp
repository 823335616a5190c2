// Error rates of the trial's tests by simulated trials without any effect, and power and bias with
// a known one, as rows of a Markdown table with exact 95 % intervals:
//   calibration [trials] [row ...]     (all rows when none is named; single endpoints 10 x trials)
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/number_text.h"
#include "stages/core/parallel.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/mixed_model.h"
#include "stages/kernels/statistics/permutation_inference.h"
#include "stages/kernels/statistics/reliability.h"
#include "stages/kernels/statistics/trial_designs.h"
#include "tests/benchmarks/simulated_trials.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t shuffle_count = 500;
constexpr double alpha = 0.05;

enum class TrialModel { change, ancova };

struct Setting {
  std::string name;
  int first;
  int second;
  Nuisance nuisance;
  TrialModel model;
  ShuffledStatistic statistic;
  ErrorSymmetry symmetry = ErrorSymmetry::exchangeable;
};

/// Whether max-T, NBS and TFNBS find anything in one null trial.
std::array<int, 3> found_in(const Setting& setting, std::uint64_t stream) {
  const Trial trial = null_trial(setting.first, setting.second, setting.nuisance, stream);
  MatrixXd covariates(trial.baseline.rows(), 0);
  if (setting.nuisance == Nuisance::motion) covariates = trial.motion;
  if (setting.nuisance == Nuisance::sites) {
    covariates = MatrixXd::Zero(trial.baseline.rows(), 2);
    for (Index i = 0; i < covariates.rows(); ++i) {
      const int site = trial.sites[static_cast<std::size_t>(i)];
      if (site > 0) covariates(i, site - 1) = 1.0;
    }
  }
  const bool ancova = setting.model == TrialModel::ancova;
  ArmModel model = arm_model(trial.arms, covariates, ancova ? trial.baseline : MatrixXd());
  model.design.variance_groups = trial.arms;
  const MatrixXd values = ancova ? trial.follow : MatrixXd(trial.follow - trial.baseline);
  Exchangeability exchangeability;
  exchangeability.symmetry = setting.symmetry;
  if (setting.nuisance == Nuisance::sites) exchangeability.blocks = trial.sites;
  const ShuffledScores scores(
      values, model.design, model.contrasts.col(2), setting.statistic, exchangeability);
  std::vector<int> kinds(trial.arms.size());
  std::iota(kinds.begin(), kinds.end(), 0);
  const Shuffles shuffles = make_shuffles(exchangeability, kinds, shuffle_count, stream, 0);
  const PermutationInference result = permutation_inference(
      scores, shuffles, Tail::two_sided, NetworkTests{all_edges(), {3.0}, EnhancementParams{}, {}});
  const auto any = [](const VectorXd& p) { return (p.array() <= alpha).any() ? 1 : 0; };
  int components = 0;
  for (const TestedComponent& component : result.networks[0].components) {
    if (component.p_extent <= alpha) components = 1;
  }
  return {any(result.p_fwe), components, any(result.enhanced_p_fwe)};
}

void print_rate(const std::string& name, const std::string& test, int hits, int trials) {
  const double low = hits > 0 ? beta_quantile(0.025, hits, trials - hits + 1.0) : 0.0;
  const double high = hits < trials ? beta_quantile(0.975, hits + 1.0, trials - hits) : 1.0;
  std::printf("| %s | %s | %.2f %% | %.2f to %.2f %% | %d |\n",
              name.c_str(),
              test.c_str(),
              100.0 * hits / trials,
              100.0 * low,
              100.0 * high,
              trials);
}

void familywise(const Setting& setting, int trials) {
  std::vector<std::array<int, 3>> found(static_cast<std::size_t>(trials));
  parallel_for(found.size(), 1, [&](std::size_t begin, std::size_t) {
    found[begin] = found_in(setting, 1000000U + begin);
  });
  const std::array<std::string, 3> tests{"max-T", "NBS (t = 3)", "TFNBS"};
  for (std::size_t k = 0; k < tests.size(); ++k) {
    int hits = 0;
    for (const auto& one : found) hits += one[k];
    print_rate(setting.name, tests[k], hits, trials);
  }
}

/// The last visit's difference of arms, with its p.
struct EndpointResult {
  double estimate = 0.0;
  double p = 1.0;
};

EndpointResult mixed_endpoint(const VisitTrial& trial) {
  const VisitModel model = visit_model(trial.arms,
                                       trial.rows.visits,
                                       MatrixXd(trial.values.rows(), 0),
                                       trial.baseline,
                                       BaselineSlope::per_visit);
  const ContrastFits fits = mixed_contrasts(trial.values,
                                            model.design,
                                            trial.rows,
                                            VisitCovariance::unstructured,
                                            DegreesOfFreedom::kenward_roger,
                                            model.contrasts.rightCols(1),
                                            0.95);
  return {fits.estimate(0, 0), fits.p(0, 0)};
}

EndpointResult ancova_endpoint(const VisitTrial& trial) {
  std::vector<Index> last;
  std::vector<int> arms;
  for (Index i = 2; i < trial.values.rows(); i += 3) {
    last.push_back(i);
    arms.push_back(trial.arms[static_cast<std::size_t>(i)]);
  }
  const auto rows = static_cast<Index>(last.size());
  const ArmModel model = arm_model(arms, MatrixXd(rows, 0), trial.baseline(last, Eigen::all));
  const ContrastFits fits = linear_contrasts(
      trial.values(last, Eigen::all), model.design, model.contrasts.rightCols(1), 0.95);
  return {fits.estimate(0, 0), fits.p(0, 0)};
}

using Endpoint = std::function<EndpointResult(const VisitTrial&)>;

std::vector<EndpointResult> endpoint_trials(
    const Endpoint& endpoint, int per_arm, double missing, double effect, int trials) {
  std::vector<EndpointResult> results(static_cast<std::size_t>(trials));
  parallel_for(results.size(), 16, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      results[i] = endpoint(visit_trial(per_arm, missing, effect, i));
    }
  });
  return results;
}

int hits_of(const std::vector<EndpointResult>& results) {
  int hits = 0;
  for (const EndpointResult& result : results) hits += result.p < alpha ? 1 : 0;
  return hits;
}

/// d = 0.8 in deviations of the last visit given the baseline, 40 per arm.
void endpoint_power(const std::string& name, const Endpoint& endpoint, int trials) {
  const double variance = 1.0 + 1.4 * 1.4 - 0.5;  // of own + noise, given own + noise of variance 1
  const double effect = 0.8 * std::sqrt(variance);
  const auto results = endpoint_trials(endpoint, 40, 0.0, effect, trials);
  print_rate(name,
             "power (theory " +
                 format_number(std::round(1000.0 * t_test_power(0.8, 40, 40, alpha)) / 10.0) +
                 " %)",
             hits_of(results),
             trials);
  double mean = 0.0;
  for (const EndpointResult& result : results) mean += result.estimate / trials;
  std::printf("| %s | bias of the difference | %.2f %% | | %d |\n",
              name.c_str(),
              100.0 * (mean / effect - 1.0),
              trials);
}

void endpoints(const std::string& name, const Endpoint& endpoint, int trials) {
  print_rate(name + ", 20 per arm",
             "type I",
             hits_of(endpoint_trials(endpoint, 20, 0.0, 0.0, trials)),
             trials);
  print_rate(name + ", 20 per arm, 20 % missing",
             "type I",
             hits_of(endpoint_trials(endpoint, 20, 0.2, 0.0, trials)),
             trials);
  endpoint_power(name + ", 40 per arm, d = 0.8", endpoint, trials);
}

int run(int trials, const std::vector<std::string>& wanted) {
  using enum ShuffledStatistic;
  const std::vector<std::pair<std::string, Setting>> settings{
      {"equal", {"20 + 20", 20, 20, Nuisance::none, TrialModel::change, t}},
      {"missing",
       {"20 + 20, 20 % missing follow-ups", 20, 20, Nuisance::missing, TrialModel::change, t}},
      {"variances",
       {"26 + 14, variances 1 : 4, by arm",
        26,
        14,
        Nuisance::variances,
        TrialModel::change,
        variance_z,
        ErrorSymmetry::symmetric}},
      {"variances_equal",
       {"20 + 20, variances 1 : 4, by arm",
        20,
        20,
        Nuisance::variances,
        TrialModel::change,
        variance_z,
        ErrorSymmetry::symmetric}},
      {"exchanged",
       {"26 + 14, variances 1 : 4, by arm, participants exchanged",
        26,
        14,
        Nuisance::variances,
        TrialModel::change,
        variance_z}},
      {"pooled",
       {"26 + 14, variances 1 : 4, pooled", 26, 14, Nuisance::variances, TrialModel::change, t}},
      {"sites", {"20 + 20, 3 sites", 20, 20, Nuisance::sites, TrialModel::change, t}},
      {"motion",
       {"20 + 20, more motion in one arm, as covariate",
        20,
        20,
        Nuisance::motion,
        TrialModel::change,
        t}},
      {"ancova", {"20 + 20, ANCOVA", 20, 20, Nuisance::none, TrialModel::ancova, t}}};
  const auto named = [&](std::string_view row) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), row) != wanted.end();
  };
  std::printf(
      "| trial | test | rate | 95 %% interval | trials |\n| --- | --- | --- | --- | --- |\n");
  for (const auto& [row, setting] : settings) {
    if (named(row)) familywise(setting, trials);
  }
  if (named("mmrm")) endpoints("MMRM (unstructured, Kenward-Roger)", &mixed_endpoint, 10 * trials);
  if (named("endpoint")) endpoints("ANCOVA endpoint", &ancova_endpoint, 10 * trials);
  return 0;
}

}  // namespace
}  // namespace rewire

int main(int argc, char** argv) {
  const int trials =
      argc > 1 ? static_cast<int>(rewire::parse_number(argv[1]).value_or(200)) : 2000;
  return rewire::run(trials, std::vector<std::string>(argv + std::min(argc, 2), argv + argc));
}
