#pragma once

#include "stages/core/stage.h"

// Papers that more than one family of metrics implements.
namespace rewire::metric_papers {

inline constexpr Paper rubinov_2010{
    "Rubinov M, Sporns O",
    2010,
    "Complex network measures of brain connectivity: uses and interpretations",
    "10.1016/j.neuroimage.2009.10.003",
    "table A1"};
inline constexpr Paper rubinov_2011{
    "Rubinov M, Sporns O",
    2011,
    "Weight-conserving characterization of complex functional brain networks",
    "10.1016/j.neuroimage.2011.03.069",
    "signed measures"};
inline constexpr Paper onnela_2005{"Onnela JP, Saramäki J, Kertész J, Kaski K",
                                   2005,
                                   "Intensity and coherence of motifs in weighted complex networks",
                                   "10.1103/PhysRevE.71.065103",
                                   "clustering coefficient from subgraph intensities"};
inline constexpr Paper watts_1998{"Watts DJ, Strogatz SH",
                                  1998,
                                  "Collective dynamics of 'small-world' networks",
                                  "10.1038/30918",
                                  "clustering coefficient, characteristic path length"};
inline constexpr Paper latora_2001{"Latora V, Marchiori M",
                                   2001,
                                   "Efficient behavior of small-world networks",
                                   "10.1103/PhysRevLett.87.198701",
                                   "eq. 1"};
inline constexpr Paper newman_2003{"Newman MEJ",
                                   2003,
                                   "The structure and function of complex networks",
                                   "10.1137/S003614450342480",
                                   "eq. 3"};
inline constexpr Paper freeman_1977{"Freeman LC",
                                    1977,
                                    "A set of measures of centrality based on betweenness",
                                    "10.2307/3033543",
                                    "relative betweenness"};

}  // namespace rewire::metric_papers
