#include "stages/connectivity/connect.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/kernels/linalg/correlation.h"

namespace rewire {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// 1 - |r| that rounding cannot tell from 0.
constexpr double perfect_tolerance = 1e-12;

std::vector<Eigen::Index> kept_rows(const RegionSeries& series) {
  std::vector<Eigen::Index> rows;
  for (std::size_t t = 0; t < series.kept.size(); ++t) {
    if (series.kept[t] != 0) rows.push_back(static_cast<Eigen::Index>(t));
  }
  return rows;
}

void explain(const std::vector<SeriesState>& states, std::vector<RegionSignal>& regions) {
  for (std::size_t j = 0; j < states.size(); ++j) {
    if (states[j] == SeriesState::usable || !regions[j].missing_reason.empty()) continue;
    regions[j].missing_reason = states[j] == SeriesState::constant
                                    ? "series is constant over the kept volumes"
                                    : "series is not finite";
  }
}

void transform(Connectome& connectome) {
  const Eigen::Index count = connectome.values.rows();
  const double standard_error = 1.0 / std::sqrt(connectome.effective_degrees_of_freedom - 1.0);
  connectome.fisher_z = Eigen::MatrixXd::Constant(count, count, nan);
  connectome.standard_errors = connectome.fisher_z;
  for (Eigen::Index j = 0; j < count; ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      const double r = connectome.values(i, j);
      if (std::isnan(r)) continue;
      if (std::abs(r) >= 1.0 - perfect_tolerance) {
        connectome.undefined_edges.push_back(
            {i, j, "series are the same up to scale: r is " + format_fixed(r, 1)});
        continue;
      }
      connectome.fisher_z(i, j) = connectome.fisher_z(j, i) = std::atanh(r);
      connectome.standard_errors(i, j) = connectome.standard_errors(j, i) = standard_error;
    }
  }
}

}  // namespace

void fields(FieldVisitor& visitor, ConnectParams& params) {
  visitor.integer("minimum_degrees_of_freedom",
                  params.minimum_degrees_of_freedom,
                  Unit::none,
                  {3, 100000},
                  "Series with fewer degrees of freedom are refused; 3 is the least that gives a "
                  "standard error.");
}

std::vector<Problem> check_connect(const RegionSeries& series, const ConnectParams&) {
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
  return requirements.take();
}

Connectome connect(const RegionSeries& series, const ConnectParams& params) {
  throw_if_errors(check_connect(series, params));
  const std::vector<Eigen::Index> rows = kept_rows(series);
  const double left = series.degrees_of_freedom > 0.0 ? series.degrees_of_freedom
                                                      : static_cast<double>(rows.size()) - 1.0;
  const auto least = std::max<std::int64_t>(params.minimum_degrees_of_freedom, 3);
  if (left < static_cast<double>(least)) {
    throw NumericalError({.found = format_number(left) + " degrees of freedom of a series with " +
                                   std::to_string(rows.size()) + " kept volumes",
                          .expected = "at least " + std::to_string(least),
                          .where = "connect",
                          .remedy = "use a longer run or remove less from it"});
  }
  Connectome connectome;
  connectome.atlas = series.atlas;
  connectome.regions = series.regions;
  connectome.effective_degrees_of_freedom = left - 1.0;
  Correlation correlation = correlate(series.values(rows, Eigen::all).eval());
  explain(correlation.states, connectome.regions);
  connectome.values = std::move(correlation.r);
  for (std::size_t j = 0; j < connectome.regions.size(); ++j) {
    if (connectome.regions[j].missing_reason.empty()) continue;
    connectome.values.row(static_cast<Eigen::Index>(j)).setConstant(nan);
    connectome.values.col(static_cast<Eigen::Index>(j)).setConstant(nan);
  }
  transform(connectome);
  return connectome;
}

}  // namespace rewire
