#pragma once

#include <filesystem>
#include <string>

#include "stages/data/graph_metrics.h"
#include "stages/data/provenance.h"
#include "stages/files/hdf5.h"

namespace rewire {

/// Graph metrics as the group `group` of one of our HDF5 files; they come back bit for bit.
void put_graph(Hdf5Writer& file, const std::string& group, const GraphMetrics& graph);
GraphMetrics get_graph(const Hdf5Reader& file, const std::string& group);

/// One HDF5 file of its own, schema "rewire-graph" 1, with the groups graph and provenance.
/// StorageError; InputError.
void write_graph_hdf5(const std::filesystem::path& path,
                      const GraphMetrics& graph,
                      const Provenance& provenance);
GraphMetrics read_graph_hdf5(const std::filesystem::path& path);

}  // namespace rewire
