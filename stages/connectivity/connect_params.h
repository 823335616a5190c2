#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stages/core/fields.h"
#include "stages/data/connectivity_kind.h"

namespace rewire {

/// Where standard errors come from.
enum class StandardErrorMethod {
  xdf,        ///< every edge from the auto- and cross-correlations of its two series
  bartlett,   ///< one for all, from the mean autocorrelation
  white,      ///< as if volumes were independent
  bootstrap,  ///< from resampled blocks of volumes, of any kind but coherence and its phase
};

/// What becomes of the runs of a session that were joined into one series.
enum class RunCombination {
  joined,    ///< one estimate over all their volumes
  averaged,  ///< one per run, averaged as the number for statistics
};

/// How the reliability of a session's matrix is told.
enum class Reliability {
  none,
  halves,  ///< correlation between the edges of its first and its second half
};

/// What some kinds are asked for.
struct EstimatorParams {
  std::optional<double> penalty{};  ///< of the graphical lasso; by criterion where absent
  double ebic_gamma = 0.0;          ///< 0: the Bayesian criterion; Foygel & Drton ask for 0.5
  double low_hz = 0.01;
  double high_hz = 0.1;
  double bandwidth_hz = 0.01;  ///< half the width that tapers smooth over
  double longest_lag_s = 6.0;
  std::optional<std::int64_t> granger_order{};  ///< by the Bayesian criterion where absent
};

/// How blocks of volumes are resampled.
struct BootstrapParams {
  std::int64_t samples = 200;
  std::optional<double> block_s{};  ///< from the autocorrelation where absent
  std::int64_t seed = 1;
};

struct ConnectParams {
  /// The first is what graph and compare take up; the others are written beside it.
  std::vector<std::string> kind{"pearson"};
  StandardErrorMethod standard_error = StandardErrorMethod::xdf;
  EstimatorParams estimator;
  BootstrapParams bootstrap;
  std::int64_t minimum_degrees_of_freedom = 3;
  RunCombination runs = RunCombination::joined;
  /// Kept volumes that every session is cut to; all where absent.
  std::optional<std::int64_t> volumes{};
  Reliability reliability = Reliability::halves;
};

void fields(FieldVisitor& visitor, ConnectParams& params);

/// The kinds that `params` names, in that order; names that are unknown are left out (a rule of the
/// table refuses them).
std::vector<ConnectivityKind> kinds_of(const ConnectParams& params);

/// The same parameters for one kind.
ConnectParams with_kind(ConnectParams params, ConnectivityKind kind);

}  // namespace rewire
