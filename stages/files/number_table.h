#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

namespace rewire {

/// Numbers in rows, as anybody's script writes them.
struct NumberTable {
  std::vector<std::string> names;  ///< of the columns; empty without a header row
  Eigen::MatrixXd values;          ///< NaN for n/a, NA, nan
};

/// Rows of numbers between tabs, commas, semicolons or blanks, gzipped or not. Empty lines and
/// lines that start with # are passed over. The first line is a header when a cell of it is neither
/// a number nor missing, or its cells are 0, 1, 2 ...; a first column of names (of a matrix with a
/// header), or one that has no name and counts the rows, is left out. A .npy file is NumPy's
/// (read_npy()). InputError lists rows of another length and cells that are no numbers, with their
/// lines.
NumberTable read_number_table(const std::filesystem::path& path);

/// Whether the extension (before .gz) is .csv, .1D, .txt or .npy, and not BIDS' .tsv.
bool is_bare_number_table(const std::filesystem::path& path);

}  // namespace rewire
