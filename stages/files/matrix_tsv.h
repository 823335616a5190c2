#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

namespace rewire {

/// A square matrix whose rows and columns are named.
struct NamedMatrix {
  std::vector<std::string> names;
  Eigen::MatrixXd values;  ///< NaN where n/a
};

/// XCP-D's layout: a first column "Node" with the row names, then one column per name.
void write_matrix_tsv(const std::filesystem::path& path, const NamedMatrix& matrix);

/// With or without the column of row names. InputError when it is not square or row and column
/// names differ.
NamedMatrix read_matrix_tsv(const std::filesystem::path& path);

}  // namespace rewire
