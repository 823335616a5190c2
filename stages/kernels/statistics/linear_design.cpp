#include "stages/kernels/statistics/linear_design.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Centred over the rows without a NaN, which stays where it is.
MatrixXd centred(MatrixXd covariates) {
  for (Index c = 0; c < covariates.cols(); ++c) {
    double sum = 0.0;
    Index count = 0;
    for (Index i = 0; i < covariates.rows(); ++i) {
      if (!covariates.row(i).allFinite()) continue;
      sum += covariates(i, c);
      ++count;
    }
    if (count > 0) covariates.col(c).array() -= sum / static_cast<double>(count);
  }
  return covariates;
}

MatrixXd arm_indicators(const std::vector<int>& arms) {
  const int count = arms.empty() ? 0 : *std::max_element(arms.begin(), arms.end()) + 1;
  MatrixXd indicators = MatrixXd::Zero(static_cast<Index>(arms.size()), count);
  for (std::size_t i = 0; i < arms.size(); ++i) indicators(static_cast<Index>(i), arms[i]) = 1.0;
  return indicators;
}

/// Each of `arms` regressors from `first`, then each minus the first.
void add_contrasts(ArmModel& model, Index first, Index arms) {
  const Index others = std::max<Index>(arms - 1, 0);
  model.contrasts = MatrixXd::Zero(model.design.regressors(), arms + others);
  for (Index arm = 0; arm < arms; ++arm) {
    model.contrasts(first + arm, arm) = 1.0;
    model.meanings.push_back({static_cast<int>(arm), -1});
  }
  for (Index arm = 1; arm < arms; ++arm) {
    model.contrasts(first + arm, arms + arm - 1) = 1.0;
    model.contrasts(first, arms + arm - 1) = -1.0;
    model.meanings.push_back({static_cast<int>(arm), 0});
  }
}

LinearDesign adjusted_arms(const MatrixXd& indicators,
                           const Eigen::Ref<const MatrixXd>& covariates) {
  LinearDesign design;
  design.shared.resize(indicators.rows(), indicators.cols() + covariates.cols());
  design.shared.leftCols(indicators.cols()) = indicators;
  if (covariates.cols() > 0) design.shared.rightCols(covariates.cols()) = centred(covariates);
  return design;
}

}  // namespace

Index LinearDesign::regressors() const {
  Index count = shared.cols();
  for (const OwnCovariate& covariate : own) count += covariate.multipliers.cols();
  return count;
}

std::vector<PresencePattern> presence_patterns(const Eigen::Ref<const MatrixXd>& values,
                                               const LinearDesign& design) {
  std::vector<bool> usable(static_cast<std::size_t>(design.rows()));
  for (Index i = 0; i < design.rows(); ++i) {
    bool finite = design.shared.row(i).allFinite();
    for (const OwnCovariate& covariate : design.own) {
      finite = finite && covariate.multipliers.row(i).allFinite();
    }
    usable[static_cast<std::size_t>(i)] = finite;
  }
  std::map<std::vector<bool>, std::size_t> known;
  std::vector<PresencePattern> patterns;
  for (Index column = 0; column < values.cols(); ++column) {
    std::vector<bool> present = usable;
    for (Index i = 0; i < values.rows(); ++i) {
      bool finite = std::isfinite(values(i, column));
      for (const OwnCovariate& covariate : design.own) {
        finite = finite && std::isfinite(covariate.values(i, column));
      }
      if (!finite) present[static_cast<std::size_t>(i)] = false;
    }
    const auto [place, is_new] = known.try_emplace(present, patterns.size());
    if (is_new) {
      PresencePattern& pattern = patterns.emplace_back();
      for (Index i = 0; i < values.rows(); ++i) {
        if (present[static_cast<std::size_t>(i)]) pattern.rows.push_back(i);
      }
    }
    patterns[place->second].columns.push_back(column);
  }
  return patterns;
}

MatrixXd column_design(const LinearDesign& design, const std::vector<Index>& rows, Index column) {
  MatrixXd result(static_cast<Index>(rows.size()), design.regressors());
  result.leftCols(design.shared.cols()) = design.shared(rows, Eigen::all);
  Index next = design.shared.cols();
  for (const OwnCovariate& covariate : design.own) {
    VectorXd values = covariate.values(rows, column);
    if (values.size() > 0) values.array() -= values.mean();
    for (Index k = 0; k < covariate.multipliers.cols(); ++k) {
      result.col(next++) = covariate.multipliers(rows, k).cwiseProduct(values);
    }
  }
  return result;
}

ArmModel arm_model(const std::vector<int>& arms,
                   const Eigen::Ref<const MatrixXd>& covariates,
                   const MatrixXd& baseline) {
  const MatrixXd indicators = arm_indicators(arms);
  ArmModel model;
  model.design = adjusted_arms(indicators, covariates);
  if (baseline.size() > 0) {
    model.design.own.push_back({baseline, MatrixXd::Ones(baseline.rows(), 1)});
  }
  add_contrasts(model, 0, indicators.cols());
  return model;
}

ArmModel moderation_model(const std::vector<int>& arms,
                          const Eigen::Ref<const MatrixXd>& covariates,
                          const MatrixXd& baseline) {
  const MatrixXd indicators = arm_indicators(arms);
  ArmModel model;
  model.design = adjusted_arms(indicators, covariates);
  model.design.own.push_back({baseline, indicators});
  add_contrasts(model, model.design.shared.cols(), indicators.cols());
  return model;
}

}  // namespace rewire
