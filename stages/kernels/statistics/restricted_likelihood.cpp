#include "stages/kernels/statistics/restricted_likelihood.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <cstddef>

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The covariance of a group's visits with its known variances.
MatrixXd group_covariance(const VisitMoments& group, const MatrixXd& visit_covariance) {
  MatrixXd result = visit_covariance(group.visits, group.visits);
  if (group.known_variances.size() > 0) result.diagonal() += group.known_variances;
  return result;
}

/// sum_ab weights(a, b) xx_ab.
void add_weighted(const VisitMoments& group, const MatrixXd& weights, MatrixXd& sum) {
  for (Index a = 0, pair = 0; a < group.size(); ++a) {
    for (Index b = 0; b < group.size(); ++b, ++pair) {
      if (weights(a, b) == 0.0) continue;
      sum.noalias() += weights(a, b) * group.xx[static_cast<std::size_t>(pair)];
    }
  }
}

void add_weighted(const VisitMoments& group, const MatrixXd& weights, VectorXd& sum) {
  for (Index a = 0, pair = 0; a < group.size(); ++a) {
    for (Index b = 0; b < group.size(); ++b, ++pair) {
      sum.noalias() += weights(a, b) * group.xy[static_cast<std::size_t>(pair)];
    }
  }
}

/// Sums of products of residuals y - x b between visits.
MatrixXd residual_moments(const VisitMoments& group, const VectorXd& b) {
  MatrixXd result = group.yy;
  for (Index i = 0; i < group.size(); ++i) {
    for (Index j = 0; j < group.size(); ++j) {
      const auto ij = static_cast<std::size_t>(i * group.size() + j);
      const auto ji = static_cast<std::size_t>(j * group.size() + i);
      result(i, j) += b.dot(group.xx[ij] * b) - b.dot(group.xy[ij]) - b.dot(group.xy[ji]);
    }
  }
  return result;
}

/// X' W (y - X b) for weights W between visits.
VectorXd residual_products(const VisitMoments& group, const MatrixXd& weights, const VectorXd& b) {
  VectorXd xy = VectorXd::Zero(b.size());
  MatrixXd xx = MatrixXd::Zero(b.size(), b.size());
  add_weighted(group, weights, xy);
  add_weighted(group, weights, xx);
  return xy - xx * b;
}

double product_trace(const MatrixXd& a, const MatrixXd& b) {
  return a.cwiseProduct(b.transpose()).sum();
}

/// What one group adds to the derivatives, before the terms in the coefficients' covariance.
class GroupTerms {
 public:
  GroupTerms(const VisitMoments& group, const CovarianceDerivatives& visit, const VectorXd& b)
      : group_(group),
        size_(static_cast<double>(group.participants)),
        inverse_(group_covariance(group, visit.value)
                     .llt()
                     .solve(MatrixXd::Identity(group.size(), group.size()))),
        residuals_(residual_moments(group, b)) {
    for (const MatrixXd& derivative : visit.first) {
      steps_.push_back(derivative(group.visits, group.visits));
      left_.push_back(inverse_ * steps_.back());
    }
    for (const MatrixXd& derivative : visit.second) {
      bends_.push_back(derivative(group.visits, group.visits));
    }
  }

  void add(const VectorXd& b, LikelihoodDerivatives& sum, MatrixXd& products) const {
    const std::size_t count = left_.size();
    for (std::size_t k = 0; k < count; ++k) {
      const MatrixXd sandwich = left_[k] * inverse_;
      const auto row = static_cast<Index>(k);
      sum.gradient[row] += 0.5 * (product_trace(sandwich, residuals_) - size_ * left_[k].trace());
      MatrixXd p = MatrixXd::Zero(b.size(), b.size());
      add_weighted(group_, sandwich, p);
      sum.p[k] -= p;
      products.col(row) += residual_products(group_, sandwich, b);
      for (std::size_t l = 0; l < count; ++l) {
        const MatrixXd twice = left_[k] * left_[l] * inverse_;
        const auto column = static_cast<Index>(l);
        sum.observed(row, column) += product_trace(twice, residuals_);
        sum.expected(row, column) += 0.5 * size_ * product_trace(left_[k], left_[l]);
        add_weighted(group_, twice, sum.q[k * count + l]);
        if (bends_.empty()) continue;
        const MatrixXd bend = inverse_ * bends_[k * count + l];
        sum.observed(row, column) +=
            0.5 * (size_ * bend.trace() - product_trace(bend * inverse_, residuals_));
        add_weighted(group_, bend * inverse_, sum.r[k * count + l]);
      }
    }
  }

 private:
  const VisitMoments& group_;
  double size_;
  MatrixXd inverse_;
  MatrixXd residuals_;
  std::vector<MatrixXd> steps_;
  std::vector<MatrixXd> left_;   ///< V^-1 dV_k
  std::vector<MatrixXd> bends_;  ///< d2V_kl
};

}  // namespace

RestrictedLikelihood restricted_likelihood(const std::vector<VisitMoments>& moments,
                                           const CovarianceDerivatives& visit_covariance) {
  RestrictedLikelihood result;
  const Index rank = moments.front().xy.front().size();
  MatrixXd precision = MatrixXd::Zero(rank, rank);
  VectorXd right = VectorXd::Zero(rank);
  double squares = 0.0;
  double log_determinant = 0.0;
  for (const VisitMoments& group : moments) {
    const MatrixXd covariance = group_covariance(group, visit_covariance.value);
    const Eigen::LLT<MatrixXd> factor(covariance);
    const VectorXd pivots = factor.matrixLLT().diagonal();
    if (factor.info() != Eigen::Success ||
        !(pivots.minCoeff() > 1e-7 * std::sqrt(covariance.diagonal().maxCoeff()))) {
      return result;
    }
    const MatrixXd inverse = factor.solve(MatrixXd::Identity(group.size(), group.size()));
    log_determinant += 2.0 * static_cast<double>(group.participants) * pivots.array().log().sum();
    add_weighted(group, inverse, precision);
    add_weighted(group, inverse, right);
    squares += product_trace(inverse, group.yy);
  }
  const Eigen::LLT<MatrixXd> factor(precision);
  if (rank > 0 && factor.info() != Eigen::Success) return result;
  result.covariance = factor.solve(MatrixXd::Identity(rank, rank));
  result.reduced = factor.solve(right);
  result.value = -0.5 * (log_determinant + squares - right.dot(result.reduced)) -
                 factor.matrixLLT().diagonal().array().log().sum();
  result.feasible = std::isfinite(result.value);
  return result;
}

LikelihoodDerivatives likelihood_derivatives(const std::vector<VisitMoments>& moments,
                                             const CovarianceDerivatives& visit_covariance,
                                             const RestrictedLikelihood& at) {
  const std::size_t count = visit_covariance.first.size();
  const auto parameters = static_cast<Index>(count);
  const Index rank = at.reduced.size();
  const MatrixXd zero = MatrixXd::Zero(rank, rank);
  LikelihoodDerivatives sum{VectorXd::Zero(parameters),
                            MatrixXd::Zero(parameters, parameters),
                            MatrixXd::Zero(parameters, parameters),
                            std::vector<MatrixXd>(count, zero),
                            std::vector<MatrixXd>(count * count, zero),
                            std::vector<MatrixXd>(visit_covariance.second.size(), zero)};
  MatrixXd products = MatrixXd::Zero(rank, parameters);
  for (const VisitMoments& group : moments) {
    GroupTerms(group, visit_covariance, at.reduced).add(at.reduced, sum, products);
  }
  const MatrixXd& phi = at.covariance;
  for (std::size_t k = 0; k < count; ++k) {
    const auto row = static_cast<Index>(k);
    sum.gradient[row] -= 0.5 * product_trace(phi, sum.p[k]);
    for (std::size_t l = 0; l < count; ++l) {
      const auto column = static_cast<Index>(l);
      sum.expected(row, column) += 0.5 * product_trace(phi * sum.p[k], phi * sum.p[l]) -
                                   product_trace(phi, sum.q[k * count + l]);
      sum.observed(row, column) -= products.col(row).dot(phi * products.col(column));
      if (!sum.r.empty()) {
        sum.observed(row, column) -= 0.5 * product_trace(phi, sum.r[k * count + l]);
      }
    }
  }
  sum.observed -= sum.expected;
  return sum;
}

}  // namespace rewire
