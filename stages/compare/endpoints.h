#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "stages/data/connectome.h"
#include "stages/data/graph_metrics.h"
#include "stages/data/local_activity.h"
#include "stages/data/multilayer_communities.h"
#include "stages/data/session_volumes.h"
#include "stages/data/trial_data.h"

namespace rewire {

/// A place for as many numbers: NaN in memory, or of a file.
using MakeValues = std::function<EndpointValues(Eigen::Index rows, Eigen::Index columns)>;

/// Gathers the families of connectome_endpoints() from some table rows at a time, so that not all
/// matrices have to be in memory together.
class ConnectomeEndpoints {
 public:
  /// Both are held on to.
  ConnectomeEndpoints(const TrialTable& table, MakeValues make);
  ~ConnectomeEndpoints();
  ConnectomeEndpoints(const ConnectomeEndpoints&) = delete;
  ConnectomeEndpoints& operator=(const ConnectomeEndpoints&) = delete;

  /// How many rows from `first` go in together: whole participants, of matrices of so many regions.
  std::size_t rows_together(std::size_t first, std::size_t regions) const;
  /// The matrices of rows [first, first + their number), all those of their participants, in the
  /// order of the table.
  void add(std::size_t first, std::span<const std::optional<Connectome>> connectomes);
  /// Leaves as many rows behind those that were added as they are; their numbers mean nothing.
  void skip(std::size_t count);
  /// The families, and the regions whose pairs the edges are; nothing without a matrix.
  std::vector<EndpointFamily> take_families();
  std::vector<Region> regions() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Families from one matrix per table row (none where the session is missing):
/// - edge: Fisher z of every region pair, "Amygdala_L--Frontal_Sup_L", upper triangle row by row;
/// - structure_pair: mean Fisher z over the region pairs within and between amygdala, hippocampus
///   and prefrontal, and of amygdala and hippocampus with each prefrontal sub-area that the atlas
///   tags ("amygdala--sgACC"). A region pair that is missing in any of a participant's sessions is
///   left out of that participant's mean in all of them, so that a change is like with like.
/// Where every matrix has standard errors the edges have them too, and a structure pair has the
/// mean of those of its edges: as if they all erred together, which is the most that it can be. An
/// infinite Fisher z (|r| = 1) is no number: NaN. Throws InputError, listing all sessions whose
/// atlas or regions differ from the first, or when the count is not the table's.
std::vector<EndpointFamily> connectome_endpoints(
    const TrialTable& table, std::span<const std::optional<Connectome>> connectomes);

/// Families from one set of graph metrics per table row, areas under the curve over the levels:
/// - global_metric: "global_efficiency", and "global_efficiency_normalised" (its ratio to the mean
///   of the null networks) where there are some;
/// - nodal_metric: "degree@Amygdala_L";
/// - structure_metric: "efficiency@amygdala--prefrontal", "betweenness@sgACC".
/// Throws InputError, listing all sessions whose atlas, regions, levels or metrics differ.
std::vector<EndpointFamily> graph_endpoints(const TrialTable& table,
                                            std::span<const std::optional<GraphMetrics>> metrics);

/// Families from one session's local activity per table row, each measure in standard deviations
/// from the brain's mean (z):
/// - local_activity: "alff@Amygdala_L";
/// - structure_activity: the mean over the regions of amygdala, hippocampus, prefrontal and each
///   prefrontal sub-area that the atlas tags, "alff@amygdala". A region that is missing in any of a
///   participant's sessions is left out of that participant's mean in all of them.
/// Throws InputError, listing all sessions whose atlas, regions or measures differ.
std::vector<EndpointFamily> activity_endpoints(
    const TrialTable& table, std::span<const std::optional<LocalActivity>> sessions);

/// Families from one session's communities over the windows of its scan per table row:
/// - multilayer: "flexibility@Amygdala_L", promiscuity, and recruitment and integration where the
///   atlas names networks;
/// - structure_multilayer: the mean over all regions, "flexibility@brain", and over structures as
///   above.
/// Scans with fewer windows (short ones, or censored ones) have fewer chances to change: compare
/// scans of one length, and look at whether censoring differs between arms. Throws InputError,
/// listing all sessions whose atlas, regions or measures differ.
std::vector<EndpointFamily> multilayer_endpoints(
    const TrialTable& table, std::span<const std::optional<MultilayerCommunities>> sessions);

/// Families of volumes (mm^3) from what was measured of all sessions of the row's participant, of
/// which the row's session counts:
/// - region_volume: "volume@Hippocampus_L";
/// - structure_volume: the sum over amygdala, hippocampus and prefrontal, "volume@hippocampus".
/// No family without a session. Throws InputError, listing all sessions of another atlas or other
/// regions.
std::vector<EndpointFamily> volume_endpoints(
    const TrialTable& table, std::span<const std::optional<SessionVolumes>> sessions);

}  // namespace rewire
