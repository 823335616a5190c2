#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/kernels/statistics/mixed_model.h"

namespace rewire {

/// A design in coordinates in which it has orthonormal columns.
struct OrthonormalDesign {
  Eigen::MatrixXd matrix;        ///< rows x rank = design * map
  Eigen::MatrixXd map;           ///< regressors x rank
  Eigen::MatrixXd null;          ///< regressors x (regressors - rank): design * null = 0
  Eigen::VectorXd scale;         ///< lengths of the regressors
  double log_determinant = 0.0;  ///< of design' design
};
OrthonormalDesign orthonormal_design(const Eigen::Ref<const Eigen::MatrixXd>& design);

/// Sums over the participants that were seen at the same visits (and with the same known
/// variances): all that the restricted likelihood needs of them.
struct VisitMoments {
  std::vector<int> visits;  ///< ascending
  Eigen::Index participants = 0;
  Eigen::VectorXd known_variances;  ///< per visit; empty: none
  std::vector<Eigen::MatrixXd> xx;  ///< visits x visits: x_a' x_b, rank x rank
  std::vector<Eigen::VectorXd> xy;  ///< visits x visits: x_a' y_b
  Eigen::MatrixXd yy;               ///< visits x visits

  Eigen::Index size() const { return static_cast<Eigen::Index>(visits.size()); }
};

/// `rows` of the data with design `matrix` and response `y` (one per entry of `rows`). A
/// participant's second row of one visit is an InputError.
std::vector<VisitMoments> visit_moments(const RepeatedMeasures& data,
                                        const std::vector<Eigen::Index>& rows,
                                        const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                                        const Eigen::Ref<const Eigen::VectorXd>& y);

}  // namespace rewire
