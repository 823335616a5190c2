#include "stages/connectivity/connect_params.h"

#include <algorithm>

#include "stages/core/field_assign.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

/// A kind of a group has its own command, but compare takes it up by this parameter.
std::optional<ConnectivityKind> estimated_kind(const std::string& name) {
  for (const ConnectivityDeclaration& kind : connectivity_table()) {
    if (kind.name == name && kind.estimated_from() != EstimatedFrom::nothing) return kind.kind;
  }
  return std::nullopt;
}

std::vector<std::string> estimated_names() {
  std::vector<std::string> names;
  for (const ConnectivityDeclaration& kind : connectivity_table()) {
    if (kind.estimated_from() != EstimatedFrom::nothing) names.emplace_back(kind.name);
  }
  return names;
}

}  // namespace

void fields(FieldVisitor& visitor, ConnectParams& params) {
  visitor.texts("kind",
                params.kind,
                "Kinds of connectivity (rewire connect --list); graph and compare take up the "
                "first, the others are written beside it.");
  visitor.choice(
      "standard_error",
      params.standard_error,
      {"xdf", "bartlett", "white", "bootstrap"},
      "Standard errors from the auto- and cross-correlations of every edge (xDF), from "
      "the mean autocorrelation, as if volumes were independent, or by resampling blocks of "
      "volumes; coherence and its phase have their own.");
  visitor.integer("minimum_degrees_of_freedom",
                  params.minimum_degrees_of_freedom,
                  Unit::none,
                  {3, 100000},
                  "Series with fewer degrees of freedom are refused; 3 is the least that gives a "
                  "standard error.");
  visitor.choice("runs",
                 params.runs,
                 {"joined", "averaged"},
                 "Several runs of a session: one estimate over all their standardised volumes, or "
                 "one per run, averaged as Fisher z (or the kind's number for statistics) with "
                 "their degrees of freedom for weights.");
  visitor.optional_integer("volumes",
                           params.volumes,
                           "all",
                           Unit::volumes,
                           {4, 1000000},
                           "Kept volumes that every session is cut to, so that sessions compare: "
                           "as many in a row, from a random one (seed) on; sessions with fewer are "
                           "refused.");
  visitor.choice("reliability",
                 params.reliability,
                 {"none", "halves"},
                 "Split-half reliability of the session's matrix: the correlation between the "
                 "edges of its first and its second half, stepped up to the whole length.");
  visitor.integer("bootstrap_samples",
                  params.bootstrap.samples,
                  Unit::none,
                  {20, 100000},
                  "Resamples of the bootstrap.");
  visitor.optional_number("bootstrap_block",
                          params.bootstrap.block_s,
                          "auto",
                          Unit::seconds,
                          {0.05, 10000.0},
                          "Length of the bootstrap's blocks; auto: from the autocorrelation.");
  visitor.integer("seed",
                  params.bootstrap.seed,
                  Unit::none,
                  {0, 9007199254740992},
                  "Seed of the bootstrap and of the volumes that a session is cut to.");
  EstimatorParams& estimator = params.estimator;
  visitor.optional_number("penalty",
                          estimator.penalty,
                          "auto",
                          Unit::none,
                          {1e-6, 1.0},
                          "Penalty of the graphical lasso on correlations; auto: of 12 from that "
                          "without an edge down to a tenth of it, evenly spaced in the logarithm, "
                          "that with the least extended Bayesian information criterion; once the "
                          "criterion has fallen, three in a row above its least end the search.");
  visitor.number("ebic_gamma",
                 estimator.ebic_gamma,
                 Unit::none,
                 {0.0, 1.0},
                 "How much that criterion prefers fewer edges.");
  visitor.number("low",
                 estimator.low_hz,
                 Unit::hertz,
                 {0.0, 10.0},
                 "Slowest frequency of coherence, phase and wavelet coherence.");
  visitor.number("high",
                 estimator.high_hz,
                 Unit::hertz,
                 {0.0, 10.0},
                 "Fastest frequency of coherence, phase and wavelet coherence.");
  visitor.number("bandwidth",
                 estimator.bandwidth_hz,
                 Unit::hertz,
                 {0.0001, 1.0},
                 "Tapers smooth spectra over plus and minus this frequency.");
  visitor.number("longest_lag",
                 estimator.longest_lag_s,
                 Unit::seconds,
                 {0.05, 120.0},
                 "Lagged correlations are looked for up to this lag.");
  visitor.optional_integer("granger_order",
                           estimator.granger_order,
                           "auto",
                           Unit::volumes,
                           {1, 20},
                           "Volumes of the past in Granger causality; auto: that of 1 to 5 with "
                           "the least Bayesian information criterion.");
  visitor.rule(estimator.low_hz < estimator.high_hz,
               "a band from " + format_number(estimator.low_hz) + " to " +
                   format_number(estimator.high_hz) + " Hz",
               "a slowest frequency below the fastest",
               "exchange low and high");
  visitor.rule(!params.kind.empty(), "no kind of connectivity", "one or more", "ask for pearson");
  for (std::size_t i = 0; i < params.kind.size(); ++i) {
    const std::string& name = params.kind[i];
    if (!estimated_kind(name)) {
      const Problem problem = unknown_name("kind of connectivity", name, estimated_names(), "");
      visitor.rule(false, problem.found, problem.expected, problem.remedy);
    }
    const auto end = params.kind.begin() + static_cast<std::ptrdiff_t>(i);
    visitor.rule(std::find(params.kind.begin(), end, name) == end,
                 "kind " + name + " twice",
                 "distinct kinds",
                 "name each once");
  }
}

std::vector<ConnectivityKind> kinds_of(const ConnectParams& params) {
  std::vector<ConnectivityKind> kinds;
  for (const std::string& name : params.kind) {
    if (const auto kind = estimated_kind(name)) kinds.push_back(*kind);
  }
  return kinds;
}

ConnectParams with_kind(ConnectParams params, ConnectivityKind kind) {
  params.kind = {std::string(declaration_of(kind).name)};
  return params;
}

}  // namespace rewire
