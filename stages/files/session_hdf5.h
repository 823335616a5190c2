#pragma once

#include <filesystem>

#include "stages/data/confounds.h"
#include "stages/data/connectome.h"
#include "stages/data/graph_metrics.h"
#include "stages/data/local_activity.h"
#include "stages/data/provenance.h"
#include "stages/data/region_series.h"

namespace rewire {

/// All results of one session.
struct SessionResults {
  RegionSeries series;
  Connectome connectome;
  GraphMetrics graph;
  Confounds confounds;
  LocalActivity activity;  ///< without measures where it was not asked for
  Provenance provenance;
};

/// One HDF5 file, schema "rewire-session" 3, with the groups series, connectome, graph, confounds,
/// local_activity and provenance; series, connectome, graph and local_activity name their regions
/// in the subgroup "regions". StorageError.
void write_session_hdf5(const std::filesystem::path& path,
                        const RegionSeries& series,
                        const Connectome& connectome,
                        const GraphMetrics& graph,
                        const Confounds& confounds,
                        const LocalActivity& activity,
                        const Provenance& provenance);

/// Bit for bit what was written. InputError.
SessionResults read_session_hdf5(const std::filesystem::path& path);

}  // namespace rewire
