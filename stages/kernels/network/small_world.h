#pragma once

#include <cstdint>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Random and lattice networks that small-world measures compare with; one random stream each.
struct SmallWorldOptions {
  std::uint64_t seed = 1;
  std::int64_t references = 20;  ///< networks of each kind, 1 or more
  std::int64_t swaps_per_edge = 10;
};

/// Binary clustering (mean over nodes) and characteristic path length of a network, and their means
/// over references of the same degrees.
struct SmallWorld {
  double clustering = 0.0;
  double path_length = 0.0;
  double random_clustering = 0.0;   ///< rewire_degrees()
  double random_path_length = 0.0;  ///< pairs that no path joins are left out
  double lattice_clustering = 0.0;  ///< latticise()

  /// Humphries & Gurney 2008 (doi:10.1371/journal.pone.0002051): (C / C_random) / (L / L_random).
  double sigma() const;
  /// Telesford et al. 2011 (doi:10.1089/brain.2011.0038): L_random / L - C / C_lattice, -1
  /// (lattice) to 1 (random).
  double omega() const;
};
SmallWorld small_world(const Network& network, const SmallWorldOptions& options);

/// Small-world propensity of a weighted network (Muldoon et al. 2016, doi:10.1038/srep22057):
///   1 - sqrt((delta_C^2 + delta_L^2) / 2), delta_C = (C_lattice - C) / (C_lattice - C_random),
///   delta_L = (L - L_random) / (L_lattice - L_random), each held between 0 and 1,
/// with Onnela's clustering and path lengths along 1/w. Random: the weights laid on all node pairs
/// at random. Lattice: the strongest weights between neighbours on a ring, at random within one
/// distance, then the next distance. Means over references. NaN without edges or where a lattice is
/// no different from a random network.
double small_world_propensity(const Network& network, const SmallWorldOptions& options);

}  // namespace rewire
