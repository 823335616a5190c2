#include "stages/kernels/statistics/trial_designs.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

int levels_of(const std::vector<int>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end()) + 1;
}

MatrixXd indicators(const std::vector<int>& values) {
  MatrixXd result = MatrixXd::Zero(static_cast<Index>(values.size()), levels_of(values));
  for (std::size_t i = 0; i < values.size(); ++i) result(static_cast<Index>(i), values[i]) = 1.0;
  return result;
}

/// Columns beside each other, the second ones centred over rows without a NaN.
MatrixXd beside(const MatrixXd& left, const Eigen::Ref<const MatrixXd>& covariates) {
  MatrixXd result(left.rows(), left.cols() + covariates.cols());
  result.leftCols(left.cols()) = left;
  for (Index c = 0; c < covariates.cols(); ++c) {
    VectorXd column = covariates.col(c);
    double sum = 0.0;
    double count = 0.0;
    for (const double value : column) {
      if (!std::isfinite(value)) continue;
      sum += value;
      count += 1.0;
    }
    if (count > 0.0) column.array() -= sum / count;
    result.col(left.cols() + c) = column;
  }
  return result;
}

}  // namespace

VisitModel visit_model(const std::vector<int>& arms,
                       const std::vector<int>& visits,
                       const Eigen::Ref<const MatrixXd>& covariates,
                       const MatrixXd& baseline,
                       BaselineSlope slope) {
  const int arm_count = levels_of(arms);
  const int visit_count = levels_of(visits);
  std::vector<int> cells;
  cells.reserve(arms.size());
  for (std::size_t i = 0; i < arms.size(); ++i) cells.push_back(arms[i] * visit_count + visits[i]);
  VisitModel model;
  MatrixXd means = MatrixXd::Zero(static_cast<Index>(arms.size()), Index{arm_count} * visit_count);
  for (std::size_t i = 0; i < cells.size(); ++i) means(static_cast<Index>(i), cells[i]) = 1.0;
  model.design.shared = beside(means, covariates);
  if (baseline.size() > 0) {
    model.design.own.push_back(
        {baseline,
         slope == BaselineSlope::common ? MatrixXd::Ones(baseline.rows(), 1) : indicators(visits)});
  }
  const Index differences = Index{std::max(arm_count - 1, 0)} * visit_count;
  model.contrasts = MatrixXd::Zero(model.design.regressors(), means.cols() + differences);
  model.contrasts.topLeftCorner(means.cols(), means.cols()).setIdentity();
  for (int arm = 0; arm < arm_count; ++arm) {
    for (int visit = 0; visit < visit_count; ++visit) model.meanings.push_back({arm, -1, visit});
  }
  Index next = means.cols();
  for (int arm = 1; arm < arm_count; ++arm) {
    for (int visit = 0; visit < visit_count; ++visit, ++next) {
      model.contrasts(Index{arm} * visit_count + visit, next) = 1.0;
      model.contrasts(visit, next) = -1.0;
      model.meanings.push_back({arm, 0, visit});
    }
  }
  return model;
}

CrossoverModel crossover_model(const std::vector<int>& participants,
                               const std::vector<int>& periods,
                               const std::vector<int>& treatments,
                               const Eigen::Ref<const MatrixXd>& covariates,
                               CarryOver carry_over,
                               ParticipantEffect effect) {
  const auto rows = static_cast<Index>(participants.size());
  std::map<std::pair<int, int>, int> given;
  std::map<int, int> place;
  std::vector<int> people;
  people.reserve(participants.size());
  for (std::size_t i = 0; i < participants.size(); ++i) {
    given[{participants[i], periods[i]}] = treatments[i];
    people.push_back(
        place.try_emplace(participants[i], static_cast<int>(place.size())).first->second);
  }
  const bool fixed = effect == ParticipantEffect::fixed;
  const MatrixXd means = fixed ? indicators(people) : MatrixXd(MatrixXd::Ones(rows, 1));
  const MatrixXd of_period = indicators(periods);
  const Index carried = carry_over == CarryOver::first_order ? 1 : 0;
  const Index later = std::max<Index>(of_period.cols() - 1, 0);
  MatrixXd design(rows, 1 + carried + means.cols() + later);
  for (Index i = 0; i < rows; ++i) {
    const auto at = static_cast<std::size_t>(i);
    design(i, 0) = treatments[at];
    if (carried == 0) continue;
    // Half up or down: a period without one before it lies between.
    const auto before = given.find({participants[at], periods[at] - 1});
    design(i, 1) = before == given.end() ? 0.0 : before->second - 0.5;
  }
  design.middleCols(1 + carried, means.cols()) = means;
  design.rightCols(later) = of_period.rightCols(later);
  CrossoverModel model;
  model.design.shared = beside(design, covariates);
  model.contrasts = MatrixXd::Identity(model.design.regressors(), 1 + carried);
  return model;
}

ArmModel course_model(const std::vector<int>& arms,
                      const Eigen::Ref<const VectorXd>& course,
                      const Eigen::Ref<const MatrixXd>& covariates) {
  const MatrixXd by_arm = indicators(arms);
  const Index count = by_arm.cols();
  MatrixXd design(course.size(), count + 1);
  design.leftCols(count) = course.asDiagonal() * by_arm;
  design.col(count).setOnes();
  ArmModel model;
  model.design.shared = beside(design, covariates);
  model.contrasts =
      MatrixXd::Zero(model.design.regressors(), count + std::max<Index>(count - 1, 0));
  for (Index arm = 0; arm < count; ++arm) {
    model.contrasts(arm, arm) = 1.0;
    model.meanings.push_back({static_cast<int>(arm), -1});
  }
  for (Index arm = 1; arm < count; ++arm) {
    model.contrasts(arm, count + arm - 1) = 1.0;
    model.contrasts(0, count + arm - 1) = -1.0;
    model.meanings.push_back({static_cast<int>(arm), 0});
  }
  return model;
}

VectorXd exponential_course(const Eigen::Ref<const VectorXd>& days, double half_life_days) {
  return days.unaryExpr([&](double day) {
    if (std::isnan(day)) return day;
    return day > 0.0 ? std::exp2(-day / half_life_days) : 0.0;
  });
}

}  // namespace rewire
