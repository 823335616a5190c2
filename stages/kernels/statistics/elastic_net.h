#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// Coefficients (features x penalties) that minimise |y - X b|^2 / (2 n) + penalty * (l1_share
/// |b|_1
/// + (1 - l1_share) / 2 |b|^2) by coordinate descent (Friedman, Hastie & Tibshirani 2010,
/// doi:10.18637/jss.v033.i01), from one penalty to the next. Columns of `x` (rows x features) must
/// be centred with mean square 1, or 0 throughout; `y` centred; penalties fall; 0 < l1_share <= 1.
Eigen::MatrixXd elastic_net(const Eigen::Ref<const Eigen::MatrixXd>& x,
                            const Eigen::Ref<const Eigen::VectorXd>& y,
                            const std::vector<double>& penalties,
                            double l1_share);

/// What elastic_net predicts from `test` (rows x features, scaled as `x`) for many outcomes at
/// once: one matrix per column of `y`, test rows x shares. An outcome's penalties are `shares` of
/// the smallest one that leaves nothing; a step of less than 3e-4 deviations of y ends (as
/// glmnet's).
std::vector<Eigen::MatrixXd> elastic_net_predictions(const Eigen::Ref<const Eigen::MatrixXd>& x,
                                                     const Eigen::Ref<const Eigen::MatrixXd>& y,
                                                     const Eigen::Ref<const Eigen::MatrixXd>& test,
                                                     const std::vector<double>& shares,
                                                     double l1_share);

}  // namespace rewire
