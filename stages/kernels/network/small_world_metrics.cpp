#include <array>

#include "stages/kernels/network/metric_table.h"
#include "stages/kernels/network/small_world.h"

namespace rewire {
namespace {

using P = PreparedNetwork;

constexpr Paper humphries{
    "Humphries MD, Gurney K",
    2008,
    "Network 'small-world-ness': a quantitative method for determining canonical network "
    "equivalence",
    "10.1371/journal.pone.0002051",
    "S"};
constexpr Paper telesford{"Telesford QK, Joyce KE, Hayasaka S, Burdette JH, Laurienti PJ",
                          2011,
                          "The ubiquity of small-world networks",
                          "10.1089/brain.2011.0038",
                          "ω"};
constexpr Paper muldoon{"Muldoon SF, Bridgeford EW, Bassett DS",
                        2016,
                        "Small-world propensity and weighted brain networks",
                        "10.1038/srep22057",
                        "φ"};

constexpr std::array<MetricDeclaration, 3> small_world_table{{
    {"small_world_sigma",
     "σ",
     "small_world",
     "Binary clustering over path length, each over its mean in random networks of the same "
     "degrees: σ = (C / C_rand) / (L / L_rand).",
     humphries,
     EdgeUse::binary,
     Selection::on_request,
     "0 or more",
     "Undefined without edges or without triangles in the random networks; grows with n.",
     "Not in the toolbox; NetworkX's sigma takes transitivity for C in the random networks too.",
     GlobalFunction{[](const P& p) { return p.small_world().sigma(); }},
     NullUse::none},
    {"small_world_omega",
     "ω",
     "small_world",
     "Between a lattice (-1) and a random network (1) of the same degrees: ω = L_rand / L - C / "
     "C_latt.",
     telesford,
     EdgeUse::binary,
     Selection::on_request,
     "-1 to 1",
     "Undefined without edges or without triangles in the lattices.",
     "Not in the toolbox.",
     GlobalFunction{[](const P& p) { return p.small_world().omega(); }},
     NullUse::none},
    {"small_world_propensity",
     "φ",
     "small_world",
     "How near a weighted network is to a lattice's clustering and a random network's path length: "
     "φ = 1 - sqrt((Δ_C^2 + Δ_L^2) / 2), Δ_C = (C_latt - C) / (C_latt - C_rand), Δ_L = (L - "
     "L_rand) / (L_latt - L_rand), each held between 0 and 1.",
     muldoon,
     EdgeUse::weighted,
     Selection::on_request,
     "0 to 1",
     "Undefined without edges or where lattice and random network are alike. Lengths 1/w.",
     "The authors' code draws one random network; here the mean over several.",
     GlobalFunction{
         [](const P& p) { return small_world_propensity(p.network(), p.settings().small_world); }},
     NullUse::none},
}};

}  // namespace

std::span<const MetricDeclaration> small_world_metrics() { return small_world_table; }

}  // namespace rewire
