#include "stages/files/confounds_files.h"

#include <nlohmann/json.hpp>

#include "stages/files/derivative_sidecar.h"
#include "stages/files/tsv.h"

namespace rewire {

void write_confounds(const std::filesystem::path& path,
                     const Confounds& confounds,
                     const Provenance& provenance) {
  Table table;
  for (std::size_t column = 0; column < confounds.names.size(); ++column) {
    table.add(confounds.names[column],
              to_cells(confounds.values.col(static_cast<Eigen::Index>(column))));
  }
  write_sidecar(path, nlohmann::json::object(), provenance);
  write_tsv(path, table);
}

Confounds read_confounds(const std::filesystem::path& path) {
  const Table table = read_tsv(path);
  Confounds confounds;
  confounds.names = table.names;
  confounds.values.resize(static_cast<Eigen::Index>(table.row_count()),
                          static_cast<Eigen::Index>(table.names.size()));
  for (std::size_t column = 0; column < table.names.size(); ++column) {
    confounds.values.col(static_cast<Eigen::Index>(column)) =
        to_numbers(table.columns[column], table.names[column], path.string());
  }
  return confounds;
}

}  // namespace rewire
