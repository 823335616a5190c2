#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <filesystem>

#include "stages/data/endpoint_values.h"

namespace rewire {

/// Where endpoints go that would take too much memory: a matrix of more than `most_bytes` lies in a
/// file of `directory` (made when it is not there) that has no name, so that nothing of it is left
/// behind however the program ends.
struct EndpointSpool {
  std::filesystem::path directory;
  std::size_t most_bytes = 0;

  /// NaN in memory, or 0 in a file, throughout. StorageError when the disk has no room for it.
  EndpointValues make(Eigen::Index rows, Eigen::Index columns) const;
};

/// With so much memory for the program (0: what the machine has), a matrix may take an eighth: what
/// is analysed of it takes several times as much.
EndpointSpool endpoint_spool(const std::filesystem::path& directory, double memory_mb);

}  // namespace rewire
