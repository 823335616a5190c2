#pragma once

#include <Eigen/Core>
#include <filesystem>

namespace rewire {

/// A NumPy array file (format 1 to 3) of one or two dimensions, little-endian floats or integers in
/// C or Fortran order; one dimension becomes a column. InputError.
Eigen::MatrixXd read_npy(const std::filesystem::path& path);

}  // namespace rewire
