#include "stages/connectivity/edge_estimates.h"

#include <algorithm>
#include <cmath>

#include "stages/connectivity/bootstrap.h"
#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

using Eigen::Index;

Eigen::ArrayXXd statistics_of(StatisticTransform transform, const Eigen::MatrixXd& values) {
  return values.array().unaryExpr([&](double value) {
    return std::isnan(value) ? nan : transform_for_statistics(transform, value);
  });
}

/// Where the regions of a part stand among those of the whole.
std::vector<Index> places_of(const KeptSeries& part, const KeptSeries& whole) {
  std::vector<Index> places;
  for (const Index region : part.regions) {
    const auto at = std::lower_bound(whole.regions.begin(), whole.regions.end(), region);
    places.push_back(at - whole.regions.begin());
  }
  return places;
}

/// First row of every run, and the number of rows behind the last.
std::vector<Index> run_bounds(const KeptSeries& series) {
  std::vector<Index> bounds;
  for (std::size_t t = 0; t < series.runs.size(); ++t) {
    if (t == 0 || series.runs[t] != series.runs[t - 1]) bounds.push_back(static_cast<Index>(t));
  }
  bounds.push_back(static_cast<Index>(series.runs.size()));
  return bounds;
}

/// Weighted sums over runs, one number per edge; NaN where a run has none.
struct RunSums {
  explicit RunSums(Index regions)
      : statistic(Eigen::ArrayXXd::Zero(regions, regions)),
        sine(statistic),
        variance(statistic),
        inverse_degrees(statistic) {}
  double weight = 0.0;
  Eigen::ArrayXXd statistic;  ///< of phases: of the cosine
  Eigen::ArrayXXd sine;
  Eigen::ArrayXXd variance;
  Eigen::ArrayXXd inverse_degrees;
};

/// The numbers of a run at their places, NaN for regions that it has not.
Eigen::ArrayXXd placed(const Eigen::ArrayXXd& values,
                       const std::vector<Index>& places,
                       Index regions) {
  Eigen::ArrayXXd whole = Eigen::ArrayXXd::Constant(regions, regions, nan);
  whole(places, places) = values;
  return whole;
}

}  // namespace

void require_degrees_of_freedom(const KeptSeries& series, const ConnectParams& params) {
  const auto least = std::max<std::int64_t>(params.minimum_degrees_of_freedom, 3);
  if (series.degrees_of_freedom >= static_cast<double>(least)) return;
  throw NumericalError({.found = format_number(series.degrees_of_freedom) +
                                 " degrees of freedom of a series with " +
                                 std::to_string(series.times.size()) + " kept volumes",
                        .expected = "at least " + std::to_string(least),
                        .where = "connect",
                        .remedy = "use a longer run or remove less from it"});
}

EdgeEstimates estimate_edges(ConnectivityKind kind,
                             const KeptSeries& series,
                             const ConnectParams& params) {
  Estimate found = estimate(kind, series, params.estimator);
  const bool resample =
      params.standard_error == StandardErrorMethod::bootstrap && found.standard_errors.size() == 0;
  EdgeEstimates edges;
  edges.error =
      resample ? bootstrap(kind, series, params.estimator, params.bootstrap)
               : uncertainty(series, found, declaration_of(kind).transform, params.standard_error);
  edges.values = std::move(found.values);
  edges.fit = std::move(found.fit);
  edges.undefined_edges = std::move(found.undefined_edges);
  return edges;
}

EdgeEstimates average_runs(ConnectivityKind kind,
                           const KeptSeries& series,
                           const ConnectParams& params) {
  const StatisticTransform transform = declaration_of(kind).transform;
  const bool is_phase = kind == ConnectivityKind::coherence_phase;
  const double own = transform == StatisticTransform::none ? -1.0 : 1.0;
  const Index regions = series.values.cols();
  const std::vector<Index> bounds = run_bounds(series);
  RunSums sums(regions);
  EdgeEstimates mean;
  for (std::size_t run = 0; run + 1 < bounds.size(); ++run) {
    const KeptSeries part = part_of(series, bounds[run], bounds[run + 1] - bounds[run]);
    in_context("run " + std::to_string(run + 1), [&] {
      require_degrees_of_freedom(part, params);
      const EdgeEstimates edges = estimate_edges(kind, part, params);
      const std::vector<Index> places = places_of(part, series);
      const double weight = part.degrees_of_freedom - 2.0;
      sums.weight += weight;
      const Eigen::ArrayXXd z = placed(statistics_of(transform, edges.values), places, regions);
      const Eigen::ArrayXXd errors = placed(edges.error.standard_errors.array(), places, regions);
      const Eigen::ArrayXXd degrees =
          placed(edges.error.degrees_of_freedom.array(), places, regions);
      sums.statistic += weight * (is_phase ? z.cos().eval() : z);
      if (is_phase) sums.sine += weight * z.sin();
      sums.variance += weight * weight * errors.square();
      sums.inverse_degrees += weight * weight / (degrees - own);
      for (const auto& [name, number] : edges.fit) mean.fit[name] += weight * number;
    });
  }
  for (auto& [name, number] : mean.fit) number /= sums.weight;
  mean.fit["runs"] = static_cast<double>(bounds.size()) - 1.0;
  mean.error.standard_errors = (sums.variance.sqrt() / sums.weight).matrix();
  mean.error.degrees_of_freedom = (own + sums.weight * sums.weight / sums.inverse_degrees).matrix();
  mean.values.resize(regions, regions);
  for (Index j = 0; j < regions; ++j) {
    for (Index i = 0; i < regions; ++i) {
      const double statistic = is_phase ? std::atan2(sums.sine(i, j), sums.statistic(i, j))
                                        : sums.statistic(i, j) / sums.weight;
      mean.values(i, j) = value_of_statistic(transform, statistic);
      const Diagonal diagonal = declaration_of(kind).diagonal;
      if (i == j && diagonal == Diagonal::one) mean.values(i, j) = 1.0;
      const bool has_value = i < j || (i == j && diagonal == Diagonal::own);
      if (has_value && std::isnan(mean.values(i, j))) {
        mean.undefined_edges.push_back({i, j, "no number for statistics in one of the runs"});
      } else if (i < j && std::isnan(mean.error.standard_errors(i, j))) {
        mean.error.unknown.push_back({i, j, "no standard error in one of the runs"});
      }
    }
  }
  return mean;
}

std::optional<double> split_half_correlation(ConnectivityKind kind,
                                             const KeptSeries& series,
                                             const EstimatorParams& params) {
  const Index rows = series.values.rows();
  const Index regions = series.values.cols();
  const StatisticTransform transform = declaration_of(kind).transform;
  if (regions < 3) return std::nullopt;
  std::vector<Eigen::ArrayXXd> halves;
  try {
    for (const Index first : {Index{0}, rows / 2}) {
      const KeptSeries half = part_of(series, first, first == 0 ? rows / 2 : rows - rows / 2);
      if (half.degrees_of_freedom < 3.0) return std::nullopt;
      const Estimate found = estimate(kind, half, params);
      halves.push_back(placed(found.values.array(), places_of(half, series), regions));
    }
  } catch (const InputError&) {  // a half too short for the band, or for as many regions
    return std::nullopt;
  } catch (const NumericalError&) {
    return std::nullopt;
  }
  std::vector<double> first;
  std::vector<double> second;
  for (Index j = 0; j < regions; ++j) {
    const bool is_directed = declaration_of(kind).symmetry == EdgeSymmetry::directed;
    for (Index i = 0; i < (is_directed ? regions : j); ++i) {
      if (i == j || std::isnan(halves[0](i, j)) || std::isnan(halves[1](i, j))) continue;
      const double one = transform_for_statistics(transform, halves[0](i, j));
      const double other = transform_for_statistics(transform, halves[1](i, j));
      if (!std::isfinite(one) || !std::isfinite(other)) continue;
      first.push_back(one);
      second.push_back(other);
    }
  }
  if (first.size() < 3) return std::nullopt;
  const auto count = static_cast<Index>(first.size());
  Eigen::ArrayXd x = Eigen::Map<const Eigen::ArrayXd>(first.data(), count);
  Eigen::ArrayXd y = Eigen::Map<const Eigen::ArrayXd>(second.data(), count);
  x -= x.mean();
  y -= y.mean();
  const double scale = std::sqrt(x.square().sum() * y.square().sum());
  if (!(scale > 0.0)) return std::nullopt;
  return (x * y).sum() / scale;
}

}  // namespace rewire
