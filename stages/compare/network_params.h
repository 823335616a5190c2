#pragma once

#include <string>
#include <vector>

#include "stages/core/fields.h"

namespace rewire {

enum class NetworkEnhancementKind {
  none,
  tfnbs  ///< threshold-free network-based statistics
};
enum class EdgeSets {
  none,
  structures,  ///< within and between amygdala, hippocampus and prefrontal cortex
  prefrontal,  ///< the same with the prefrontal sub-areas in place of the whole
  networks     ///< within and between the networks that the atlas tags
};
enum class TailMethod {
  permutations,  ///< p_fwe is a share of permutations
  pareto         ///< where a generalised Pareto tail fits the largest statistics, its p
};

/// What is tested of edges beside single ones, with the same permutations' rule.
struct NetworkParams {
  std::vector<double> thresholds;
  NetworkEnhancementKind enhancement = NetworkEnhancementKind::none;
  EdgeSets sets = EdgeSets::none;
};

void fields(FieldVisitor& visitor, NetworkParams& params);
void tail_field(FieldVisitor& visitor, TailMethod& tail);

inline bool asks_for_networks(const NetworkParams& params) {
  return !params.thresholds.empty() || params.enhancement != NetworkEnhancementKind::none ||
         params.sets != EdgeSets::none;
}

}  // namespace rewire
