#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/connectome.h"
#include "stages/data/graph_metrics.h"

namespace rewire {

struct GraphParams {
  std::vector<double> densities{0.05, 0.10, 0.15, 0.20, 0.25, 0.30};
  std::int64_t seed = 1;
  std::int64_t restarts = 20;
  double resolution = 1.0;
};

void fields(FieldVisitor& visitor, GraphParams& params);

std::vector<Problem> check_graph_metrics(const Connectome& connectome, const GraphParams& params);

/// Every metric of metric_table() on the connectome's `values`, thresholded to each density, and
/// its area under the curve over density: trapezoid divided by the span, the value itself with one
/// density. Regions with a missing_reason are outside the graph: their rows are NaN, and density is
/// a share of the pairs of the others. A density that the positive weights cannot reach is computed
/// with all of them and warned about. The same numbers for any number of threads, and at one
/// density whatever the other densities are. Throws InputError for what check_graph_metrics finds.
GraphMetrics graph_metrics(const Connectome& connectome, const GraphParams& params);

inline constexpr std::array<Paper, 4> graph_papers{{
    {"Rubinov M, Sporns O",
     2010,
     "Complex network measures of brain connectivity: uses and interpretations",
     "10.1016/j.neuroimage.2009.10.003",
     "table A1"},
    {"van den Heuvel MP, de Lange SC, Zalesky A, Seguin C, Yeo BTT, Schmidt R",
     2017,
     "Proportional thresholding in resting-state fMRI functional connectivity networks and "
     "consequences for patient-control connectome studies: issues and recommendations",
     "10.1016/j.neuroimage.2017.02.005",
     "proportional threshold"},
    {"Blondel VD, Guillaume JL, Lambiotte R, Lefebvre E",
     2008,
     "Fast unfolding of communities in large networks",
     "10.1088/1742-5468/2008/10/P10008",
     "Louvain method"},
    {"Newman MEJ, Girvan M",
     2004,
     "Finding and evaluating community structure in networks",
     "10.1103/PhysRevE.69.026113",
     "eq. 5"},
}};

inline constexpr Stage<GraphMetrics, GraphParams, Connectome> graph_stage{
    "graph",
    1,
    "Measure the thresholded network at several densities",
    &graph_metrics,
    &check_graph_metrics,
    graph_papers};

}  // namespace rewire
