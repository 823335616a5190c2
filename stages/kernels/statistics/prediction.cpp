#include "stages/kernels/statistics/prediction.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/statistics/prediction_folds.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// One plan's out-of-fold predictions, and how good they are.
struct Scores {
  VectorXd predicted;
  std::vector<double> chosen;
  double r = 0.0;
  double explained = 0.0;
};

/// By the predictions of all splits.
Scores run_plan(const FoldModels& models,
                const std::vector<NestedFold>& folds,
                const std::vector<TrainTest>& splits,
                const std::vector<MatrixXd>& predictions,
                const VectorXd& outcome) {
  Scores scores;
  scores.predicted = VectorXd::Zero(outcome.size());
  double errors = 0.0;
  double of_means = 0.0;
  std::size_t at = 0;
  for (const NestedFold& fold : folds) {
    const MatrixXd& outer = predictions[at++];
    VectorXd losses = VectorXd::Zero(outer.cols());
    for (std::size_t i = 0; i < fold.inner.size(); ++i, ++at) {
      const VectorXd observed = outcome(splits[at].test);
      losses += (predictions[at].colwise() - observed).colwise().squaredNorm().transpose();
    }
    Index best = 0;
    losses.minCoeff(&best);
    scores.chosen.push_back(models.tuned()[static_cast<std::size_t>(best)]);
    scores.predicted(fold.outer.test) = outer.col(best);
    const double mean = outcome(fold.outer.train).mean();
    const VectorXd observed = outcome(fold.outer.test);
    errors += (outer.col(best) - observed).squaredNorm();
    of_means += (observed.array() - mean).square().sum();
  }
  const VectorXd a = scores.predicted.array() - scores.predicted.mean();
  const VectorXd b = outcome.array() - outcome.mean();
  const double norms = a.norm() * b.norm();
  scores.r = norms > 0.0 ? a.dot(b) / norms : 0.0;
  scores.explained = 1.0 - errors / of_means;
  return scores;
}

/// The outcome, permuted within groups; number 0 as it is.
VectorXd permuted(const VectorXd& outcome,
                  const std::vector<int>& groups,
                  std::uint64_t seed,
                  std::uint64_t number) {
  if (number == 0) return outcome;
  std::map<int, std::vector<int>> members;
  for (Index i = 0; i < outcome.size(); ++i) {
    members[groups.empty() ? 0 : groups[static_cast<std::size_t>(i)]].push_back(
        static_cast<int>(i));
  }
  RandomStream random(seed, number);
  VectorXd result(outcome.size());
  for (const auto& [group, rows] : members) {
    std::vector<int> shuffled = rows;
    random.shuffle(shuffled);
    for (std::size_t i = 0; i < rows.size(); ++i) result[rows[i]] = outcome[shuffled[i]];
  }
  return result;
}

void check_prediction(const MatrixXd& features,
                      const VectorXd& outcome,
                      const PredictionParams& params) {
  std::vector<Problem> problems;
  if (outcome.size() < 10) {
    problems.push_back({std::to_string(outcome.size()) + " participants with an outcome",
                        "10 or more",
                        "prediction",
                        ""});
  } else if (!((outcome.array() - outcome.mean()).matrix().norm() >
               1e-12 * (1.0 + outcome.cwiseAbs().maxCoeff()))) {
    problems.push_back(
        {"an outcome that is the same for all", "one that varies", "prediction", ""});
  }
  if (!features.allFinite()) {
    problems.push_back({"features with gaps",
                        "numbers for every participant with an outcome",
                        "prediction",
                        "leave features out that are not there for all"});
  }
  const std::vector<int>& groups = params.groups;
  if (!groups.empty() && std::all_of(groups.begin(), groups.end(), [&](int group) {
        return group == groups.front();
      })) {
    problems.push_back({"one group", "two or more to leave one out", "prediction", ""});
  }
  throw_if_errors(problems);
}

std::unique_ptr<FoldModels> fold_models(const MatrixXd& features,
                                        const std::vector<TrainTest>& splits,
                                        Learner learner) {
  if (learner == Learner::connectome_based) return connectome_models(features, splits);
  if (learner == Learner::elastic_net) return elastic_net_models(features, splits);
  return ridge_models(features, splits, learner);
}

/// Random folds of equal size, or one per group.
std::vector<int> fold_numbers(const std::vector<Index>& rows,
                              const std::vector<int>& groups,
                              int folds,
                              RandomStream& random) {
  std::vector<int> numbers(rows.size());
  if (!groups.empty()) {
    std::map<int, int> place;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const int group = groups[static_cast<std::size_t>(rows[i])];
      numbers[i] = place.try_emplace(group, static_cast<int>(place.size())).first->second;
    }
    return numbers;
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int>(i) % folds;
  random.shuffle(numbers);
  return numbers;
}

std::vector<TrainTest> splits_of(const std::vector<Index>& rows, const std::vector<int>& numbers) {
  const int folds = *std::max_element(numbers.begin(), numbers.end()) + 1;
  std::vector<TrainTest> splits(static_cast<std::size_t>(folds));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (int fold = 0; fold < folds; ++fold) {
      TrainTest& split = splits[static_cast<std::size_t>(fold)];
      (numbers[i] == fold ? split.test : split.train).push_back(rows[i]);
    }
  }
  return splits;
}

}  // namespace

std::vector<std::vector<MatrixXd>> FoldModels::predict_all(const MatrixXd& outcomes) const {
  std::vector<std::vector<MatrixXd>> result;
  result.reserve(static_cast<std::size_t>(outcomes.cols()));
  for (const auto outcome : outcomes.colwise()) result.push_back(predict(outcome));
  return result;
}

std::vector<NestedFold> nested_folds(Index rows, const PredictionParams& params) {
  RandomStream random(params.seed, 0);
  std::vector<Index> all(static_cast<std::size_t>(rows));
  std::iota(all.begin(), all.end(), Index{0});
  const int outer = std::clamp(params.outer_folds, 2, static_cast<int>(rows));
  std::vector<NestedFold> result;
  for (TrainTest& split : splits_of(all, fold_numbers(all, params.groups, outer, random))) {
    const int inner = std::clamp(params.inner_folds, 2, static_cast<int>(split.train.size()));
    NestedFold& fold = result.emplace_back();
    fold.inner = splits_of(split.train, fold_numbers(split.train, {}, inner, random));
    fold.outer = std::move(split);
  }
  return result;
}

Prediction nested_prediction(const Eigen::Ref<const MatrixXd>& features,
                             const Eigen::Ref<const VectorXd>& outcome,
                             const PredictionParams& params) {
  std::vector<Index> rows;
  PredictionParams used = params;
  used.groups.clear();
  for (Index i = 0; i < outcome.size(); ++i) {
    if (!std::isfinite(outcome[i])) continue;
    rows.push_back(i);
    if (!params.groups.empty()) used.groups.push_back(params.groups[static_cast<std::size_t>(i)]);
  }
  const MatrixXd x = features(rows, Eigen::all);
  const VectorXd y = outcome(rows);
  check_prediction(x, y, used);
  const std::vector<NestedFold> folds = nested_folds(y.size(), used);
  std::vector<TrainTest> splits;
  for (const NestedFold& fold : folds) {
    splits.push_back(fold.outer);
    splits.insert(splits.end(), fold.inner.begin(), fold.inner.end());
  }
  const auto models = fold_models(x, splits, params.learner);
  const auto permutations =
      static_cast<std::size_t>(std::max<std::int64_t>(params.permutations, 1));
  Prediction result;
  result.null_r.resize(static_cast<Index>(permutations));
  VectorXd null_explained(result.null_r.size());
  Scores observed;
  parallel_for(permutations, models->outcomes_at_once(), [&](std::size_t begin, std::size_t end) {
    MatrixXd outcomes(y.size(), static_cast<Index>(end - begin));
    for (std::size_t k = begin; k < end; ++k) {
      outcomes.col(static_cast<Index>(k - begin)) = permuted(y, used.groups, params.seed, k);
    }
    const std::vector<std::vector<MatrixXd>> predictions = models->predict_all(outcomes);
    for (std::size_t k = begin; k < end; ++k) {
      Scores scores = run_plan(*models,
                               folds,
                               splits,
                               predictions[k - begin],
                               outcomes.col(static_cast<Index>(k - begin)));
      result.null_r[static_cast<Index>(k)] = scores.r;
      null_explained[static_cast<Index>(k)] = scores.explained;
      if (k == 0) observed = std::move(scores);
    }
  });
  const VectorXd errors = (observed.predicted - y).cwiseAbs();
  std::vector<double> sorted(errors.begin(), errors.end());
  std::sort(sorted.begin(), sorted.end());
  const double place = std::ceil(params.confidence * static_cast<double>(sorted.size() + 1)) - 1.0;
  const auto total = static_cast<double>(permutations);
  result.predicted = VectorXd::Constant(outcome.size(), std::numeric_limits<double>::quiet_NaN());
  result.predicted(rows) = observed.predicted;
  result.r = observed.r;
  result.explained = observed.explained;
  result.mean_absolute_error = errors.mean();
  result.p = static_cast<double>((result.null_r.array() >= observed.r - 1e-12).count()) / total;
  result.p_explained =
      static_cast<double>((null_explained.array() >= observed.explained - 1e-12).count()) / total;
  result.interval_half_width = place < static_cast<double>(sorted.size())
                                   ? sorted[static_cast<std::size_t>(place)]
                                   : std::numeric_limits<double>::infinity();
  result.chosen = std::move(observed.chosen);
  return result;
}

}  // namespace rewire
