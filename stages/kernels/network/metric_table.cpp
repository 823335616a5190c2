#include "stages/kernels/network/metric_table.h"

#include <array>

#include "stages/kernels/network/betweenness.h"
#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/components.h"
#include "stages/kernels/network/degree.h"
#include "stages/kernels/network/participation.h"
#include "stages/kernels/network/shortest_paths.h"

namespace rewire {
namespace {

using P = PreparedNetwork;

constexpr Paper rubinov{"Rubinov M, Sporns O",
                        2010,
                        "Complex network measures of brain connectivity: uses and interpretations",
                        "10.1016/j.neuroimage.2009.10.003",
                        "table A1"};
constexpr Paper barrat{"Barrat A, Barthélemy M, Pastor-Satorras R, Vespignani A",
                       2004,
                       "The architecture of complex weighted networks",
                       "10.1073/pnas.0400087101",
                       "eq. 2"};
constexpr Paper onnela{"Onnela JP, Saramäki J, Kertész J, Kaski K",
                       2005,
                       "Intensity and coherence of motifs in weighted complex networks",
                       "10.1103/PhysRevE.71.065103",
                       "clustering coefficient from subgraph intensities"};
constexpr Paper latora{"Latora V, Marchiori M",
                       2001,
                       "Efficient behavior of small-world networks",
                       "10.1103/PhysRevLett.87.198701",
                       "eq. 1"};
constexpr Paper freeman{"Freeman LC",
                        1977,
                        "A set of measures of centrality based on betweenness",
                        "10.2307/3033543",
                        "relative betweenness"};
constexpr Paper guimera{"Guimerà R, Amaral LAN",
                        2005,
                        "Functional cartography of complex metabolic networks",
                        "10.1038/nature03288",
                        "participation coefficient"};
constexpr Paper watts{"Watts DJ, Strogatz SH",
                      1998,
                      "Collective dynamics of 'small-world' networks",
                      "10.1038/30918",
                      "characteristic path length"};
constexpr Paper newman{"Newman MEJ",
                       2003,
                       "The structure and function of complex networks",
                       "10.1137/S003614450342480",
                       "eq. 3"};
constexpr Paper girvan{"Newman MEJ, Girvan M",
                       2004,
                       "Finding and evaluating community structure in networks",
                       "10.1103/PhysRevE.69.026113",
                       "eq. 5"};

constexpr std::array<MetricDeclaration, 14> table{{
    {"degree",
     "k_i",
     "Number of edges of a node: k_i = Σ_j a_ij.",
     rubinov,
     EdgeUse::binary,
     "0 to n - 1",
     "0 for an isolated node.",
     NodalFunction{[](const P& p) { return degree(p.network); }}},
    {"strength",
     "s_i",
     "Sum of the weights of a node's edges: s_i = Σ_j w_ij.",
     barrat,
     EdgeUse::weighted,
     "0 or more",
     "0 for an isolated node.",
     NodalFunction{[](const P& p) { return strength(p.network); }}},
    {"clustering",
     "C_i",
     "Intensity of the triangles around a node: C_i = 2 / (k_i (k_i - 1)) Σ_{j<h} (ŵ_ij ŵ_jh "
     "ŵ_hi)^(1/3), ŵ = w / (largest weight of the network).",
     onnela,
     EdgeUse::weighted,
     "0 to 1",
     "0 for a node with fewer than two neighbours.",
     NodalFunction{[](const P& p) { return p.clustering; }}},
    {"local_efficiency",
     "E_loc,i",
     "Global efficiency of the network that a node's neighbours form among themselves: E_loc,i = "
     "1 / (k_i (k_i - 1)) Σ_{j≠h neighbours of i} 1 / d_jh.",
     latora,
     EdgeUse::binary,
     "0 to 1",
     "0 for a node with fewer than two neighbours; neighbours that no path joins count 0.",
     NodalFunction{[](const P& p) { return p.local_efficiency; }}},
    {"betweenness",
     "B_i",
     "Share of the shortest paths between other nodes that pass through a node: B_i = 2 / ((n - "
     "1)(n - 2)) Σ_{h<j} σ_hj(i) / σ_hj.",
     freeman,
     EdgeUse::binary,
     "0 to 1",
     "Pairs that no path joins count 0; 0 with fewer than three nodes.",
     NodalFunction{[](const P& p) { return betweenness(p.network); }}},
    {"participation",
     "P_i",
     "How evenly a node's edges spread over the communities: P_i = 1 - Σ_m (s_i(m) / s_i)^2, "
     "s_i(m) being its strength towards community m.",
     guimera,
     EdgeUse::weighted,
     "0 to 1",
     "0 for an isolated node.",
     NodalFunction{[](const P& p) { return participation(p.network, p.partition.communities); }}},
    {"characteristic_path_length",
     "L",
     "Mean number of edges on the shortest path between two nodes: L = mean of d_ij over the pairs "
     "that a path joins.",
     watts,
     EdgeUse::binary,
     "1 or more",
     "Pairs that no path joins are left out: read it with component_count. Undefined without "
     "edges.",
     GlobalFunction{[](const P& p) { return characteristic_path_length(p.hops); }}},
    {"global_efficiency",
     "E",
     "Mean inverse distance: E = 1 / (n (n - 1)) Σ_{i≠j} 1 / d_ij.",
     latora,
     EdgeUse::binary,
     "0 to 1",
     "Pairs that no path joins count 0; 0 with one node.",
     GlobalFunction{[](const P& p) { return global_efficiency(p.hops); }}},
    {"clustering_mean",
     "C",
     "Mean of the nodes' clustering: C = Σ_i C_i / n.",
     onnela,
     EdgeUse::weighted,
     "0 to 1",
     "Nodes with fewer than two neighbours count 0.",
     GlobalFunction{[](const P& p) { return p.clustering.mean(); }}},
    {"transitivity",
     "T",
     "Share of the paths of two edges that are closed: T = 3 × triangles / paths of two edges.",
     newman,
     EdgeUse::binary,
     "0 to 1",
     "0 without a path of two edges.",
     GlobalFunction{[](const P& p) { return transitivity(p.network); }}},
    {"local_efficiency_mean",
     "E_loc",
     "Mean of the nodes' local efficiency: E_loc = Σ_i E_loc,i / n.",
     latora,
     EdgeUse::binary,
     "0 to 1",
     "Nodes with fewer than two neighbours count 0.",
     GlobalFunction{[](const P& p) { return p.local_efficiency.mean(); }}},
    {"modularity",
     "Q",
     "Weight within communities beyond chance: Q = Σ_m [in_m / 2W - γ (s_m / 2W)^2], in_m being "
     "twice the weight of the edges within community m, s_m its strength, 2W that of all nodes, γ "
     "the resolution; the best of all restarts of the Louvain method.",
     girvan,
     EdgeUse::weighted,
     "-0.5 to 1 at resolution 1",
     "Undefined without edges.",
     GlobalFunction{[](const P& p) { return p.partition.modularity; }}},
    {"component_count",
     "n_c",
     "Number of connected components.",
     rubinov,
     EdgeUse::binary,
     "1 to n",
     "An isolated node is a component of its own.",
     GlobalFunction{[](const P& p) { return static_cast<double>(component_count(p.network)); }}},
    {"reached_density",
     "κ",
     "Share of the node pairs that have an edge: κ = 2 m / (n (n - 1)).",
     rubinov,
     EdgeUse::binary,
     "0 to 1",
     "Below the requested density when there are too few positive weights; 0 with one node.",
     GlobalFunction{[](const P& p) { return p.network.density(); }}},
}};

}  // namespace

PreparedNetwork prepare(Network network, const LouvainOptions& options) {
  Eigen::MatrixXd hops = hop_distances(network);
  Partition partition = louvain(network, options);
  Eigen::VectorXd triangles = clustering_weighted(network);
  Eigen::VectorXd efficiency = local_efficiency(network);
  return {std::move(network),
          std::move(hops),
          std::move(partition),
          std::move(triangles),
          std::move(efficiency)};
}

std::span<const MetricDeclaration> metric_table() { return table; }

}  // namespace rewire
