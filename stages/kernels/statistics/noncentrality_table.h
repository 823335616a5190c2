#pragma once

#include <Eigen/Core>

namespace rewire {

/// noncentrality_at for one number of degrees of freedom and one probability, for many t: Chebyshev
/// interpolation over asinh(t / sqrt(degrees_of_freedom)), where the function is smooth for all
/// degrees of freedom of 2 and more. Within 1e-9 (1 + |t|) of noncentrality_at; beyond |t| = 12 it
/// is that function.
class NoncentralityTable {
 public:
  NoncentralityTable(double degrees_of_freedom, double probability);

  double at(double t) const;

 private:
  double degrees_of_freedom_;
  double probability_;
  double reach_;  ///< asinh at the largest tabled t
  Eigen::VectorXd coefficients_;
};

}  // namespace rewire
