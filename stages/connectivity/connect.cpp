#include "stages/connectivity/connect.h"

#include <algorithm>
#include <cmath>

#include "stages/connectivity/edge_estimates.h"
#include "stages/core/error.h"
#include "stages/core/field_list.h"
#include "stages/core/not_a_number.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

using Eigen::Index;

/// 1 - |r| that rounding cannot tell from 0.
constexpr double perfect_tolerance = 1e-12;

/// Why an edge at the end of its range has no number for statistics.
std::string reason_of_end(ConnectivityKind kind, double value) {
  return (kind == ConnectivityKind::pearson_correlation ? "series are the same up to scale: r is "
                                                        : "no Fisher z of a value of ") +
         format_fixed(value, 1);
}

/// Edges that have a number for statistics, but unlike others no standard error.
void explain_unknown_errors(const KeptSeries& series,
                            const std::vector<UndefinedEdge>& unknown,
                            Connectome& connectome) {
  if (!connectome.standard_errors.array().isFinite().any()) return;
  for (const UndefinedEdge& edge : unknown) {
    const Index a = series.regions[static_cast<std::size_t>(edge.first)];
    const Index b = series.regions[static_cast<std::size_t>(edge.second)];
    if (std::isnan(connectome.transformed(a, b))) continue;  // has its reason
    connectome.undefined_edges.push_back({a, b, edge.reason});
  }
}

/// The number for statistics with its standard error; edges that have none are named.
void add_statistics(const KeptSeries& series, const EdgeEstimates& edges, Connectome& connectome) {
  const ConnectivityDeclaration& kind = declaration_of(connectome.kind);
  const bool is_transformed = kind.transform != StatisticTransform::none;
  const bool is_symmetric = kind.symmetry == EdgeSymmetry::symmetric;
  const Index count = edges.values.rows();
  for (Index j = 0; j < count; ++j) {
    for (Index i = 0; i < (is_symmetric ? j + 1 : count); ++i) {
      const Index a = series.regions[static_cast<std::size_t>(i)];
      const Index b = series.regions[static_cast<std::size_t>(j)];
      const double value = edges.values(i, j);
      if ((i == j && is_transformed) || std::isnan(value)) continue;
      const bool has_end = is_transformed && std::isfinite(kind.highest);
      if (has_end && std::abs(value) >= 1.0 - perfect_tolerance) {
        if (i < j) {
          connectome.undefined_edges.push_back({a, b, reason_of_end(connectome.kind, value)});
        }
        continue;
      }
      connectome.transformed(a, b) = transform_for_statistics(kind.transform, value);
      connectome.standard_errors(a, b) = edges.error.standard_errors(i, j);
      connectome.effective_degrees_of_freedom(a, b) = edges.error.degrees_of_freedom(i, j);
      if (!is_symmetric) continue;
      for (Eigen::MatrixXd* matrix : {&connectome.transformed,
                                      &connectome.standard_errors,
                                      &connectome.effective_degrees_of_freedom}) {
        (*matrix)(b, a) = (*matrix)(a, b);
      }
    }
  }
}

/// The volumes that are estimated from: those kept, or as many of them as were asked for.
std::vector<std::uint8_t> used_volumes(const RegionSeries& series, const ConnectParams& params) {
  if (!params.volumes) return series.kept;
  auto stretch = random_stretch(series.kept, *params.volumes, params.bootstrap.seed);
  if (stretch) return *std::move(stretch);
  const auto kept = std::count(series.kept.begin(), series.kept.end(), std::uint8_t{1});
  throw InputError(
      {.found = std::to_string(kept) + " kept volumes",
       .expected = "the " + std::to_string(*params.volumes) + " that every session is cut to",
       .where = "connect",
       .remedy = "set volumes to what the shortest session has, or leave this "
                 "session out"});
}

/// What was chosen for the whole session holds for its halves.
EstimatorParams as_chosen(EstimatorParams params, const std::map<std::string, double>& fit) {
  const auto penalty = fit.find("penalty");
  if (penalty != fit.end()) params.penalty = penalty->second;
  const auto order = fit.find("order");
  if (order != fit.end()) params.granger_order = std::llround(order->second);
  return params;
}

/// The halves' correlation, and what it says of the whole length (Spearman & Brown; below 0 the
/// mirror image of what is above).
void add_reliability(std::optional<double> r, std::map<std::string, double>& fit) {
  if (!r) return;
  fit["split_half_r"] = *r;
  fit["split_half_reliability"] = 2.0 * *r / (1.0 + std::abs(*r));
}

}  // namespace

Estimate estimate(ConnectivityKind kind, const KeptSeries& series, const EstimatorParams& params) {
  switch (kind) {
    case ConnectivityKind::spearman_correlation:
      return estimate_spearman(series);
    case ConnectivityKind::covariance:
      return estimate_covariance(series);
    case ConnectivityKind::ledoit_wolf_correlation:
      return estimate_ledoit_wolf(series);
    case ConnectivityKind::oas_correlation:
      return estimate_oas(series);
    case ConnectivityKind::partial_correlation:
      return estimate_partial(series);
    case ConnectivityKind::shrunk_partial_correlation:
      return estimate_shrunk_partial(series);
    case ConnectivityKind::sparse_partial_correlation:
      return estimate_graphical_lasso(series, params);
    case ConnectivityKind::mutual_information:
      return estimate_mutual_information(series);
    case ConnectivityKind::coherence:
      return estimate_coherence(series, params);
    case ConnectivityKind::coherence_phase:
      return estimate_phase(series, params);
    case ConnectivityKind::wavelet_coherence:
      return estimate_wavelet_coherence(series, params);
    case ConnectivityKind::granger:
      return estimate_granger(series, params);
    case ConnectivityKind::lagged_correlation:
      return estimate_lagged(series, params);
    case ConnectivityKind::lag:
      return estimate_lag(series, params);
    default:
      return estimate_pearson(series);
  }
}

std::vector<Problem> check_connect(const RegionSeries& series, const ConnectParams& params) {
  Requirements requirements("connect",
                            "give the region series of one scan, as parcellate writes it");
  const auto regions = std::to_string(series.values.cols());
  requirements.require(series.values.cols() > 0, "no region", "at least one");
  requirements.require(static_cast<std::size_t>(series.values.cols()) == series.regions.size(),
                       regions + " series",
                       std::to_string(series.regions.size()) + ", one per region");
  requirements.require(static_cast<std::size_t>(series.values.rows()) == series.kept.size(),
                       std::to_string(series.kept.size()) + " kept-volume flags",
                       std::to_string(series.values.rows()) + ", one per volume");
  requirements.require(
      std::any_of(series.kept.begin(), series.kept.end(), [](auto flag) { return flag != 0; }),
      "no volume that is kept",
      "volumes to estimate from");
  requirements.add(broken_rules(params, "connect"));
  for (const ConnectivityKind kind : kinds_of(params)) {
    const ConnectivityDeclaration& declaration = declaration_of(kind);
    requirements.require(
        declaration.estimated_from() == EstimatedFrom::session,
        "kind " + std::string(declaration.name) + " of one session",
        "a kind that one session is enough for",
        "make it of all sessions together: rewire " + std::string(declaration.name));
  }
  return requirements.take();
}

Connectome connect(const RegionSeries& series, const ConnectParams& params) {
  throw_if_errors(check_connect(series, params));
  Connectome connectome;
  connectome.kind = kinds_of(params).front();
  connectome.atlas = series.atlas;
  connectome.regions = series.regions;
  const KeptSeries kept = keep_volumes(series, used_volumes(series, params), connectome.regions);
  require_degrees_of_freedom(kept, params);
  connectome.nominal_degrees_of_freedom = kept.degrees_of_freedom - 1.0;
  const bool average =
      params.runs == RunCombination::averaged && kept.runs.front() != kept.runs.back();
  EdgeEstimates edges = average ? average_runs(connectome.kind, kept, params)
                                : estimate_edges(connectome.kind, kept, params);
  if (params.reliability == Reliability::halves) {
    const EstimatorParams chosen = as_chosen(params.estimator, edges.fit);
    add_reliability(split_half_correlation(connectome.kind, kept, chosen), edges.fit);
  }

  const Index count = series.values.cols();
  connectome.values = Eigen::MatrixXd::Constant(count, count, nan);
  connectome.values(kept.regions, kept.regions) = edges.values.array() + 0.0;  // no -0
  connectome.transformed = Eigen::MatrixXd::Constant(count, count, nan);
  connectome.standard_errors = connectome.transformed;
  connectome.effective_degrees_of_freedom = connectome.transformed;
  connectome.fit = std::move(edges.fit);
  for (const UndefinedEdge& edge : edges.undefined_edges) {
    connectome.undefined_edges.push_back({kept.regions[static_cast<std::size_t>(edge.first)],
                                          kept.regions[static_cast<std::size_t>(edge.second)],
                                          edge.reason});
  }
  add_statistics(kept, edges, connectome);
  explain_unknown_errors(kept, edges.error.unknown, connectome);
  return connectome;
}

}  // namespace rewire
