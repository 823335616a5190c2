#include "pipeline/connectivity_steps.h"

#include "stages/connectivity/connect.h"

namespace rewire {

void add_other_kinds(engine::Graph& graph,
                     const engine::Handle<RegionSeries>& series,
                     const ConnectParams& params,
                     const ScanStorage& storage) {
  const std::vector<ConnectivityKind> kinds = kinds_of(params);
  for (std::size_t i = 1; i < kinds.size(); ++i) {
    const std::string name = "connect_" + std::string(declaration_of(kinds[i]).name);
    auto stage = connect_stage;
    stage.name = name;
    const auto connectome = graph.apply(stage, with_kind(params, kinds[i]), series);
    graph.store(connectome, storage.connectome(kinds[i]));
  }
}

}  // namespace rewire
