#pragma once

#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/requirements.h"

namespace rewire {

/// A connected set of edges beyond a threshold, with p by the largest one of each permutation (both
/// signs together).
struct NetworkComponent {
  std::string contrast;
  double threshold = 0.0;  ///< of |t|
  int number = 0;          ///< from 1, within contrast and threshold
  int sign = 1;            ///< of the effects
  double extent = 0.0;     ///< edges
  double intensity = 0.0;  ///< sum over edges of |t| - threshold
  double p_extent = 0.0;   ///< family-wise over the components of the threshold
  double p_intensity = 0.0;
  std::vector<std::string> edges;
};

/// All edges between two sets of regions (or within one) tested together.
struct SetEffect {
  std::string contrast;
  std::string set;      ///< "amygdala--prefrontal"
  int edges = 0;        ///< that could be tested
  double mean_t = 0.0;  ///< NaN without any
  double p = 0.0;
  double p_fwe = 0.0;  ///< by the smallest p over sets of each permutation
};

/// How p_fwe of a family was come by beyond the permutations: a generalised Pareto distribution
/// fitted to the tail of the largest statistics.
struct TailRecord {
  std::string contrast;
  std::string family;
  bool used = false;       ///< the fit was good enough; otherwise p_fwe are shares of permutations
  double threshold = 0.0;  ///< largest statistic above which the fit counts
  double share = 0.0;      ///< of the permutations above it
  double shape = 0.0;
  double scale = 0.0;
  double goodness_p = 0.0;  ///< of the Anderson-Darling distance of the fit
};

void require_findings(Requirements& requirements,
                      const std::vector<NetworkComponent>& components,
                      const std::vector<SetEffect>& sets);

void add_content(Digester& digester, const NetworkComponent& component);
void add_content(Digester& digester, const SetEffect& set);
void add_content(Digester& digester, const TailRecord& tail);

}  // namespace rewire
