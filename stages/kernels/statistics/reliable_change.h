#pragma once

#include <Eigen/Core>

namespace rewire {

/// How far each person's change lies from what changes without treatment. Matrices are persons x
/// columns; NaN where a change is missing or fewer than three references have one.
struct ReliableChange {
  Eigen::MatrixXd t;  ///< (change - mean) / deviation of a single new change
  Eigen::MatrixXd p;  ///< two-sided, Student's t with references - 1 degrees of freedom
  Eigen::MatrixXd q;  ///< Benjamini-Hochberg over the columns of one person
};

/// Each change of `changes` (persons x columns) against those of `reference` (placebo arm or
/// test-retest sessions, participants x columns): t = (d - m) / (s sqrt(1 + 1 / n)) (Crawford &
/// Howell 1998, doi:10.1076/clin.12.4.482.7241), which is the reliable change index of Jacobson &
/// Truax (1991, doi:10.1037/0022-006X.59.1.12) with a practice effect and with s estimated. With
/// the changes' own variances (squared standard errors, same shapes; empty: none), a scan with less
/// data counts as less: s^2 becomes what is left of the references' variance without their own
/// (at least 0) plus the person's own.
ReliableChange reliable_change(const Eigen::Ref<const Eigen::MatrixXd>& changes,
                               const Eigen::Ref<const Eigen::MatrixXd>& reference,
                               const Eigen::MatrixXd& variances,
                               const Eigen::MatrixXd& reference_variances);

}  // namespace rewire
