#pragma once

#include "stages/connectivity/connect_params.h"
#include "stages/connectivity/estimators.h"

namespace rewire {

/// Per pair of regions of a KeptSeries.
struct Uncertainty {
  /// Of the transformed values; NaN where unknown: without a closed form, with fewer than 2 degrees
  /// of freedom, where other regions take more than half of the equivalent volumes, or of a pair
  /// whose r is within 5e-7 of 1 or -1.
  Eigen::MatrixXd standard_errors;
  Eigen::MatrixXd degrees_of_freedom;    ///< N - 2 - parameters; NaN likewise
  std::vector<UndefinedEdge> unknown{};  ///< the last three, by their place in the KeptSeries
};

/// N is the number of volumes n, divided by how much more the products of an edge vary than those
/// of independent volumes (never less than 1), times the share of degrees of freedom that confound
/// regression left; it is at most the degrees of freedom of the series + 1. With d = N - 2 -
/// parameters, the variance is that of independent volumes with n replaced by d - 1 (Fisher's
/// correction) where the kind has a transform, d + 1 where not.
Uncertainty uncertainty(const KeptSeries& series,
                        const Estimate& estimate,
                        StatisticTransform transform,
                        StandardErrorMethod method);

/// N for the mean autocorrelation of all regions: as many independent volumes say as much about
/// their covariances.
double equivalent_volumes(const KeptSeries& series);

}  // namespace rewire
