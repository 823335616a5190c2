#include "stages/kernels/statistics/association.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "stages/core/parallel.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/linear_contrasts.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

LinearDesign predictor_design(const Eigen::Ref<const VectorXd>& predictor,
                              const Eigen::Ref<const MatrixXd>& covariates) {
  LinearDesign design;
  design.shared.resize(predictor.size(), 2 + covariates.cols());
  design.shared.col(0) = predictor;
  design.shared.col(1).setOnes();
  if (covariates.cols() > 0) design.shared.rightCols(covariates.cols()) = covariates;
  // Centred, so that the intercept takes no accuracy from the others.
  for (Index c = 0; c < design.shared.cols(); ++c) {
    if (c == 1 || !design.shared.col(c).allFinite()) continue;
    design.shared.col(c).array() -= design.shared.col(c).mean();
  }
  return design;
}

/// Every column by its ranks among `rows`; NaN elsewhere.
MatrixXd ranked(const Eigen::Ref<const MatrixXd>& columns, const std::vector<Index>& rows) {
  MatrixXd ranks =
      MatrixXd::Constant(columns.rows(), columns.cols(), std::numeric_limits<double>::quiet_NaN());
  for (Index c = 0; c < columns.cols(); ++c) {
    ranks(rows, c) = mean_ranks(columns(rows, c));
  }
  return ranks;
}

void set_association(Associations& result,
                     Index column,
                     const ContrastFits& fits,
                     Index fitted_column,
                     AssociationForm form,
                     double confidence) {
  const double t = fits.t(fitted_column, 0);
  const double df = fits.degrees_of_freedom(fitted_column, 0);
  const double r = t / std::sqrt(t * t + df);
  result.r[column] = r;
  result.t[column] = t;
  result.degrees_of_freedom[column] = df;
  result.p[column] = fits.p(fitted_column, 0);
  if (form == AssociationForm::linear) result.slope[column] = fits.estimate(fitted_column, 0);
  if (!(df > 1.0)) return;
  const double widening = form == AssociationForm::rank ? 1.0 + 0.5 * r * r : 1.0;
  const double reach = normal_quantile(0.5 + 0.5 * confidence) * std::sqrt(widening / (df - 1.0));
  result.ci_low[column] = std::tanh(std::atanh(r) - reach);
  result.ci_high[column] = std::tanh(std::atanh(r) + reach);
}

}  // namespace

VectorXd mean_ranks(const Eigen::Ref<const VectorXd>& values) {
  std::vector<Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(), [&](Index a, Index b) { return values[a] < values[b]; });
  VectorXd ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
    const double rank = 1.0 + 0.5 * static_cast<double>(first + last);
    for (std::size_t i = first; i <= last; ++i) ranks[order[i]] = rank;
    first = last + 1;
  }
  return ranks;
}

Associations partial_associations(const Eigen::Ref<const MatrixXd>& values,
                                  const Eigen::Ref<const VectorXd>& predictor,
                                  const Eigen::Ref<const MatrixXd>& covariates,
                                  AssociationForm form,
                                  double confidence) {
  const VectorXd empty =
      VectorXd::Constant(values.cols(), std::numeric_limits<double>::quiet_NaN());
  Associations result{empty, empty, empty, empty, empty, empty, empty};
  const LinearDesign design = predictor_design(predictor, covariates);
  const MatrixXd contrast = MatrixXd::Identity(design.regressors(), 1);
  for (const PresencePattern& pattern : presence_patterns(values, design)) {
    MatrixXd data(values.rows(), static_cast<Index>(pattern.columns.size()));
    LinearDesign used = design;
    if (form == AssociationForm::linear) {
      data = values(Eigen::all, pattern.columns);
    } else {
      data = ranked(values(Eigen::all, pattern.columns), pattern.rows);
      MatrixXd ranks(values.rows(), 1 + covariates.cols());
      ranks << predictor, covariates;
      ranks = ranked(ranks, pattern.rows);
      used.shared.col(0) = ranks.col(0);
      used.shared.rightCols(covariates.cols()) = ranks.rightCols(covariates.cols());
    }
    const ContrastFits fits = linear_contrasts(data, used, contrast, confidence);
    for (Index i = 0; i < data.cols(); ++i) {
      if (fits.state(i, 0) != FitState::fitted) continue;
      set_association(
          result, pattern.columns[static_cast<std::size_t>(i)], fits, i, form, confidence);
    }
  }
  return result;
}

}  // namespace rewire
