#include <algorithm>
#include <iterator>

#include "pipeline/plan/region_names.h"
#include "pipeline/trial_sources.h"
#include "stages/compare/endpoints.h"
#include "stages/core/parallel.h"
#include "stages/files/connectome_files.h"
#include "stages/files/graph_metrics_files.h"
#include "stages/files/local_activity_files.h"
#include "stages/files/multilayer_files.h"
#include "stages/files/region_volumes_files.h"

namespace rewire {
namespace {

template <class T, class Read>
std::vector<std::optional<T>> read_rows(const TrialSources& sources,
                                        std::optional<DerivativeFile> RowFiles::*member,
                                        const Read& read) {
  std::vector<std::optional<T>> values(sources.files.size());
  parallel_for(values.size(), 1, [&](std::size_t row, std::size_t /*end*/) {
    const auto& file = sources.files[row].*member;
    if (file) values[row] = read(file->path);
  });
  return values;
}

constexpr std::size_t most_regions = 1000;

/// The matrices of rows [begin, begin + count).
std::vector<std::optional<Connectome>> read_matrices(const TrialSources& sources,
                                                     std::size_t begin,
                                                     std::size_t count) {
  std::vector<std::optional<Connectome>> connectomes(count);
  parallel_for(count, 1, [&](std::size_t i, std::size_t /*end*/) {
    const auto& file = sources.files[begin + i].matrix;
    if (!file) return;
    Connectome connectome = read_connectome(file->path);
    add_structures(connectome.regions, sources.atlas);
    // Of the connectome only Fisher z and its standard errors go on.
    connectome.values.resize(0, 0);
    connectome.effective_degrees_of_freedom.resize(0, 0);
    connectomes[i] = std::move(connectome);
  });
  return connectomes;
}

}  // namespace

Digest content_of(const TrialSources& sources, engine::Records& records) {
  Digester digester;
  add_content(digester, sources.table);
  digester.text(sources.atlas);
  for (const RowFiles& files : sources.files) {
    for (const auto& file :
         {files.matrix, files.metrics, files.activity, files.multilayer, files.volumes}) {
      digester.integer(file ? 1 : 0);
      if (file) digester.digest(records.file_content(file->path));
    }
  }
  return digester.finish();
}

TrialData read_trial(const TrialSources& sources, const EndpointSpool& spool) {
  TrialData trial{.table = sources.table, .families = {}};
  ConnectomeEndpoints endpoints(sources.table, [&](Eigen::Index rows, Eigen::Index columns) {
    return spool.make(rows, columns);
  });
  std::size_t regions = 0;
  for (std::size_t begin = 0; begin < sources.files.size();) {
    // Of how many regions the matrices are the first ones say.
    const std::size_t count = endpoints.rows_together(begin, regions > 0 ? regions : most_regions);
    const auto connectomes = read_matrices(sources, begin, count);
    endpoints.add(begin, connectomes);
    for (const auto& connectome : connectomes) {
      if (connectome) regions = connectome->regions.size();
    }
    begin += count;
  }
  trial.families = endpoints.take_families();
  trial.regions = endpoints.regions();
  const auto metrics = read_rows<GraphMetrics>(
      sources, &RowFiles::metrics, [](const auto& path) { return read_graph_metrics(path); });
  const auto add = [&](std::vector<EndpointFamily> families) {
    std::move(families.begin(), families.end(), std::back_inserter(trial.families));
  };
  const bool any = std::any_of(
      metrics.begin(), metrics.end(), [](const auto& metric) { return metric.has_value(); });
  if (any) add(graph_endpoints(sources.table, metrics));
  add(activity_endpoints(
      sources.table, read_rows<LocalActivity>(sources, &RowFiles::activity, [](const auto& path) {
        return read_local_activity(path);
      })));
  add(multilayer_endpoints(
      sources.table,
      read_rows<MultilayerCommunities>(
          sources, &RowFiles::multilayer, [](const auto& path) { return read_multilayer(path); })));
  add(read_volume_endpoints(sources));
  return trial;
}

std::vector<EndpointFamily> read_volume_endpoints(const TrialSources& sources) {
  return volume_endpoints(
      sources.table, read_rows<SessionVolumes>(sources, &RowFiles::volumes, [](const auto& path) {
        return read_session_volumes(path);
      }));
}

}  // namespace rewire
