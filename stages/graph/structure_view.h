#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/region_sets.h"
#include "stages/graph/measurement.h"

namespace rewire {

/// Where the structures that the analysis is about lie among the nodes of the graph.
struct StructurePlaces {
  struct Pair {
    std::size_t first = 0;
    std::size_t second = 0;
    bool has_path_shares = false;  ///< between the three whole structures
  };
  std::vector<RegionSet> structures;  ///< members are nodes; only those with one
  std::vector<Pair> pairs;            ///< a structure with itself too

  std::string name(const Pair& pair) const;
};
/// `nodes`: the regions that are nodes, in order. The pairs are those of the compared matrices: the
/// three structures among themselves, amygdala and hippocampus with each prefrontal sub-area.
StructurePlaces structure_places(const std::vector<RegionSignal>& regions,
                                 const std::vector<Eigen::Index>& nodes);

/// One value of the structures in a graph.
struct StructureValue {
  std::string name;                           ///< of the measure
  std::string place;                          ///< "amygdala" or "amygdala--prefrontal"
  const MetricDeclaration* metric = nullptr;  ///< whose mean it is; none for pairs
};
/// Per structure the mean of every nodal metric over its nodes; per pair of structures, over the
/// pairs of different nodes between them: edge_density, mean_weight (absent edges are 0),
/// path_length (edges, over the pairs that a path joins) and efficiency (mean inverse).
std::vector<StructureValue> structure_values(const StructurePlaces& places,
                                             const Selected& metrics);

/// Adds to `measurement`, that of `metrics`: `structures` in the order of structure_values(), NaN
/// where there is nothing to average; `path_shares` per pair with shares, per node: the share of
/// the shortest paths (in edges) between the two structures that pass through it, mean over the
/// joined pairs of nodes; paths that it starts or ends count 0.
void measure_structures(const PreparedNetwork& network,
                        const StructurePlaces& places,
                        const Selected& metrics,
                        Measurement& measurement);

}  // namespace rewire
