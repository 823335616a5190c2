#include <algorithm>
#include <array>

#include "stages/kernels/network/metric_papers.h"
#include "stages/kernels/network/metric_table.h"
#include "stages/kernels/network/participation.h"

namespace rewire {
namespace {

using P = PreparedNetwork;
using namespace metric_papers;

constexpr Paper guimera{"Guimerà R, Amaral LAN",
                        2005,
                        "Functional cartography of complex metabolic networks",
                        "10.1038/nature03288",
                        "participation coefficient, within-module degree"};
constexpr Paper vargas{
    "Vargas ER, Wahl LM",
    2014,
    "The gateway coefficient: a novel metric for identifying critical connections in modular "
    "networks",
    "10.1140/epjb/e2014-40800-7",
    "gateway coefficient"};
constexpr Paper girvan{"Newman MEJ, Girvan M",
                       2004,
                       "Finding and evaluating community structure in networks",
                       "10.1103/PhysRevE.69.026113",
                       "eq. 5"};
constexpr Paper chan{"Chan MY, Park DC, Savalia NK, Petersen SE, Wig GS",
                     2014,
                     "Decreased segregation of brain systems across the healthy adult lifespan",
                     "10.1073/pnas.1415122111",
                     "system segregation"};

double community_count(const P& p) {
  const auto& communities = p.partition().communities;
  return communities.empty() ? 0.0
                             : 1.0 + *std::max_element(communities.begin(), communities.end());
}

constexpr std::array<MetricDeclaration, 10> community_table{{
    {"participation",
     "P_i",
     "community",
     "How evenly a node's edges spread over the communities: P_i = 1 - Σ_m (s_i(m) / s_i)^2, "
     "s_i(m) being its strength towards community m.",
     guimera,
     EdgeUse::weighted,
     Selection::standard,
     "0 to 1",
     "0 for an isolated node. Positive edges only.",
     "participation_coef; Ppos of participation_coef_sign.",
     NodalFunction{[](const P& p) {
       return participation(p.network().weights(), p.partition().communities);
     }}},
    {"participation_negative",
     "P_i^-",
     "community",
     "The same over the negative edges.",
     rubinov_2011,
     EdgeUse::signed_weights,
     Selection::on_request,
     "0 to 1",
     "0 for a node without negative edges.",
     "Pneg of participation_coef_sign.",
     NodalFunction{[](const P& p) {
       return participation(p.negative_weights(), p.partition().communities);
     }}},
    {"within_module_z",
     "z_i",
     "community",
     "A node's strength towards its own community as a z score among the nodes of that community.",
     guimera,
     EdgeUse::weighted,
     Selection::standard,
     "any",
     "0 where all nodes of the community have the same. Standard deviation with n, not n - 1.",
     "module_degree_zscore: bctpy has n as here, MATLAB n - 1.",
     NodalFunction{[](const P& p) {
       return within_module_z(p.network().weights(), p.partition().communities);
     }}},
    {"diversity",
     "h_i",
     "community",
     "Entropy of how a node's strength spreads over the communities: h_i = -Σ_m p_i(m) log p_i(m) "
     "/ log M, p_i(m) = s_i(m) / s_i, M the number of communities.",
     rubinov_2011,
     EdgeUse::weighted,
     Selection::on_request,
     "0 to 1",
     "0 for an isolated node, and where there is one community. Positive edges only.",
     "Hpos of diversity_coef_sign (NaN where there is one community).",
     NodalFunction{
         [](const P& p) { return diversity(p.network().weights(), p.partition().communities); }}},
    {"diversity_negative",
     "h_i^-",
     "community",
     "The same over the negative edges.",
     rubinov_2011,
     EdgeUse::signed_weights,
     Selection::on_request,
     "0 to 1",
     "0 for a node without negative edges, and where there is one community.",
     "Hneg of diversity_coef_sign (NaN where there is one community).",
     NodalFunction{
         [](const P& p) { return diversity(p.negative_weights(), p.partition().communities); }}},
    {"gateway",
     "G_i",
     "community",
     "Participation, weighed by how much of what its community sends to others a node carries: G_i "
     "= 1 - (1 - κ_i c_i)^2 Σ_m (s_i(m) / s_i)^2, κ_i = Σ_m s_i(m) / Σ_{j in i's community} "
     "s_j(m), "
     "c_i the summed strength of its community over the largest of any.",
     vargas,
     EdgeUse::weighted,
     Selection::on_request,
     "0 to 1",
     "0 for an isolated node. A community to which the node's own sends nothing adds 0 to κ. "
     "Positive edges only.",
     "GWpos of gateway_coef_sign(W, Ci, 1), which gives 0 for every node of a community that sends "
     "nothing to some other one. The paper has a κ for each community.",
     NodalFunction{
         [](const P& p) { return gateway(p.network().weights(), p.partition().communities); }}},
    {"gateway_negative",
     "G_i^-",
     "community",
     "The same over the negative edges.",
     vargas,
     EdgeUse::signed_weights,
     Selection::on_request,
     "0 to 1",
     "0 for a node without negative edges.",
     "GWneg of gateway_coef_sign(W, Ci, 1).",
     NodalFunction{
         [](const P& p) { return gateway(p.negative_weights(), p.partition().communities); }}},
    {"modularity",
     "Q",
     "community",
     "Weight within communities beyond chance: Q = Σ_m [in_m / 2W - γ (s_m / 2W)^2], in_m being "
     "twice the weight of the edges within community m, s_m its strength, 2W that of all nodes, γ "
     "the resolution; the best of all restarts. Where negative weights are kept, Q* = Q^+ / v^+ - "
     "Q^- / (v^+ + v^-) (Rubinov & Sporns 2011).",
     girvan,
     EdgeUse::signed_weights,
     Selection::standard,
     "-0.5 to 1 at resolution 1",
     "Undefined without edges.",
     "Q of community_louvain(W, γ) and modularity_louvain_und_sign(W, 'sta'), which search once.",
     GlobalFunction{[](const P& p) { return p.partition().quality; }}},
    {"community_count",
     "M",
     "community",
     "Number of communities of the partition with that modularity.",
     girvan,
     EdgeUse::signed_weights,
     Selection::on_request,
     "1 to n",
     "An isolated node is a community of its own.",
     "max(Ci).",
     GlobalFunction{[](const P& p) { return community_count(p); }}},
    {"system_segregation",
     "S",
     "community",
     "How much stronger regions of one known network are connected than those of different ones: S "
     "= (z_w - z_b) / z_w, the mean Fisher z over the pairs within and between networks, negative "
     "ones set to 0, before any edge is dropped.",
     chan,
     EdgeUse::weighted,
     Selection::with_systems,
     "up to 1",
     "Regions whose network the atlas does not name are left out. Undefined without both kinds of "
     "pairs. The same at every density.",
     "Not in the toolbox.",
     GlobalFunction{
         [](const P& p) { return system_segregation(p.context().fisher_z, p.context().systems); }},
     NullUse::whole_matrices},
}};

}  // namespace

std::span<const MetricDeclaration> community_metrics() { return community_table; }

}  // namespace rewire
