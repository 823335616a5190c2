#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "stages/compare/planned/further_findings.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/core/content.h"
#include "stages/core/kept_parts.h"
#include "stages/core/not_a_number.h"
#include "stages/core/progress.h"
#include "stages/data/matrix_content.h"
#include "stages/kernels/statistics/prediction.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index fewest = 10;

/// Participants that can be learned from: baseline and first follow-up rows.
struct Learned {
  std::vector<std::size_t> baseline;
  std::vector<std::optional<std::size_t>> followup;
};

Learned learned_people(const TrialTable& table, const PlanParams& plan) {
  const bool change = plan.prediction.predict_from == PredictFrom::change;
  Learned people;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const TrialRow& visit = table.rows[row];
    if (visit.session != plan.trial.baseline) continue;
    const auto followup = row_of(table, visit.participant, plan.trial.followups.front());
    const bool sound = visit.missing_reason.empty() ||
                       (!change && visit.missing_reason.starts_with("no follow-up"));
    if (!sound) continue;
    if (change && (!followup || !table.rows[*followup].missing_reason.empty())) continue;
    people.baseline.push_back(row);
    people.followup.push_back(followup);
  }
  return people;
}

/// Participants x predictors that all have; nothing of a family that lies in a file.
MatrixXd features_of(const EndpointFamily& family, const Learned& people, PredictFrom from) {
  if (family.values.lies_in_file()) return {};
  MatrixXd features(static_cast<Index>(people.baseline.size()), family.values.cols());
  for (Index i = 0; i < features.rows(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    features.row(i) = family.values.row(static_cast<Index>(people.baseline[at]));
    if (from == PredictFrom::baseline) continue;
    features.row(i) = family.values.row(static_cast<Index>(*people.followup[at])) - features.row(i);
  }
  std::vector<Index> whole;
  for (Index c = 0; c < features.cols(); ++c) {
    if (features.col(c).allFinite()) whole.push_back(c);
  }
  return features(Eigen::all, whole);
}

VectorXd outcome_of(const TrialTable& table, const Learned& people, const std::string& column) {
  const bool change = !is_of_participants(table, column);
  VectorXd outcome(static_cast<Index>(people.baseline.size()));
  for (Index i = 0; i < outcome.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    outcome[i] = value_of(table.rows[people.baseline[at]], column);
    if (!change) continue;
    outcome[i] =
        people.followup[at] ? value_of(table.rows[*people.followup[at]], column) - outcome[i] : nan;
  }
  return outcome;
}

Learner learner_of(const std::string& name) {
  if (name == "connectome") return Learner::connectome_based;
  if (name == "elastic_net") return Learner::elastic_net;
  return name == "kernel_ridge" ? Learner::kernel_ridge : Learner::ridge;
}

std::vector<int> sites_of(const TrialTable& table, const Learned& people, const PlanParams& plan) {
  std::vector<int> groups;
  if (plan.prediction.folds == PredictionFolds::random) return groups;
  std::vector<std::string> levels;
  for (const std::size_t row : people.baseline) {
    const auto site = table.rows[row].factors.find(plan.trial.site_column);
    const std::string level = site == table.rows[row].factors.end() ? "" : site->second;
    const auto known = std::find(levels.begin(), levels.end(), level);
    groups.push_back(static_cast<int>(known - levels.begin()));
    if (known == levels.end()) levels.push_back(level);
  }
  return groups;
}

/// Why it cannot be learned; empty: it can.
std::string obstacle(const MatrixXd& features,
                     const VectorXd& outcome,
                     const std::vector<int>& groups) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  Index known = 0;
  std::set<int> levels;
  for (Index i = 0; i < outcome.size(); ++i) {
    if (std::isnan(outcome[i])) continue;
    ++known;
    low = std::min(low, outcome[i]);
    high = std::max(high, outcome[i]);
    if (!groups.empty()) levels.insert(groups[static_cast<std::size_t>(i)]);
  }
  if (known < fewest) {
    return std::to_string(known) + " participants with the outcome, " + std::to_string(fewest) +
           " needed";
  }
  if (!(high > low)) return "the outcome does not vary";
  if (!groups.empty() && levels.size() < 2) return "one site";
  if (features.rows() == 0) {
    return "the predictors take more than an eighth of the memory: give more (--mem-mb)";
  }
  if (features.cols() == 0) return "no predictor is known of everybody";
  return "";
}

Digest content_of(const MatrixXd& features,
                  const VectorXd& outcome,
                  const PredictionParams& params) {
  Digester digester;
  digester.text("prediction");
  add_content(digester, features);
  add_content(digester, outcome);
  add_content(digester, params.learner);
  add_content(digester, params.outer_folds);
  add_content(digester, params.inner_folds);
  add_content(digester, params.groups);
  add_content(digester, params.permutations);
  add_content(digester, params.seed);
  add_content(digester, params.confidence);
  return digester.finish();
}

/// One that an earlier start finished is not done again: its numbers one after the other.
Prediction kept_prediction(const MatrixXd& features,
                           const VectorXd& outcome,
                           const PredictionParams& params) {
  const auto single = [](Prediction& found) {
    return std::array{&found.r,
                      &found.explained,
                      &found.mean_absolute_error,
                      &found.p,
                      &found.p_explained,
                      &found.interval_half_width};
  };
  const std::vector<double> numbers =
      kept_part([&] { return content_of(features, outcome, params); },
                [&] {
                  Prediction found = nested_prediction(features, outcome, params);
                  std::vector<double> all(found.predicted.begin(), found.predicted.end());
                  for (const double* number : single(found)) all.push_back(*number);
                  all.insert(all.end(), found.null_r.begin(), found.null_r.end());
                  return all;
                });
  Prediction found;
  const VectorXd all =
      Eigen::Map<const VectorXd>(numbers.data(), static_cast<Index>(numbers.size()));
  found.predicted = all.head(outcome.size());
  Index at = outcome.size();
  for (double* number : single(found)) *number = all[at++];
  found.null_r = all.tail(all.size() - at);
  return found;
}

void take(PredictionLine& line, const Prediction& found) {
  line.r = found.r;
  VectorXd null = found.null_r;
  std::sort(null.begin(), null.end());
  const auto place = static_cast<Index>(std::ceil(0.95 * static_cast<double>(null.size()))) - 1;
  line.null_r_high = null[std::clamp<Index>(place, 0, null.size() - 1)];
  line.p = found.p;
  line.explained = found.explained;
  line.p_explained = found.p_explained;
  line.mean_absolute_error = found.mean_absolute_error;
  line.interval_half_width = found.interval_half_width;
}

}  // namespace

void predict_outcomes(const TrialInputs& sample, const PlanParams& plan, TrialFindings& findings) {
  const PlannedPrediction& asked = plan.prediction;
  const TrialTable& table = sample.trial.table;
  const auto family = std::find_if(
      sample.trial.families.begin(), sample.trial.families.end(), [&](const EndpointFamily& one) {
        return one.name == asked.predictors;
      });
  if (family == sample.trial.families.end() || asked.outcomes.empty()) return;
  const Learned people = learned_people(table, plan);
  const MatrixXd features = features_of(*family, people, asked.predict_from);
  const std::vector<int> groups = sites_of(table, people, plan);
  for (const std::string& column : asked.outcomes) {
    const VectorXd outcome = outcome_of(table, people, column);
    const std::string reason = obstacle(features, outcome, groups);
    for (const std::string& learner : asked.learners) {
      PredictionLine line;
      line.outcome = column;
      line.predictors =
          family->name + (asked.predict_from == PredictFrom::baseline ? " at baseline" : " change");
      line.learner = learner;
      line.n = static_cast<int>((!outcome.array().isNaN()).count());
      line.features = static_cast<int>(features.cols());
      line.reason = reason;
      line.r = line.null_r_high = line.p = line.explained = line.p_explained =
          line.mean_absolute_error = line.interval_half_width = nan;
      if (reason.empty()) {
        std::string name = "prediction of ";
        const ProgressName progress(name.append(column).append(" by ").append(learner));
        const Prediction found =
            kept_prediction(features,
                            outcome,
                            {.learner = learner_of(learner),
                             .outer_folds = static_cast<int>(asked.outer_folds),
                             .inner_folds = static_cast<int>(asked.inner_folds),
                             .groups = groups,
                             .permutations = asked.permutations,
                             .seed = static_cast<std::uint64_t>(plan.inference.seed)});
        take(line, found);
        for (Index i = 0; i < outcome.size(); ++i) {
          if (std::isnan(outcome[i])) continue;
          findings.predicted.push_back(
              {column,
               learner,
               table.rows[people.baseline[static_cast<std::size_t>(i)]].participant,
               outcome[i],
               found.predicted[i]});
        }
      }
      findings.predictions.push_back(std::move(line));
    }
  }
}

}  // namespace rewire
