#include <array>

#include "stages/kernels/network/betweenness.h"
#include "stages/kernels/network/distance_metrics.h"
#include "stages/kernels/network/metric_papers.h"
#include "stages/kernels/network/metric_table.h"
#include "stages/kernels/network/organisation.h"
#include "stages/kernels/network/spectral_centrality.h"

namespace rewire {
namespace {

using P = PreparedNetwork;
using namespace metric_papers;

constexpr Paper freeman_1978{"Freeman LC",
                             1978,
                             "Centrality in social networks: conceptual clarification",
                             "10.1016/0378-8733(78)90021-7",
                             "closeness"};
constexpr Paper bonacich{
    "Bonacich P",
    1972,
    "Factoring and weighting approaches to status scores and clique identification",
    "10.1080/0022250X.1972.9989806",
    "eigenvector"};
constexpr Paper brin{"Brin S, Page L",
                     1998,
                     "The anatomy of a large-scale hypertextual Web search engine",
                     "10.1016/S0169-7552(98)00110-X",
                     "PageRank"};
constexpr Paper estrada{"Estrada E, Rodríguez-Velázquez JA",
                        2005,
                        "Subgraph centrality in complex networks",
                        "10.1103/PhysRevE.71.056103",
                        "subgraph centrality"};
constexpr Paper seidman{"Seidman SB",
                        1983,
                        "Network structure and minimum degree",
                        "10.1016/0378-8733(83)90028-X",
                        "k-core"};

constexpr std::array<MetricDeclaration, 8> centrality_table{{
    {"betweenness",
     "B_i",
     "centrality",
     "Share of the shortest paths between other nodes that pass through a node: B_i = 2 / ((n - "
     "1)(n - 2)) Σ_{h<j} σ_hj(i) / σ_hj.",
     freeman_1977,
     EdgeUse::binary,
     Selection::standard,
     "0 to 1",
     "Pairs that no path joins count 0; 0 with fewer than three nodes.",
     "betweenness_bin / ((n - 1)(n - 2)).",
     NodalFunction{[](const P& p) { return betweenness(p.network()); }}},
    {"betweenness_weighted",
     "B_i^w",
     "centrality",
     "The same along edge lengths (1/w by default).",
     freeman_1977,
     EdgeUse::weighted,
     Selection::on_request,
     "0 to 1",
     "As for betweenness. Paths whose lengths agree to 1e-12 are equally short.",
     "betweenness_wei(1 ./ W) / ((n - 1)(n - 2)), where only lengths equal to the last digit are "
     "equally short.",
     NodalFunction{[](const P& p) {
       return betweenness_weighted(p.network(), p.lengths(), p.settings().lengths);
     }}},
    {"closeness",
     "c_i",
     "centrality",
     "Inverse mean distance of a node to those it reaches, times the share of the others that it "
     "reaches: c_i = r_i / (n - 1) × r_i / Σ_j d_ij.",
     freeman_1978,
     EdgeUse::binary,
     Selection::on_request,
     "0 to 1",
     "0 for an isolated node.",
     "NetworkX's closeness_centrality; 1 / mean distance where the network is connected.",
     NodalFunction{[](const P& p) { return closeness(p.hops()); }}},
    {"closeness_weighted",
     "c_i^w",
     "centrality",
     "The same along edge lengths (1/w by default).",
     freeman_1978,
     EdgeUse::weighted,
     Selection::on_request,
     "0 to the largest weight, for lengths 1/w",
     "0 for an isolated node.",
     "NetworkX's closeness_centrality(distance=...).",
     NodalFunction{[](const P& p) { return closeness(p.lengths()); }}},
    {"eigenvector_centrality",
     "v_i",
     "centrality",
     "Entry of the eigenvector of the weights with the largest eigenvalue: λ v_i = Σ_j w_ij v_j, "
     "Σ_i v_i^2 = 1, v ≥ 0.",
     bonacich,
     EdgeUse::weighted,
     Selection::on_request,
     "0 to 1",
     "0 outside the component with that eigenvalue; undefined where two components share it, and "
     "without edges.",
     "eigenvector_centrality_und.",
     NodalFunction{[](const P& p) { return eigenvector_centrality(p.network()); }}},
    {"pagerank",
     "PR_i",
     "centrality",
     "Probability to find a walker that follows an edge, chosen by weight, with d = 0.85 and jumps "
     "to any node otherwise: PR_i = (1 - d) / n + d Σ_j w_ij PR_j / s_j, Σ_i PR_i = 1.",
     brin,
     EdgeUse::weighted,
     Selection::on_request,
     "above 0 to 1",
     "A walker at an isolated node always jumps.",
     "pagerank_centrality(W, 0.85); NetworkX's pagerank.",
     NodalFunction{[](const P& p) { return pagerank(p.network()); }}},
    {"subgraph_centrality",
     "SC_i",
     "centrality",
     "Closed walks from a node, those of l edges counted 1/l! times: SC_i = (e^A)_ii.",
     estrada,
     EdgeUse::binary,
     Selection::on_request,
     "1 or more",
     "1 for an isolated node.",
     "subgraph_centrality of a binary matrix.",
     NodalFunction{[](const P& p) { return subgraph_centrality(p.network()); }}},
    {"core_number",
     "κ_i",
     "centrality",
     "Largest k for which a node is in a part of the network where every node has k neighbours or "
     "more.",
     seidman,
     EdgeUse::binary,
     Selection::on_request,
     "0 to n - 1",
     "0 for an isolated node.",
     "kcoreness_centrality_bu.",
     NodalFunction{[](const P& p) { return core_number(p.network()); }}},
}};

}  // namespace

std::span<const MetricDeclaration> centrality_metrics() { return centrality_table; }

}  // namespace rewire
