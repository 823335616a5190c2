#include <array>

#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/metric_papers.h"
#include "stages/kernels/network/metric_table.h"

namespace rewire {
namespace {

using P = PreparedNetwork;
using namespace metric_papers;

constexpr Paper zhang{"Zhang B, Horvath S",
                      2005,
                      "A general framework for weighted gene co-expression network analysis",
                      "10.2202/1544-6115.1128",
                      "cluster coefficient"};
constexpr Paper costantini{
    "Costantini G, Perugini M",
    2014,
    "Generalization of clustering coefficients to signed correlation networks",
    "10.1371/journal.pone.0088669",
    "signed version of Zhang's coefficient"};

constexpr std::array<MetricDeclaration, 8> clustering_table{{
    {"clustering",
     "C_i",
     "triangles",
     "Intensity of the triangles around a node: C_i = 2 / (k_i (k_i - 1)) Σ_{j<h} (ŵ_ij ŵ_jh "
     "ŵ_hi)^(1/3), ŵ = w / (largest weight of the network).",
     onnela_2005,
     EdgeUse::weighted,
     Selection::standard,
     "0 to 1",
     "0 for a node with fewer than two neighbours.",
     "clustering_coef_wu of weight_conversion(W, 'normalize'); without that the toolbox's value is "
     "this times the largest weight. NetworkX divides as here.",
     NodalFunction{[](const P& p) { return p.clustering(); }}},
    {"clustering_binary",
     "C_i^b",
     "triangles",
     "Share of a node's pairs of neighbours that have an edge: C_i = 2 t_i / (k_i (k_i - 1)).",
     watts_1998,
     EdgeUse::binary,
     Selection::on_request,
     "0 to 1",
     "0 for a node with fewer than two neighbours.",
     "clustering_coef_bu.",
     NodalFunction{[](const P& p) { return p.binary_clustering(); }}},
    {"clustering_zhang",
     "C_i^z",
     "triangles",
     "Weighted closure of a node's pairs of neighbours: C_i = Σ_{j,h} w_ij w_jh w_hi / Σ_{j≠h} "
     "w_ij w_ih.",
     zhang,
     EdgeUse::weighted,
     Selection::on_request,
     "0 to the largest weight",
     "0 for a node with fewer than two neighbours or without a triangle.",
     "C_pos of clustering_coef_wu_sign(W, 2). The paper has weights up to 1; here, as in the "
     "toolbox, they enter as they are.",
     NodalFunction{[](const P& p) { return clustering_zhang(p.network()); }}},
    {"clustering_signed",
     "C_i^s",
     "triangles",
     "Closure of a node's pairs of neighbours with weights of both signs: C_i = Σ_{j,h} w_ij w_jh "
     "w_hi / Σ_{j≠h} |w_ij w_ih|.",
     costantini,
     EdgeUse::signed_weights,
     Selection::on_request,
     "-1 to 1 for correlations",
     "0 for a node with fewer than two neighbours; clustering_zhang without negative weights.",
     "clustering_coef_wu_sign(W, 3); some of its releases sum w_ij w_ih below without the absolute "
     "value.",
     NodalFunction{[](const P& p) { return clustering_signed(p.weights()); }}},
    {"clustering_mean",
     "C",
     "triangles",
     "Mean of the nodes' clustering: C = Σ_i C_i / n.",
     onnela_2005,
     EdgeUse::weighted,
     Selection::standard,
     "0 to 1",
     "Nodes with fewer than two neighbours count 0.",
     "mean(clustering_coef_wu) of normalised weights. The small-world propensity code leaves such "
     "nodes out.",
     GlobalFunction{[](const P& p) { return p.clustering().mean(); }}},
    {"clustering_binary_mean",
     "C^b",
     "triangles",
     "Mean of the nodes' binary clustering.",
     watts_1998,
     EdgeUse::binary,
     Selection::on_request,
     "0 to 1",
     "Nodes with fewer than two neighbours count 0.",
     "mean(clustering_coef_bu).",
     GlobalFunction{[](const P& p) { return p.binary_clustering().mean(); }}},
    {"transitivity",
     "T",
     "triangles",
     "Share of the paths of two edges that are closed: T = 3 × triangles / paths of two edges.",
     newman_2003,
     EdgeUse::binary,
     Selection::standard,
     "0 to 1",
     "0 without a path of two edges.",
     "transitivity_bu (NaN without such a path).",
     GlobalFunction{[](const P& p) { return transitivity(p.network()); }}},
    {"transitivity_weighted",
     "T^w",
     "triangles",
     "Intensity of all triangles over the paths of two edges: T = Σ_i 2 t_i^w / Σ_i k_i (k_i - 1), "
     "t_i^w = Σ_{j<h} (ŵ_ij ŵ_jh ŵ_hi)^(1/3), ŵ = w / (largest weight).",
     rubinov_2010,
     EdgeUse::weighted,
     Selection::on_request,
     "0 to 1",
     "0 without a path of two edges.",
     "transitivity_wu of weight_conversion(W, 'normalize').",
     GlobalFunction{[](const P& p) { return transitivity_weighted(p.network()); }}},
}};

}  // namespace

std::span<const MetricDeclaration> clustering_metrics() { return clustering_table; }

}  // namespace rewire
