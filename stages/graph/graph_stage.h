#pragma once

#include <array>

#include "stages/core/stage.h"
#include "stages/data/connectome.h"
#include "stages/data/graph_metrics.h"
#include "stages/graph/graph_params.h"

namespace rewire {

/// The chosen metrics of metric_table() on the connectome's `values`, cut to a graph at each level,
/// and their areas under the curve over the levels: trapezoid divided by the span, the value itself
/// with one level. Regions with a missing_reason are outside the graph: their rows are NaN, and
/// density is a share of the pairs of the others. A density that the weights cannot reach is
/// computed with all of them and warned about. With null networks, mean and standard deviation of
/// every metric over them. The same numbers for any number of threads, and at one level whatever
/// the other levels are. Throws InputError for what check_graph_metrics finds, for values that are
/// not finite between present regions, and for null networks with random phases (which need the
/// series).
GraphMetrics graph_metrics(const Connectome& connectome, const GraphParams& params);

/// The same; null networks with random phases are made from `series`, whose regions must be the
/// connectome's (InputError).
GraphMetrics graph_metrics_with_series(const Connectome& connectome,
                                       const RegionSeries& series,
                                       const GraphParams& params);
std::vector<Problem> check_graph_with_series(const Connectome& connectome,
                                             const RegionSeries& series,
                                             const GraphParams& params);

inline constexpr std::array<Paper, 7> graph_papers{{
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
    {"Traag VA, Waltman L, van Eck NJ",
     2019,
     "From Louvain to Leiden: guaranteeing well-connected communities",
     "10.1038/s41598-019-41695-z",
     "Leiden algorithm"},
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
    {"Rubinov M, Sporns O",
     2011,
     "Weight-conserving characterization of complex functional brain networks",
     "10.1016/j.neuroimage.2011.03.069",
     "signed modularity, null model that keeps signed strengths"},
    {"Maslov S, Sneppen K",
     2002,
     "Specificity and stability in topology of protein networks",
     "10.1126/science.1065103",
     "null model that keeps degrees"},
}};

inline constexpr Stage<GraphMetrics, GraphParams, Connectome> graph_stage{
    "graph",
    3,
    "Measure the thresholded network at several densities",
    &graph_metrics,
    &check_graph_metrics,
    graph_papers};

/// The same stage where the series are at hand.
inline constexpr Stage<GraphMetrics, GraphParams, Connectome, RegionSeries> graph_series_stage{
    graph_stage.name,
    graph_stage.version,
    graph_stage.summary,
    &graph_metrics_with_series,
    &check_graph_with_series,
    graph_papers};

}  // namespace rewire
