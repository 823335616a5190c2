#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// The graphical lasso (Friedman, Hastie & Tibshirani 2008, doi:10.1093/biostatistics/kxm045): the
/// precision P that maximises log det P - tr(S P) - penalty * sum of |P_ij| over i != j, by block
/// coordinate descent.
struct SparsePrecision {
  Eigen::MatrixXd precision;
  Eigen::MatrixXd covariance;  ///< its inverse, as the descent left it
  double gap = 0.0;            ///< duality gap: at most that much below the maximum
  int sweeps = 0;
  bool converged = false;
};

struct DescentLimits {
  double gap = 1e-5;     ///< of the objective
  double change = 1e-6;  ///< of a covariance in one sweep
  int sweeps = 100;
};

/// `covariance` symmetric with a positive diagonal; penalty > 0. `start`: the result at another
/// penalty, from which the descent begins; empty for none.
SparsePrecision graphical_lasso(const Eigen::Ref<const Eigen::MatrixXd>& covariance,
                                double penalty,
                                const SparsePrecision& start,
                                const DescentLimits& limits);

/// Extended Bayesian information criterion of a precision (Foygel & Drton 2010): -n (log det P -
/// tr(S P)) + E log n + 4 gamma E log p, E the number of edges.
double extended_information_criterion(const SparsePrecision& fit,
                                      const Eigen::Ref<const Eigen::MatrixXd>& covariance,
                                      double samples,
                                      double gamma);

/// `count` penalties from the one that leaves no edge (largest |S_ij|) down to `ratio` times it,
/// evenly spaced in the logarithm.
std::vector<double> penalty_path(const Eigen::Ref<const Eigen::MatrixXd>& covariance,
                                 int count,
                                 double ratio);

}  // namespace rewire
