#pragma once

#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// Regions that make up a structure or a prefrontal sub-area.
struct RegionSet {
  std::string name;                     ///< "amygdala", "sgACC"
  std::vector<Eigen::Index> members{};  ///< places in the list of regions, ascending
};

/// Amygdala, hippocampus and prefrontal cortex, always in this order; a set is empty where the
/// atlas tags no region with it.
std::vector<RegionSet> structure_sets(std::span<const RegionSignal> regions);

/// The sub-areas of the prefrontal cortex from sgACC to OFC, likewise.
std::vector<RegionSet> prefrontal_sets(std::span<const RegionSignal> regions);

}  // namespace rewire
