#include <algorithm>
#include <array>

#include "stages/kernels/network/components.h"
#include "stages/kernels/network/degree.h"
#include "stages/kernels/network/metric_papers.h"
#include "stages/kernels/network/metric_table.h"

namespace rewire {
namespace {

using P = PreparedNetwork;
using namespace metric_papers;

constexpr Paper barrat{"Barrat A, Barthélemy M, Pastor-Satorras R, Vespignani A",
                       2004,
                       "The architecture of complex weighted networks",
                       "10.1073/pnas.0400087101",
                       "eq. 2"};
constexpr Paper cole{"Cole MW, Pathak S, Schneider W",
                     2010,
                     "Identifying the brain's most globally connected regions",
                     "10.1016/j.neuroimage.2009.11.001",
                     "global brain connectivity"};

constexpr std::array<MetricDeclaration, 10> degree_table{{
    {"degree",
     "k_i",
     "degrees",
     "Number of edges of a node: k_i = Σ_j a_ij.",
     rubinov_2010,
     EdgeUse::binary,
     Selection::standard,
     "0 to n - 1",
     "0 for an isolated node.",
     "degrees_und.",
     NodalFunction{[](const P& p) { return degree(p.network()); }}},
    {"strength",
     "s_i",
     "degrees",
     "Sum of the weights of a node's positive edges: s_i = Σ_j w_ij.",
     barrat,
     EdgeUse::weighted,
     Selection::standard,
     "0 or more",
     "0 for an isolated node.",
     "strengths_und; Spos of strengths_und_sign.",
     NodalFunction{[](const P& p) { return strength(p.network()); }}},
    {"strength_negative",
     "s_i^-",
     "degrees",
     "Sum of the sizes of a node's negative weights: s_i^- = Σ_j max(-w_ij, 0).",
     rubinov_2011,
     EdgeUse::signed_weights,
     Selection::on_request,
     "0 or more",
     "0 where negative weights were dropped or made absolute.",
     "Sneg of strengths_und_sign.",
     NodalFunction{[](const P& p) { return negative_strength(p.weights()); }}},
    {"strength_signed",
     "s_i^*",
     "degrees",
     "Normalised strength of both signs: s_i^* = s'_i^+ - s_i^- / (s_i^+ + s_i^-) s'_i^-, "
     "s' = s / (n - 1).",
     rubinov_2011,
     EdgeUse::signed_weights,
     Selection::on_request,
     "-1 to 1 for correlations",
     "0 for an isolated node; s_i / (n - 1) without negative weights.",
     "strengths_und_sign gives the two signs apart.",
     NodalFunction{[](const P& p) { return signed_strength(p.weights()); }}},
    {"global_brain_connectivity",
     "GBC_i",
     "degrees",
     "Mean Fisher z of a region with all others, before any edge is dropped: GBC_i = Σ_j z_ij / (n "
     "- 1), z = artanh(r).",
     cole,
     EdgeUse::signed_weights,
     Selection::standard,
     "any",
     "Pairs without a Fisher z are left out; undefined where all are. The same at every density.",
     "Strength in Fisher z is this times n - 1.",
     NodalFunction{[](const P& p) { return mean_connectivity(p.context().fisher_z); }},
     NullUse::whole_matrices},
    {"global_brain_connectivity_positive",
     "GBC_i^+",
     "degrees",
     "Mean of a region's positive Fisher z with all others, negative ones counted as 0: GBC_i^+ = "
     "Σ_j max(z_ij, 0) / (n - 1).",
     cole,
     EdgeUse::signed_weights,
     Selection::on_request,
     "0 or more",
     "As global_brain_connectivity, of which it is the one part.",
     "The map gbcpositive of rewire maps, of regions.",
     NodalFunction{
         [](const P& p) { return mean_connectivity(part_of_sign(p.context().fisher_z, 1.0)); }},
     NullUse::whole_matrices},
    {"global_brain_connectivity_negative",
     "GBC_i^-",
     "degrees",
     "Mean of a region's negative Fisher z with all others, positive ones counted as 0: GBC_i^- = "
     "Σ_j min(z_ij, 0) / (n - 1).",
     cole,
     EdgeUse::signed_weights,
     Selection::on_request,
     "0 or less",
     "As global_brain_connectivity, of which it is the other part.",
     "The map gbcnegative of rewire maps, of regions.",
     NodalFunction{
         [](const P& p) { return mean_connectivity(part_of_sign(p.context().fisher_z, -1.0)); }},
     NullUse::whole_matrices},
    {"component_count",
     "n_c",
     "degrees",
     "Number of connected components.",
     rubinov_2010,
     EdgeUse::binary,
     Selection::standard,
     "1 to n",
     "An isolated node is a component of its own.",
     "Number of sizes that get_components gives.",
     GlobalFunction{[](const P& p) { return static_cast<double>(component_count(p.network())); }}},
    {"largest_component",
     "S",
     "degrees",
     "Share of the nodes that are in the largest connected component.",
     rubinov_2010,
     EdgeUse::binary,
     Selection::on_request,
     "1 / n to 1",
     "1 / n without edges.",
     "Largest size that get_components gives, over n.",
     GlobalFunction{[](const P& p) { return largest_component_share(p.network()); }}},
    {"reached_density",
     "κ",
     "degrees",
     "Share of the node pairs that have a positive edge: κ = 2 m / (n (n - 1)).",
     rubinov_2010,
     EdgeUse::binary,
     Selection::standard,
     "0 to 1",
     "Below the requested density when there are too few weights; 0 with one node.",
     "density_und.",
     GlobalFunction{[](const P& p) { return p.network().density(); }}},
}};

}  // namespace

std::span<const MetricDeclaration> degree_metrics() { return degree_table; }

}  // namespace rewire
