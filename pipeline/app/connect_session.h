#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/app/cohort_files.h"
#include "stages/connectivity/connect_params.h"

namespace rewire::app {

/// One session whose matrices are asked for.
struct ConnectTask {
  std::filesystem::path series;
  std::filesystem::path matrix;  ///< of the first kind; all others go beside it
};

/// What is said of it.
struct ConnectReport {
  std::vector<std::string> written{};   ///< a line per kind
  std::vector<std::string> warnings{};  ///< missing regions, undefined edges
  std::vector<std::string> notes{};     ///< of a kind, whatever the session
};

/// Reads the series and writes every kind, as HDF5, too, where that is asked for. Throws what the
/// stage and the files throw.
ConnectReport connect_session(const ConnectTask& task,
                              const SeriesOptions& tables,
                              const ConnectParams& params,
                              bool hdf5);

/// A directory stands for the region series (*_timeseries.tsv with an atlas) in and below it, in
/// alphabetical order. InputError when one has none.
std::vector<std::filesystem::path> series_files(const std::vector<std::string>& inputs);

/// The sessions with their matrices below `output` (session_file()). ConfigError names all that
/// would be written twice.
std::vector<ConnectTask> tasks_below(const std::filesystem::path& output,
                                     const std::vector<std::filesystem::path>& series,
                                     ConnectivityKind first_kind);

}  // namespace rewire::app
