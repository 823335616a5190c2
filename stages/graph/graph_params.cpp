#include "stages/graph/graph_params.h"

#include <cmath>
#include <limits>

#include "stages/core/field_check.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/kernels/network/metric_table.h"

namespace rewire {
namespace {

void require_ascending(FieldVisitor& visitor,
                       const std::vector<double>& levels,
                       const std::string& name,
                       double highest,
                       const std::string& example) {
  const std::string remedy = "give values such as " + example;
  visitor.rule(!levels.empty(), "no " + name, "at least one", remedy);
  double last = 0.0;
  for (const double level : levels) {
    visitor.rule(level > last && level <= highest,
                 name + " " + format_number(level),
                 "values in ascending order, above 0" +
                     (std::isfinite(highest) ? ", at most " + format_number(highest) : ""),
                 remedy);
    last = level;
  }
}

void require_metrics(FieldVisitor& visitor, const GraphParams& params) {
  std::vector<Problem> unknown;
  select_metrics(params.metrics, false, unknown);
  for (const Problem& problem : unknown) {
    visitor.rule(false, problem.found, problem.expected, problem.remedy);
  }
}

void require_null_model(FieldVisitor& visitor, const GraphParams& params) {
  visitor.rule(params.nulls != 1,
               "one null network",
               "none, or at least two for a standard deviation",
               "ask for 100 null networks");
  visitor.rule(params.nulls == 0 || params.null_model != NullModel::degrees ||
                   params.negative_weights != NegativeWeights::keep,
               "null networks of the same degrees with negative weights kept",
               "a null model that keeps both signs",
               "choose null_model = \"strengths\"");
}

void choices(FieldVisitor& visitor, GraphParams& params) {
  visitor.choice(
      "negative_weights",
      params.negative_weights,
      {"drop", "absolute", "keep"},
      "Negative weights are dropped, taken as their size, or kept: edges are then chosen "
      "by size, signed metrics use both signs and all others the positive edges only.");
  visitor.choice("lengths",
                 params.lengths,
                 {"inverse", "one_minus", "minus_log"},
                 "Length of an edge of weight w for weighted paths: 1/w, 1 - w or -log w.");
  visitor.choice("community_search",
                 params.community_search,
                 {"leiden", "louvain"},
                 "Method that searches for communities.");
  visitor.choice(
      "community_choice",
      params.community_choice,
      {"best", "consensus"},
      "Communities of the restart with the largest modularity, or the consensus of all.");
  visitor.choice("signed_modularity",
                 params.signed_modularity,
                 {"asymmetric", "symmetric"},
                 "Weight of kept negative edges in the modularity: asymmetric gives them less "
                 "(Rubinov & Sporns 2011), symmetric the same (Gómez et al. 2009).");
}

void null_fields(FieldVisitor& visitor, GraphParams& params) {
  visitor.integer("nulls",
                  params.nulls,
                  Unit::none,
                  {0, 100000},
                  "Null networks per level that metrics are compared with; 0 makes none.");
  visitor.choice(
      "null_model",
      params.null_model,
      {"degrees", "strengths", "covariance", "phases"},
      "What null networks keep: degrees (Maslov & Sneppen 2002), signed strengths "
      "(Rubinov & Sporns 2011), the spread of correlations (Hirschberger et al. 2007), or "
      "the spectra of the series, with random phases (needs the series).");
  visitor.integer(
      "swaps", params.swaps, Unit::none, {1, 1000}, "Swaps per edge that make a null network.");
  visitor.integer("references",
                  params.references,
                  Unit::none,
                  {1, 10000},
                  "Random and lattice networks that each small-world metric is compared with.");
  require_null_model(visitor, params);
}

}  // namespace

void fields(FieldVisitor& visitor, GraphParams& params) {
  visitor.texts("metrics",
                params.metrics,
                "Names or groups of metrics (rewire graph --list), default, or all.");
  require_metrics(visitor, params);
  visitor.choice(
      "edges",
      params.edges,
      {"proportional", "absolute", "spanning_tree", "disparity", "orthogonal_trees", "all"},
      "How edges are chosen: the strongest up to each density; weights of at least each "
      "threshold; the maximum spanning tree and then the strongest; the disparity filter "
      "at each significance; orthogonal spanning trees; every positive weight.");
  visitor.numbers("densities",
                  params.densities,
                  Unit::none,
                  {0.0, 1.0},
                  "Shares of the region pairs that are kept as edges, strongest first, ascending.");
  require_ascending(visitor, params.densities, "density", 1.0, "0.05,0.1,0.2");
  visitor.numbers("thresholds",
                  params.thresholds,
                  Unit::none,
                  {0.0, std::numeric_limits<double>::infinity()},
                  "Smallest weights that are kept by edges = \"absolute\", ascending.");
  require_ascending(visitor,
                    params.thresholds,
                    "threshold",
                    std::numeric_limits<double>::infinity(),
                    "0.1,0.2,0.3");
  visitor.numbers("significances",
                  params.significances,
                  Unit::none,
                  {0.0, 1.0},
                  "Significances of the disparity filter, ascending.");
  require_ascending(visitor, params.significances, "significance", 1.0, "0.01,0.05");
  choices(visitor, params);
  visitor.number("resolution",
                 params.resolution,
                 Unit::none,
                 {0.01, 100.0},
                 "Resolution of the modularity; more gives smaller communities.");
  visitor.integer("restarts",
                  params.restarts,
                  Unit::none,
                  {1, 100000},
                  "Searches for communities per network.");
  null_fields(visitor, params);
  visitor.choice("structures",
                 params.structures,
                 {"on", "off"},
                 "Measure amygdala, hippocampus and prefrontal cortex and the paths between them, "
                 "where the atlas tags them.");
  visitor.integer("seed",
                  params.seed,
                  Unit::none,
                  {0, 9007199254740992},
                  "Seed of the community searches and of the null networks.");
}

std::vector<Problem> check_graph_metrics(const Connectome& connectome, const GraphParams& params) {
  Requirements requirements("graph", "give a whole connectivity matrix with its regions");
  const auto regions = static_cast<Eigen::Index>(connectome.regions.size());
  requirements.require(regions > 0, "no region", "at least one");
  requirements.require(connectome.values.rows() == regions && connectome.values.cols() == regions,
                       "a matrix of " + std::to_string(connectome.values.rows()) + "x" +
                           std::to_string(connectome.values.cols()),
                       "one row and column for each of " + std::to_string(regions) + " regions");
  requirements.require(declaration_of(connectome.kind).symmetry != EdgeSymmetry::directed,
                       "a matrix of " + std::string(declaration_of(connectome.kind).measure),
                       "connections that are the same in both directions",
                       "name another kind of connectivity first");
  requirements.add(check_fields(params, "graph"));
  return requirements.take();
}

}  // namespace rewire
