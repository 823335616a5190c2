#include "stages/files/graph_metrics_files.h"

#include "stages/core/error.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/graph_metrics_sidecar.h"
#include "stages/files/graph_metrics_table.h"
#include "stages/files/tsv.h"

namespace rewire {

void write_graph_metrics(const std::filesystem::path& path,
                         const GraphMetrics& metrics,
                         const Provenance& provenance) {
  write_graph_sidecar(path, metrics, provenance);
  write_tsv(path, tidy_table(metrics));
}

GraphMetrics read_graph_metrics(const std::filesystem::path& path) {
  GraphMetrics metrics;
  const NullReasons reasons = read_graph_sidecar(sidecar_path(path), metrics);
  read_tidy_table(read_tsv(path), path.string(), reasons, metrics);
  throw_if_errors(validate(metrics, path.string()));
  return metrics;
}

}  // namespace rewire
