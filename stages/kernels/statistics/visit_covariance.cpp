#include "stages/kernels/statistics/visit_covariance.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "stages/kernels/linalg/symmetric_eigen.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

CovarianceDerivatives autoregressive(Index visits, double variance, double r) {
  const MatrixXd zero = MatrixXd::Zero(visits, visits);
  CovarianceDerivatives result{zero, {zero, zero}, {zero, zero, zero, zero}};
  for (Index i = 0; i < visits; ++i) {
    for (Index j = 0; j < visits; ++j) {
      const auto lag = static_cast<int>(std::abs(i - j));
      const double once = lag > 0 ? lag * std::pow(r, lag - 1) : 0.0;
      const double twice = lag > 1 ? lag * (lag - 1) * std::pow(r, lag - 2) : 0.0;
      result.value(i, j) = variance * std::pow(r, lag);
      result.first[0](i, j) = std::pow(r, lag);
      result.first[1](i, j) = variance * once;
      result.second[1](i, j) = result.second[2](i, j) = once;
      result.second[3](i, j) = variance * twice;
    }
  }
  return result;
}

/// Means of the finite entries on and off the diagonal (neighbours only, or all).
double mean_variance(const MatrixXd& moments) {
  double sum = 0.0;
  int count = 0;
  for (Index i = 0; i < moments.rows(); ++i) {
    if (!std::isfinite(moments(i, i))) continue;
    sum += moments(i, i);
    ++count;
  }
  return count > 0 ? sum / count : 1.0;
}

double mean_covariance(const MatrixXd& moments, Index farthest) {
  double sum = 0.0;
  int count = 0;
  for (Index i = 0; i < moments.rows(); ++i) {
    for (Index j = 0; j < i; ++j) {
      if (i - j > farthest || !std::isfinite(moments(i, j))) continue;
      sum += moments(i, j);
      ++count;
    }
  }
  return count > 0 ? sum / count : 0.0;
}

/// `moments` with gaps filled by the means and small eigenvalues raised.
MatrixXd positive_definite(MatrixXd moments) {
  const double variance = mean_variance(moments);
  const double covariance = mean_covariance(moments, moments.rows());
  for (Index i = 0; i < moments.rows(); ++i) {
    for (Index j = 0; j < moments.cols(); ++j) {
      if (!std::isfinite(moments(i, j))) moments(i, j) = i == j ? variance : covariance;
    }
  }
  const SymmetricEigen eigen = symmetric_eigen(moments);
  const VectorXd raised = eigen.values.cwiseMax(0.05 * variance);
  return eigen.vectors * raised.asDiagonal() * eigen.vectors.transpose();
}

}  // namespace

Index covariance_parameters(VisitCovariance structure, Index visits) {
  if (structure == VisitCovariance::independent || visits == 1) return 1;
  return structure == VisitCovariance::unstructured ? visits * (visits + 1) / 2 : 2;
}

CovarianceDerivatives covariance_derivatives(VisitCovariance structure,
                                             Index visits,
                                             const Eigen::Ref<const VectorXd>& parameters) {
  const MatrixXd identity = MatrixXd::Identity(visits, visits);
  if (structure == VisitCovariance::independent || visits == 1) {
    return {parameters[0] * identity, {identity}, {}};
  }
  if (structure == VisitCovariance::compound_symmetric) {
    const MatrixXd ones = MatrixXd::Ones(visits, visits);
    return {parameters[0] * identity + parameters[1] * ones, {identity, ones}, {}};
  }
  if (structure == VisitCovariance::autoregressive) {
    return autoregressive(visits, parameters[0], parameters[1]);
  }
  CovarianceDerivatives result{MatrixXd::Zero(visits, visits), {}, {}};
  for (Index i = 0, k = 0; i < visits; ++i) {
    for (Index j = 0; j <= i; ++j, ++k) {
      MatrixXd& basis = result.first.emplace_back(MatrixXd::Zero(visits, visits));
      basis(i, j) = basis(j, i) = 1.0;
      result.value(i, j) = result.value(j, i) = parameters[k];
    }
  }
  return result;
}

VectorXd covariance_start(VisitCovariance structure, const MatrixXd& moments) {
  const Index visits = moments.rows();
  VectorXd parameters(covariance_parameters(structure, visits));
  const double variance = mean_variance(moments);
  if (parameters.size() == 1) {
    parameters[0] = variance;
  } else if (structure == VisitCovariance::compound_symmetric) {
    const double lowest = -0.5 * variance / static_cast<double>(visits);
    const double covariance = std::clamp(mean_covariance(moments, visits), lowest, 0.9 * variance);
    parameters << variance - covariance, covariance;
  } else if (structure == VisitCovariance::autoregressive) {
    parameters << variance, std::clamp(mean_covariance(moments, 1) / variance, -0.8, 0.8);
  } else {
    const MatrixXd start = positive_definite(moments);
    for (Index i = 0, k = 0; i < visits; ++i) {
      for (Index j = 0; j <= i; ++j, ++k) parameters[k] = start(i, j);
    }
  }
  return parameters;
}

}  // namespace rewire
