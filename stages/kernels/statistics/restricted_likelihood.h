#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/kernels/statistics/visit_covariance.h"
#include "stages/kernels/statistics/visit_moments.h"

namespace rewire {

/// The restricted likelihood at some covariance parameters, for responses whose least squares fit
/// was taken away (so that sums of squares lose no digits).
struct RestrictedLikelihood {
  bool feasible = false;       ///< every participant's covariance is positive definite
  double value = 0.0;          ///< without the constant (rows - rank) log 2 pi / -2
  Eigen::VectorXd reduced;     ///< generalised least squares coefficients
  Eigen::MatrixXd covariance;  ///< (X' V^-1 X)^-1
};

RestrictedLikelihood restricted_likelihood(const std::vector<VisitMoments>& moments,
                                           const CovarianceDerivatives& visit_covariance);

/// Its derivatives; the letters are those of Kenward and Roger (1997).
struct LikelihoodDerivatives {
  Eigen::VectorXd gradient;
  Eigen::MatrixXd observed;        ///< minus the second derivatives
  Eigen::MatrixXd expected;        ///< their expectation
  std::vector<Eigen::MatrixXd> p;  ///< P_k = d(X' V^-1 X)
  std::vector<Eigen::MatrixXd> q;  ///< Q_kl, row by row
  std::vector<Eigen::MatrixXd> r;  ///< R_kl, row by row; empty when all 0
};

LikelihoodDerivatives likelihood_derivatives(const std::vector<VisitMoments>& moments,
                                             const CovarianceDerivatives& visit_covariance,
                                             const RestrictedLikelihood& at);

}  // namespace rewire
