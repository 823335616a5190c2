#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/kernels/statistics/linear_contrasts.h"
#include "stages/kernels/statistics/visit_covariance.h"

namespace rewire {

/// One response at several visits of each participant; a row is one visit of one participant.
struct RepeatedMeasures {
  Eigen::VectorXd values;         ///< NaN: not seen, the row is left out (missing at random)
  Eigen::MatrixXd design;         ///< rows x regressors; a row with a NaN is left out
  std::vector<int> participants;  ///< per row
  std::vector<int> visits;        ///< per row, 0 ... visit_count - 1
  Eigen::Index visit_count = 0;
  /// Per row, a known variance that is added to the model's, such as the squared standard error of
  /// a scan's own estimate; empty: none.
  Eigen::VectorXd known_variances{};
};

enum class DegreesOfFreedom {
  satterthwaite,  ///< from the observed information of the covariance parameters
  kenward_roger   ///< with the small-sample covariance, from the expected information
};

/// Fit by restricted maximum likelihood of y = X b + e, participants independent, errors of one
/// participant with `visit_covariance` restricted to the visits present.
struct MixedModel {
  FitState state = FitState::not_converged;
  int rows = 0;
  int participants = 0;
  int iterations = 0;
  double log_restricted_likelihood = 0.0;  ///< with (rows - rank) log 2 pi, without log|X'X|
  Eigen::VectorXd parameters;              ///< of the covariance, see VisitCovariance
  Eigen::MatrixXd visit_covariance;        ///< visits x visits, without known variances
  Eigen::VectorXd coefficients;            ///< regressors (of least norm when X has not full rank)

  // In coordinates where X has orthonormal columns, for mixed_contrast.
  Eigen::MatrixXd map;                                 ///< regressors x rank
  Eigen::MatrixXd null;                                ///< regressors x (regressors - rank)
  Eigen::VectorXd reduced;                             ///< coefficients
  Eigen::MatrixXd covariance;                          ///< of them: inverse of X' V^-1 X
  Eigen::MatrixXd adjusted_covariance;                 ///< by Kenward and Roger
  std::vector<Eigen::MatrixXd> precision_derivatives;  ///< of X' V^-1 X, per parameter
  Eigen::MatrixXd observed_covariance;  ///< of the parameters, inverse observed information
  Eigen::MatrixXd expected_covariance;  ///< inverse expected information
};

/// Newton's method with the observed information where it is positive definite and the expected one
/// elsewhere, steps halved until the likelihood rises and every covariance is positive definite. An
/// `independent` variance beside known ones stays at 0 when the likelihood is highest there. The
/// state says when the data do not determine the covariance. Throws InputError when a participant
/// has two rows of one visit.
MixedModel fit_mixed_model(const RepeatedMeasures& data, VisitCovariance structure);

struct MixedContrast {
  FitState state = FitState::not_estimable;
  double estimate = 0.0;
  double standard_error = 0.0;
  double degrees_of_freedom = 0.0;
};

/// Satterthwaite: 2 f^2 / (g' A g) with f the variance of the contrast, g its gradient and A the
/// covariance of the parameters (Fai and Cornelius 1996, doi:10.1080/00949659608811740, for one
/// contrast). Kenward and Roger (1997, doi:10.2307/2533558): adjusted variance, and for one
/// contrast the same with the expected information. Parameters enter linearly, but for the
/// autoregressive r, whose second derivatives are kept in the adjustment.
MixedContrast mixed_contrast(const MixedModel& model,
                             const Eigen::Ref<const Eigen::VectorXd>& contrast,
                             DegreesOfFreedom method);

/// A mixed model for every column of `values` (rows x columns); rows as in RepeatedMeasures.
struct VisitRows {
  std::vector<int> participants;
  std::vector<int> visits;
  Eigen::Index visit_count = 0;
  Eigen::MatrixXd known_variances{};  ///< rows x columns of data; empty: none
};
ContrastFits mixed_contrasts(const Eigen::Ref<const Eigen::MatrixXd>& values,
                             const LinearDesign& design,
                             const VisitRows& rows,
                             VisitCovariance structure,
                             DegreesOfFreedom method,
                             const Eigen::Ref<const Eigen::MatrixXd>& contrasts,
                             double confidence);

}  // namespace rewire
