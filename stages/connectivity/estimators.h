#pragma once

#include <Eigen/Core>
#include <map>
#include <string>
#include <vector>

#include "stages/connectivity/connect_params.h"
#include "stages/connectivity/kept_series.h"
#include "stages/data/connectome.h"

namespace rewire {

/// How the values of an estimate vary with the data, to first order: as
/// factor_ij (c_ij - slope_ij (c_ii + c_jj) / 2), c the covariances of `series`.
struct Variation {
  Eigen::MatrixXd series{};  ///< kept volumes x regions, mean 0; empty: those of the KeptSeries
  /// Regions x regions: what varies are these combinations of `series`; empty: they themselves. The
  /// product costs more than most estimates and is made where an error is asked for.
  Eigen::MatrixXd mixing{};
  Eigen::MatrixXd slopes{};  ///< empty: no closed form
  Eigen::MatrixXd factors{};
  double parameters = 0.0;  ///< degrees of freedom that other regions take
  double shrinkage = 0.0;   ///< share of a shrinkage that goes with the data, too
};

/// What an estimator gives for the regions of a KeptSeries.
struct Estimate {
  Eigen::MatrixXd values;
  Variation variation{};                ///< empty: the errors below, or no closed form
  Eigen::MatrixXd standard_errors{};    ///< of the values, where the estimator gives them itself
  double degrees_of_freedom = 0.0;      ///< with them
  std::map<std::string, double> fit{};  ///< what was chosen: "shrinkage"
  std::vector<UndefinedEdge> undefined_edges{};  ///< by their place in the KeptSeries
};

Estimate estimate_pearson(const KeptSeries& series);
Estimate estimate_spearman(const KeptSeries& series);
Estimate estimate_covariance(const KeptSeries& series);
Estimate estimate_ledoit_wolf(const KeptSeries& series);
Estimate estimate_oas(const KeptSeries& series);
/// NumericalError where the covariance has no inverse: fewer degrees of freedom than regions, or
/// series that are combinations of others.
Estimate estimate_partial(const KeptSeries& series);
Estimate estimate_shrunk_partial(const KeptSeries& series);
Estimate estimate_graphical_lasso(const KeptSeries& series, const EstimatorParams& params);
Estimate estimate_mutual_information(const KeptSeries& series);
/// InputError where the band is not in the series' spectrum, or no two tapers fit.
Estimate estimate_coherence(const KeptSeries& series, const EstimatorParams& params);
Estimate estimate_phase(const KeptSeries& series, const EstimatorParams& params);
/// InputError where no wavelet of the band fits on the kept volumes.
Estimate estimate_wavelet_coherence(const KeptSeries& series, const EstimatorParams& params);
/// NumericalError with too few volumes for that many regions.
Estimate estimate_granger(const KeptSeries& series, const EstimatorParams& params);
/// InputError where a lag has fewer pairs of kept volumes than 10 or a quarter of their number.
Estimate estimate_lagged(const KeptSeries& series, const EstimatorParams& params);
Estimate estimate_lag(const KeptSeries& series, const EstimatorParams& params);

/// Partial correlations of a precision matrix, and how they vary: column i of series * precision is
/// what the other regions leave of region i. `weight`: the variation's factors.
Estimate from_precision(const Eigen::MatrixXd& precision, double weight);

/// Any kind that is estimated from one session alone.
Estimate estimate(ConnectivityKind kind, const KeptSeries& series, const EstimatorParams& params);

}  // namespace rewire
