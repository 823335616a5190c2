#pragma once

#include <Eigen/Core>

namespace rewire {

enum class AssociationForm {
  linear,  ///< Pearson
  rank     ///< Spearman: predictor, covariates and data are replaced by their ranks
};

/// Partial correlations of many columns of data with one predictor; NaN where a column has too few
/// rows, no variance, or a predictor that the covariates explain.
struct Associations {
  Eigen::VectorXd r;
  Eigen::VectorXd ci_low;   ///< by Fisher's z, variance 1 / (n - covariates - 3); for ranks times
  Eigen::VectorXd ci_high;  ///< 1 + r^2 / 2 (Bonett and Wright 2000, doi:10.1007/BF02294183)
  Eigen::VectorXd slope;    ///< linear form: data units per unit of the predictor
  Eigen::VectorXd t;        ///< r sqrt(df / (1 - r^2))
  Eigen::VectorXd degrees_of_freedom;  ///< n - 2 - covariates
  Eigen::VectorXd p;                   ///< two-sided, Student's t
};

/// `values` is rows x columns, `covariates` rows x covariates (may have no columns). Rows with a
/// NaN in the predictor or a covariate are left out everywhere, those with a NaN value in their
/// column; ranks are among the rows that stay, ties share their mean rank.
Associations partial_associations(const Eigen::Ref<const Eigen::MatrixXd>& values,
                                  const Eigen::Ref<const Eigen::VectorXd>& predictor,
                                  const Eigen::Ref<const Eigen::MatrixXd>& covariates,
                                  AssociationForm form,
                                  double confidence);

/// Mean ranks from 1; `values` must not hold NaN.
Eigen::VectorXd mean_ranks(const Eigen::Ref<const Eigen::VectorXd>& values);

}  // namespace rewire
