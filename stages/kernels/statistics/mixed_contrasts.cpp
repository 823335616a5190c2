#include <cmath>

#include "stages/core/not_a_number.h"
#include "stages/core/parallel.h"
#include "stages/kernels/statistics/mixed_model.h"

namespace rewire {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MixedContrast mixed_contrast(const MixedModel& model,
                             const Eigen::Ref<const VectorXd>& contrast,
                             DegreesOfFreedom method) {
  MixedContrast result;
  result.estimate = result.standard_error = result.degrees_of_freedom = nan;
  result.state = model.state;
  if (model.state != FitState::fitted) return result;
  const VectorXd reduced = model.map.transpose() * contrast;
  if ((model.null.transpose() * contrast).norm() > 1e-8 * reduced.norm()) {
    result.state = FitState::not_estimable;
    return result;
  }
  const bool small_sample = method == DegreesOfFreedom::kenward_roger;
  const double variance = reduced.dot(model.covariance * reduced);
  const VectorXd direction = model.covariance * reduced;
  VectorXd gradient(static_cast<Index>(model.precision_derivatives.size()));
  for (Index k = 0; k < gradient.size(); ++k) {
    gradient[k] =
        -direction.dot(model.precision_derivatives[static_cast<std::size_t>(k)] * direction);
  }
  const MatrixXd& spread = small_sample ? model.expected_covariance : model.observed_covariance;
  const double uncertainty = gradient.dot(spread * gradient);
  result.estimate = reduced.dot(model.reduced);
  result.standard_error =
      std::sqrt(small_sample ? reduced.dot(model.adjusted_covariance * reduced) : variance);
  // Without uncertainty (all variances known) what is left is that of the fit.
  result.degrees_of_freedom = uncertainty > 0.0
                                  ? 2.0 * variance * variance / uncertainty
                                  : static_cast<double>(model.rows - model.map.cols());
  return result;
}

namespace {

RepeatedMeasures column_data(const Eigen::Ref<const VectorXd>& values,
                             const LinearDesign& design,
                             const VisitRows& rows,
                             const std::vector<Index>& present,
                             Index column) {
  RepeatedMeasures data;
  data.values = values(present);
  data.design = column_design(design, present, column);
  data.participants.reserve(present.size());
  data.visits.reserve(present.size());
  for (const Index row : present) {
    data.participants.push_back(rows.participants[static_cast<std::size_t>(row)]);
    data.visits.push_back(rows.visits[static_cast<std::size_t>(row)]);
  }
  data.visit_count = rows.visit_count;
  if (rows.known_variances.size() > 0) data.known_variances = rows.known_variances(present, column);
  return data;
}

}  // namespace

ContrastFits mixed_contrasts(const Eigen::Ref<const MatrixXd>& values,
                             const LinearDesign& design,
                             const VisitRows& rows,
                             VisitCovariance structure,
                             DegreesOfFreedom method,
                             const Eigen::Ref<const MatrixXd>& contrasts,
                             double confidence) {
  ContrastFits result(values.cols(), contrasts.cols());
  const std::vector<PresencePattern> patterns = presence_patterns(values, design);
  std::vector<const std::vector<Index>*> present(static_cast<std::size_t>(values.cols()));
  for (const PresencePattern& pattern : patterns) {
    for (const Index column : pattern.columns) {
      present[static_cast<std::size_t>(column)] = &pattern.rows;
    }
  }
  parallel_for(present.size(), 8, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto column = static_cast<Index>(i);
      const MixedModel model = fit_mixed_model(
          column_data(values.col(column), design, rows, *present[i], column), structure);
      result.rows[column] = model.rows;
      if (model.state == FitState::fitted) {
        result.residual_deviation[column] = std::sqrt(model.visit_covariance.diagonal().mean());
      }
      for (Index c = 0; c < contrasts.cols(); ++c) {
        const MixedContrast one = mixed_contrast(model, contrasts.col(c), method);
        result.set_state(column, c, one.state);
        if (one.state != FitState::fitted) continue;
        result.set(column, c, one.estimate, one.standard_error, one.degrees_of_freedom, confidence);
      }
    }
  });
  return result;
}

}  // namespace rewire
