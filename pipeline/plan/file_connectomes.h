#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/plan/plan_file.h"
#include "stages/core/problem.h"
#include "stages/data/atlas.h"
#include "stages/data/connectome.h"
#include "stages/files/number_table.h"

namespace rewire {

/// Whether a file holds a matrix; otherwise time series.
bool is_matrix(const DataParams& data, const NumberTable& table);

/// What is common to the files of a trial.
struct FileLayout {
  std::vector<Region> regions;     ///< of the files
  std::vector<Eigen::Index> kept;  ///< without those that are left out
  std::string atlas;
};

/// As the first file and [data] say; no region where that is wrong.
FileLayout layout_of(const DataParams& data,
                     const std::filesystem::path& directory,
                     const NumberTable& first,
                     std::vector<Problem>& problems);

/// The connectome of a time series; volumes are kept whole. InputError.
Connectome of_series(const DataParams& data, const FileLayout& layout, Eigen::MatrixXd values);

/// The connectome of a matrix of r or of Fisher z. InputError.
Connectome of_matrix(const DataParams& data,
                     const FileLayout& layout,
                     const Eigen::MatrixXd& whole);

}  // namespace rewire
