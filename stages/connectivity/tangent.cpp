#include "stages/connectivity/tangent.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stages/connectivity/kept_series.h"
#include "stages/connectivity/uncertainty.h"
#include "stages/core/error.h"
#include "stages/core/field_list.h"
#include "stages/core/parallel.h"
#include "stages/core/requirements.h"
#include "stages/kernels/linalg/correlation.h"
#include "stages/kernels/linalg/shrinkage.h"
#include "stages/kernels/linalg/tangent_space.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double tolerance = 1e-7;

std::vector<std::uint8_t> used_volumes(const RegionSeries& series,
                                       const TangentParams& params,
                                       std::int64_t shortest) {
  if (params.duration == SessionDuration::own) return series.kept;
  return random_stretch(series.kept, shortest, params.seed).value_or(series.kept);
}

/// What the sessions have in common.
struct Cohort {
  std::vector<KeptSeries> sessions;   ///< of the common regions only
  std::vector<Index> regions;         ///< common, by their place in every series
  std::vector<RegionSignal> signals;  ///< with reasons of those that are not
};

Cohort keep_common(const CohortSeries& cohort, const TangentParams& params) {
  Cohort common;
  common.signals = cohort.sessions.front().series.regions;
  for (RegionSignal& signal : common.signals) signal.missing_reason.clear();
  const std::int64_t shortest = shortest_session(cohort);
  for (const CohortSession& session : cohort.sessions) {
    std::vector<RegionSignal> signals = session.series.regions;
    common.sessions.push_back(
        keep_volumes(session.series, used_volumes(session.series, params, shortest), signals));
    for (std::size_t j = 0; j < signals.size(); ++j) {
      std::string& reason = common.signals[j].missing_reason;
      if (reason.empty() && !signals[j].missing_reason.empty()) {
        reason = session.name + ": " + signals[j].missing_reason;
      }
    }
  }
  for (std::size_t j = 0; j < common.signals.size(); ++j) {
    if (common.signals[j].missing_reason.empty()) common.regions.push_back(static_cast<Index>(j));
  }
  for (KeptSeries& series : common.sessions) {
    std::vector<Index> columns;
    for (std::size_t j = 0; j < series.regions.size(); ++j) {
      const bool is_common =
          common.signals[static_cast<std::size_t>(series.regions[j])].missing_reason.empty();
      if (is_common) columns.push_back(static_cast<Index>(j));
    }
    series.values = series.values(Eigen::all, columns).eval();
    series.deviations = series.deviations(columns).eval();
    series.regions = common.regions;
  }
  return common;
}

struct Shrunk {
  Eigen::MatrixXd matrix;
  double share = 0.0;
};

Shrunk shrunk_correlation(const KeptSeries& series) {
  const Eigen::MatrixXd r =
      unit_products(series.values / std::sqrt(static_cast<double>(series.values.rows())));
  Shrunk shrunk{.matrix = {}, .share = ledoit_wolf_share(series.values, r)};
  shrunk.matrix = (1.0 - shrunk.share) * r;
  shrunk.matrix.diagonal().setOnes();
  return shrunk;
}

Connectome empty_connectome(const CohortSeries& cohort,
                            const Cohort& common,
                            ConnectivityKind kind) {
  const auto count = static_cast<Index>(common.signals.size());
  Connectome connectome;
  connectome.atlas = cohort.sessions.front().series.atlas;
  connectome.kind = kind;
  connectome.regions = common.signals;
  connectome.values = Eigen::MatrixXd::Constant(count, count, nan);
  connectome.standard_errors = connectome.values;
  connectome.effective_degrees_of_freedom = connectome.values;
  connectome.nominal_degrees_of_freedom = nan;
  return connectome;
}

Connectome session_connectome(Connectome connectome,
                              const KeptSeries& series,
                              const Eigen::MatrixXd& tangent,
                              const Eigen::MatrixXd& whitening,
                              double share,
                              StandardErrorMethod method) {
  const Index count = tangent.rows();
  Estimate estimate{.values = tangent,
                    .variation = {.mixing = whitening,
                                  .slopes = Eigen::MatrixXd::Zero(count, count),
                                  .factors = Eigen::MatrixXd::Constant(count, count, 1.0 - share)}};
  const Uncertainty error = uncertainty(series, estimate, StatisticTransform::none, method);
  const std::vector<Index>& at = series.regions;
  connectome.values(at, at) = tangent;
  connectome.transformed = connectome.values;
  connectome.standard_errors(at, at) = error.standard_errors;
  connectome.effective_degrees_of_freedom(at, at) = error.degrees_of_freedom;
  connectome.nominal_degrees_of_freedom = series.degrees_of_freedom - 1.0;
  connectome.fit = {{"shrinkage", share}, {"volumes", static_cast<double>(series.values.rows())}};
  return connectome;
}

}  // namespace

void fields(FieldVisitor& visitor, TangentParams& params) {
  visitor.choice("reference",
                 params.reference,
                 {"all", "baseline"},
                 "Whose geometric mean the sessions are measured from: all sessions', or the "
                 "baseline's only.");
  visitor.text("baseline", params.baseline, "Label of the baseline session.");
  visitor.choice("duration",
                 params.duration,
                 {"own", "equal"},
                 "Whether every session counts with all its kept volumes, or with as many in a "
                 "row as the shortest session has.");
  visitor.integer(
      "seed", params.seed, Unit::none, {0, 9007199254740992}, "Seed of where those volumes begin.");
  visitor.choice("standard_error",
                 params.standard_error,
                 {"xdf", "bartlett", "white"},
                 "Standard errors from the auto- and cross-correlations of every edge (xDF), from "
                 "the mean autocorrelation, or as if volumes were independent.");
  visitor.rule(params.reference == TangentReference::all || !params.baseline.empty(),
               "a baseline as reference without its label",
               "the label of the baseline session",
               "give baseline");
}

std::vector<Problem> check_tangent(const CohortSeries& cohort, const TangentParams& params) {
  Requirements requirements("tangent space", "give the series of two sessions or more");
  requirements.add(validate(cohort, "tangent space"));
  requirements.add(broken_rules(params, "tangent"));
  requirements.require(cohort.sessions.size() > 1,
                       std::to_string(cohort.sessions.size()) + " session",
                       "two or more");
  if (!cohort.sessions.empty()) {
    requirements.require(shortest_session(cohort) >= 4, "fewer than 4 kept volumes", "4 or more");
  }
  if (params.reference == TangentReference::baseline && !params.baseline.empty()) {
    std::vector<Problem> problems;
    sessions_of(cohort, params.baseline, problems);
    requirements.add(std::move(problems));
  }
  return requirements.take();
}

TangentConnectomes tangent_connectomes(const CohortSeries& cohort, const TangentParams& params) {
  throw_if_errors(check_tangent(cohort, params));
  const Cohort common = keep_common(cohort, params);
  Requirements requirements("tangent space", "leave out the sessions that lack them");
  for (const RegionSignal& signal : common.signals) {
    requirements.prefer(
        signal.missing_reason.empty(),
        "region " + signal.region.name + " without a series (" + signal.missing_reason + ")",
        "a series in every session; it is left out of all");
  }
  if (common.regions.empty()) {
    throw InputError({.found = "no region with a series in every session",
                      .expected = "one or more",
                      .where = "tangent space",
                      .remedy = "leave out the sessions that lack them"});
  }
  const std::size_t count = common.sessions.size();
  std::vector<Shrunk> shrunk(count);
  parallel_for(count, 1, [&](std::size_t i, std::size_t) {
    shrunk[i] = shrunk_correlation(common.sessions[i]);
  });
  std::vector<Problem> problems;
  const bool is_baseline = params.reference == TangentReference::baseline;
  const std::vector<std::size_t> chosen =
      sessions_of(cohort, is_baseline ? params.baseline : "", problems);
  std::vector<Eigen::MatrixXd> of_reference;
  of_reference.reserve(chosen.size());
  for (const std::size_t i : chosen) of_reference.push_back(shrunk[i].matrix);
  GeometricMean mean = geometric_mean(of_reference, tolerance);
  std::vector<Eigen::MatrixXd> tangents(count);
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    tangents[chosen[k]] = std::move(mean.tangents[k]);
  }

  TangentConnectomes result;
  result.warnings = requirements.take();
  const Connectome empty = empty_connectome(cohort, common, ConnectivityKind::tangent);
  result.sessions.resize(count);
  parallel_for(count, 1, [&](std::size_t i, std::size_t) {
    if (tangents[i].size() == 0) tangents[i] = tangent_vector(mean.whitening, shrunk[i].matrix);
    result.sessions[i] = session_connectome(empty,
                                            common.sessions[i],
                                            tangents[i],
                                            mean.whitening,
                                            shrunk[i].share,
                                            params.standard_error);
  });
  for (const CohortSession& session : cohort.sessions) result.names.push_back(session.name);
  result.reference = empty_connectome(cohort, common, ConnectivityKind::covariance);
  result.reference.values(common.regions, common.regions) = mean.mean;
  result.reference.transformed = result.reference.values;
  result.reference.fit = {{"sessions", static_cast<double>(chosen.size())},
                          {"iterations", mean.iterations},
                          {"residual", mean.residual}};
  return result;
}

std::vector<Problem> validate(const TangentConnectomes& tangents, const std::string& where) {
  std::vector<Problem> problems = validate(tangents.reference, where);
  for (std::size_t i = 0; i < tangents.sessions.size(); ++i) {
    append(problems, validate(tangents.sessions[i], where + " › " + tangents.names[i]));
  }
  return problems;
}

void add_content(Digester& digester, const TangentConnectomes& tangents) {
  add_content(digester, tangents.reference);
  for (std::size_t i = 0; i < tangents.sessions.size(); ++i) {
    digester.text(tangents.names[i]);
    add_content(digester, tangents.sessions[i]);
  }
}

}  // namespace rewire
