#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "stages/connectivity/uncertainty.h"

namespace rewire {

/// One kind between the regions of a KeptSeries, with its uncertainty.
struct EdgeEstimates {
  Eigen::MatrixXd values;
  Uncertainty error;  ///< of the values' numbers for statistics
  std::map<std::string, double> fit{};
  std::vector<UndefinedEdge> undefined_edges{};  ///< by their place in the KeptSeries
};

/// One estimate over all volumes.
EdgeEstimates estimate_edges(ConnectivityKind kind,
                             const KeptSeries& series,
                             const ConnectParams& params);

/// One estimate per run, averaged as the number for statistics with weights D - 2 (D the run's
/// degrees of freedom; phases as directions). The standard error is that of a weighted mean of
/// independent numbers; with d of a run's degrees of freedom per edge and c = 1 (-1 without a
/// transform), those of the mean are c + (sum w)^2 / sum(w^2 / (d - c)). `fit` is averaged
/// likewise. An edge that has no number in one run has none. NumericalError when a run has fewer
/// than the least degrees of freedom.
EdgeEstimates average_runs(ConnectivityKind kind,
                           const KeptSeries& series,
                           const ConnectParams& params);

/// Pearson's r over the edges between the numbers for statistics of the first and of the second
/// half of the volumes: how far a matrix of half the length would come back. Nothing where a half
/// cannot be estimated or there are fewer than three edges.
std::optional<double> split_half_correlation(ConnectivityKind kind,
                                             const KeptSeries& series,
                                             const EstimatorParams& params);

/// NumericalError when `series` has fewer than params.minimum_degrees_of_freedom.
void require_degrees_of_freedom(const KeptSeries& series, const ConnectParams& params);

}  // namespace rewire
