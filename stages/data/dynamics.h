#pragma once

#include <Eigen/Core>
#include <map>
#include <string>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// How one session moves through the states of a cohort.
struct StateUse {
  std::vector<int> sequence;     ///< state of each window or volume, from 0
  std::vector<double> starts_s;  ///< when each of them begins
  Eigen::VectorXd occupancy;     ///< share of them per state
  Eigen::VectorXd dwell_s;       ///< mean length of a visit; NaN where there is none
  Eigen::MatrixXd transitions;   ///< from x to: chance of the next one; NaN rows never left
  double changes_per_minute = 0.0;
  double silhouette = 0.0;  ///< mean width of those that were looked at; NaN when none was
};

/// How much the edges of one session change over its windows. Regions x regions, NaN on the
/// diagonal and for missing regions; p from surrogates whose correlations do not change, NaN
/// without surrogates.
struct WindowVariability {
  int windows = 0;
  Eigen::MatrixXd deviation;  ///< standard deviation of Fisher z over windows
  Eigen::MatrixXd deviation_p;
  Eigen::MatrixXd excursion;
  Eigen::MatrixXd excursion_p;
};

struct SessionDynamics {
  std::string name;
  std::string session;
  WindowVariability variability;
  StateUse states;                 ///< of windows
  StateUse patterns;               ///< co-activation patterns, of volumes
  std::vector<double> volumes_s;   ///< when each kept volume was measured
  Eigen::VectorXd edge_amplitude;  ///< root of the sum of squares of all edges' series there
};

/// Centroids that were fitted to a cohort.
struct StateModel {
  /// States: a matrix of r per state. Patterns: one column, the regions' standardised signals.
  std::vector<Eigen::MatrixXd> centroids;
  double inertia = 0.0;
  double silhouette = 0.0;
  std::map<int, double> silhouette_by_count{};  ///< of every number of states that was tried
};

struct Dynamics {
  std::string atlas;
  std::vector<RegionSignal> regions;
  std::vector<SessionDynamics> sessions;
  StateModel states;
  StateModel patterns;
  std::vector<Problem> warnings{};
};

std::vector<Problem> validate(const Dynamics& dynamics, const std::string& where);
void add_content(Digester& digester, const Dynamics& dynamics);

}  // namespace rewire
