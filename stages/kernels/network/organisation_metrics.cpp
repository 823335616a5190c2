#include <array>

#include "stages/kernels/network/metric_papers.h"
#include "stages/kernels/network/metric_table.h"
#include "stages/kernels/network/organisation.h"
#include "stages/kernels/network/spectral_centrality.h"

namespace rewire {
namespace {

using P = PreparedNetwork;
using namespace metric_papers;

constexpr Paper newman_2002{
    "Newman MEJ", 2002, "Assortative mixing in networks", "10.1103/PhysRevLett.89.208701", "eq. 4"};
constexpr Paper borgatti{"Borgatti SP, Everett MG",
                         2000,
                         "Models of core/periphery structures",
                         "10.1016/S0378-8733(99)00019-2",
                         "discrete model"};
constexpr Paper barahona{"Barahona M, Pecora LM",
                         2002,
                         "Synchronization in small-world systems",
                         "10.1103/PhysRevLett.89.054101",
                         "eigenvalue ratio"};
constexpr Paper ravasz{"Ravasz E, Barabási AL",
                       2003,
                       "Hierarchical organization in complex networks",
                       "10.1103/PhysRevE.67.026112",
                       "scaling of C(k)"};
constexpr Paper colizza{"Colizza V, Flammini A, Serrano MA, Vespignani A",
                        2006,
                        "Detecting rich-club ordering in complex networks",
                        "10.1038/nphys209",
                        "rich-club coefficient"};
constexpr Paper opsahl{"Opsahl T, Colizza V, Panzarasa P, Ramasco JJ",
                       2008,
                       "Prominence and control: the weighted rich-club effect",
                       "10.1103/PhysRevLett.101.168702",
                       "weighted rich-club coefficient"};

constexpr std::array<MetricDeclaration, 8> organisation_table{{
    {"core",
     "c_i",
     "organisation",
     "1 for a node of the core, 0 for one of the periphery, in the division of the largest "
     "coreness: the core is every node of more than the mean strength.",
     borgatti,
     EdgeUse::weighted,
     Selection::on_request,
     "0 or 1",
     "Undefined without edges.",
     "C of core_periphery_dir(W), whose search may miss the best division.",
     NodalFunction{[](const P& p) { return p.core().core; }}},
    {"assortativity",
     "r",
     "organisation",
     "Correlation between the degrees at the two ends of an edge.",
     newman_2002,
     EdgeUse::binary,
     Selection::standard,
     "-1 to 1",
     "Undefined where all edges join equal degrees (a regular network), and without edges.",
     "assortativity_bin(A, 0).",
     GlobalFunction{[](const P& p) { return assortativity(p.network()); }}},
    {"assortativity_weighted",
     "r^w",
     "organisation",
     "Correlation between the strengths at the two ends of an edge; each edge counts once.",
     newman_2002,
     EdgeUse::weighted,
     Selection::on_request,
     "-1 to 1",
     "Undefined where all edges join equal strengths, and without edges.",
     "assortativity_wei(W, 0).",
     GlobalFunction{[](const P& p) { return assortativity_weighted(p.network()); }}},
    {"coreness",
     "q",
     "organisation",
     "How far a division into core and periphery succeeds: q = Σ_{core pairs} B_ij - Σ_{periphery "
     "pairs} B_ij, B_ij = (w_ij - mean of all n^2 weights) / Σ w, at its largest: Σ_i |s_i - mean "
     "s| / Σ_i s_i.",
     borgatti,
     EdgeUse::weighted,
     Selection::on_request,
     "0 to 2",
     "0 where all strengths are equal; undefined without edges.",
     "q of core_periphery_dir(W), whose search may miss the largest.",
     GlobalFunction{[](const P& p) { return p.core().coreness; }}},
    {"synchronisability",
     "R",
     "organisation",
     "Smallest but one over largest eigenvalue of the Laplacian: R = λ_2 / λ_n.",
     barahona,
     EdgeUse::weighted,
     Selection::on_request,
     "0 to 1",
     "0 where the network falls apart; undefined without edges.",
     "Not in the toolbox; the paper writes λ_n / λ_2.",
     GlobalFunction{[](const P& p) { return synchronisability(p.network()); }}},
    {"hierarchy",
     "β",
     "organisation",
     "Exponent of C(k) ~ k^-β: minus the slope of log clustering (binary) on log degree over the "
     "nodes, least squares.",
     ravasz,
     EdgeUse::binary,
     Selection::on_request,
     "any",
     "Nodes without a triangle are left out; undefined with fewer than two different degrees.",
     "Not in the toolbox.",
     GlobalFunction{[](const P& p) { return hierarchy(p.network()); }}},
    {"rich_club",
     "φ(k)",
     "organisation",
     "Density among the nodes of degree above k: φ(k) = 2 E_{>k} / (N_{>k} (N_{>k} - 1)).",
     colizza,
     EdgeUse::binary,
     Selection::on_request,
     "0 to 1",
     "Undefined for fewer than two nodes. k runs to the largest degree.",
     "rich_club_bu. Normalised: over its mean in null networks.",
     CurveFunction{"degree", [](const P& p) { return rich_club(p.network()); }}},
    {"rich_club_weighted",
     "φ^w(k)",
     "organisation",
     "Weight among the nodes of degree k or more, over that of as many of the strongest edges of "
     "the network: φ^w(k) = W_{≥k} / Σ_{l ≤ E_{≥k}} w_l^rank.",
     opsahl,
     EdgeUse::weighted,
     Selection::on_request,
     "0 to 1",
     "Undefined where no node is left out or no edge is left. k runs to the largest degree.",
     "rich_club_wu, which takes degrees of k or more where rich_club_bu takes those above k.",
     CurveFunction{"degree", [](const P& p) { return rich_club_weighted(p.network()); }}},
}};

}  // namespace

std::span<const MetricDeclaration> organisation_metrics() { return organisation_table; }

}  // namespace rewire
