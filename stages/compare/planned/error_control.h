#pragma once

#include <Eigen/Core>

namespace rewire {

/// Adjusted p of Holm (1979, Scandinavian Journal of Statistics 6:65-70): the largest, over the
/// tests of p no larger, of p times the number of tests from there on, at most 1. A NaN (a test
/// that could not be made) counts as a test and stays NaN.
Eigen::VectorXd holm(const Eigen::Ref<const Eigen::VectorXd>& p);

/// Tests one after the other in the given order, each claimed only when all before it are: the
/// largest p so far. Behind a NaN everything is 1.
Eigen::VectorXd fixed_sequence(const Eigen::Ref<const Eigen::VectorXd>& p);

/// Benjamini and Hochberg's times the sum of 1/i over the tests, at most 1: holds whatever the
/// tests have to do with each other (Benjamini and Yekutieli 2001, doi:10.1214/aos/1013699998). A
/// NaN is not a test.
Eigen::VectorXd benjamini_yekutieli(const Eigen::Ref<const Eigen::VectorXd>& p);

}  // namespace rewire
