#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "stages/data/dynamics.h"
#include "stages/data/provenance.h"

namespace rewire {

/// Where a session's file of one statistic goes: stat "windowdeviation", suffix "relmat".
using SessionPlace =
    std::function<std::filesystem::path(const std::string& stat, const std::string& suffix)>;

/// Matrices stat-windowdeviation, windowdeviationp, windowexcursion, windowexcursionp
/// (*_relmat.tsv) and tables stat-windowstate, coactivation (onset, state) and edgeamplitude
/// (onset, amplitude) (*_timeseries.tsv), each with its sidecar.
void write_session_dynamics(const SessionPlace& place,
                            const Dynamics& dynamics,
                            const SessionDynamics& session,
                            const Provenance& provenance);

/// Below `directory`: dynamics.tsv (one row per session: occupancy, dwell, changes, silhouette of
/// states and patterns), transitions.tsv, one matrix of r per state (state-1_relmat.tsv ...),
/// patterns.tsv (one row per region).
void write_cohort_dynamics(const std::filesystem::path& directory,
                           const Dynamics& dynamics,
                           const Provenance& provenance);

/// HDF5, schema "rewire-edge-series" 1: datasets onset (s), edges (names) and values (volumes x
/// edges).
void write_edge_series(const std::filesystem::path& path,
                       const std::vector<double>& volumes_s,
                       const std::vector<std::string>& edges,
                       const Eigen::MatrixXd& values,
                       const Provenance& provenance);

}  // namespace rewire
