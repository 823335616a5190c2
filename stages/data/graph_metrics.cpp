#include "stages/data/graph_metrics.h"

#include <array>
#include <limits>

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

constexpr std::array<std::string_view, 4> kind_names{
    "density", "threshold", "significance", "whole"};

bool ascending(const GraphMetrics& metrics) {
  const bool is_share = metrics.level_kind == LevelKind::density;
  double last = is_share ? 0.0 : -std::numeric_limits<double>::infinity();
  for (const double level : metrics.levels) {
    if (!(level > last && std::isfinite(level)) || (is_share && level > 1.0)) return false;
    last = level;
  }
  return metrics.levels.size() > 0;
}

bool has_infinite(const auto& values) { return values.array().isInf().any(); }

void require_nulls(Requirements& requirements,
                   const std::string& name,
                   const auto& values,
                   const auto& mean,
                   const auto& deviation) {
  const auto fits = [&](const auto& nulls) {
    return nulls.size() == 0 ||
           (nulls.rows() == values.rows() && nulls.cols() == values.cols() && !has_infinite(nulls));
  };
  requirements.require(fits(mean) && fits(deviation) && mean.size() == deviation.size(),
                       "null networks' " + name + " of another shape, or infinite",
                       "mean and standard deviation shaped like the values, or neither");
}

/// A measure without null networks in a run that has some says why.
void require_reason(Requirements& requirements, const GraphMetrics& metrics, const auto& metric) {
  const bool lacks = metrics.nulls > 0 && metric.null_mean.size() == 0;
  requirements.require(lacks == !metric.without_nulls.empty(),
                       metric.name + (lacks ? " without null networks and without a reason"
                                            : " with a reason for having no null networks"),
                       "null networks, or why there are none");
}

void require_nodal(Requirements& requirements, const GraphMetrics& metrics) {
  const auto regions = static_cast<Eigen::Index>(metrics.regions.size());
  std::vector<std::string> names;
  for (const NodalMetric& metric : metrics.nodal) {
    names.push_back(metric.name);
    requirements.require(metric.values.rows() == regions &&
                             metric.values.cols() == metrics.levels.size() &&
                             metric.area_under_curve.size() == regions,
                         metric.name + " of " + std::to_string(metric.values.rows()) + "x" +
                             std::to_string(metric.values.cols()),
                         "regions x levels, and one area per region");
    requirements.require(!has_infinite(metric.values) && !has_infinite(metric.area_under_curve),
                         "infinite " + metric.name,
                         "finite numbers, NaN outside the graph");
    require_nulls(
        requirements, metric.name, metric.values, metric.null_mean, metric.null_deviation);
    require_reason(requirements, metrics, metric);
  }
  require_distinct_names(requirements, names, "nodal metric");
}

void require_global(Requirements& requirements, const GraphMetrics& metrics) {
  std::vector<std::string> names;
  for (const GlobalMetric& metric : metrics.global) {
    names.push_back(metric.name);
    requirements.require(metric.values.size() == metrics.levels.size(),
                         std::to_string(metric.values.size()) + " values of " + metric.name,
                         "one per level");
    requirements.require(!has_infinite(metric.values),
                         "infinite " + metric.name,
                         "finite numbers, NaN where undefined");
    require_nulls(
        requirements, metric.name, metric.values, metric.null_mean, metric.null_deviation);
    require_reason(requirements, metrics, metric);
  }
  require_distinct_names(requirements, names, "global metric");
}

void require_curves(Requirements& requirements, const GraphMetrics& metrics) {
  const auto levels = static_cast<std::size_t>(metrics.levels.size());
  std::vector<std::string> names;
  for (const GraphCurve& curve : metrics.curves) {
    names.push_back(curve.name);
    const bool has_nulls = !curve.null_mean.empty();
    requirements.require(curve.values.size() == levels &&
                             curve.null_deviation.size() == curve.null_mean.size() &&
                             (!has_nulls || curve.null_mean.size() == levels),
                         std::to_string(curve.values.size()) + " curves of " + curve.name,
                         "one per level, and as many of the null networks, or none");
  }
  require_distinct_names(requirements, names, "curve");
}

void require_structures(Requirements& requirements, const GraphMetrics& metrics) {
  const auto regions = static_cast<Eigen::Index>(metrics.regions.size());
  std::vector<std::string> names;
  for (const StructureMetric& metric : metrics.structures) {
    names.push_back(metric.name + "@" + metric.place);
    requirements.require(metric.values.size() == metrics.levels.size(),
                         std::to_string(metric.values.size()) + " values of " + names.back(),
                         "one per level");
    require_nulls(
        requirements, names.back(), metric.values, metric.null_mean, metric.null_deviation);
    require_reason(requirements, metrics, metric);
  }
  require_distinct_names(requirements, names, "structure metric");
  names.clear();
  for (const PathShares& shares : metrics.path_shares) {
    names.push_back(shares.place);
    requirements.require(
        shares.values.rows() == regions && shares.values.cols() == metrics.levels.size() &&
            shares.area_under_curve.size() == regions,
        "path shares " + shares.place + " of " + std::to_string(shares.values.rows()) + "x" +
            std::to_string(shares.values.cols()),
        "regions x levels, and one area per region");
    require_nulls(requirements,
                  "path shares " + shares.place,
                  shares.values,
                  shares.null_mean,
                  shares.null_deviation);
  }
  require_distinct_names(requirements, names, "place of path shares");
}

void add_each(Digester& digester, const std::vector<Eigen::VectorXd>& vectors) {
  digester.integer(static_cast<std::int64_t>(vectors.size()));
  for (const Eigen::VectorXd& vector : vectors) add_content(digester, vector);
}

void add_metrics(Digester& digester, const GraphMetrics& metrics) {
  digester.integer(static_cast<std::int64_t>(metrics.nodal.size()));
  for (const NodalMetric& metric : metrics.nodal) {
    add_content(digester, metric.name);
    add_content(digester, metric.values);
    add_content(digester, metric.area_under_curve);
    add_content(digester, metric.null_mean);
    add_content(digester, metric.null_deviation);
    add_content(digester, metric.without_nulls);
  }
  digester.integer(static_cast<std::int64_t>(metrics.global.size()));
  for (const GlobalMetric& metric : metrics.global) {
    add_content(digester, metric.name);
    add_content(digester, metric.values);
    add_content(digester, metric.area_under_curve);
    add_content(digester, metric.null_mean);
    add_content(digester, metric.null_deviation);
    add_content(digester, metric.normalised_area);
    add_content(digester, metric.without_nulls);
  }
  digester.integer(static_cast<std::int64_t>(metrics.curves.size()));
  for (const GraphCurve& curve : metrics.curves) {
    add_content(digester, curve.name);
    add_content(digester, curve.step);
    add_each(digester, curve.values);
    add_each(digester, curve.null_mean);
    add_each(digester, curve.null_deviation);
  }
}

void add_structures(Digester& digester, const GraphMetrics& metrics) {
  digester.integer(static_cast<std::int64_t>(metrics.structures.size()));
  for (const StructureMetric& metric : metrics.structures) {
    add_content(digester, metric.name);
    add_content(digester, metric.place);
    add_content(digester, metric.values);
    add_content(digester, metric.area_under_curve);
    add_content(digester, metric.null_mean);
    add_content(digester, metric.null_deviation);
    add_content(digester, metric.without_nulls);
  }
  digester.integer(static_cast<std::int64_t>(metrics.path_shares.size()));
  for (const PathShares& shares : metrics.path_shares) {
    add_content(digester, shares.place);
    add_content(digester, shares.values);
    add_content(digester, shares.area_under_curve);
    add_content(digester, shares.null_mean);
    add_content(digester, shares.null_deviation);
  }
}

}  // namespace

std::string_view to_text(LevelKind kind) { return kind_names.at(static_cast<std::size_t>(kind)); }

std::vector<Problem> validate(const GraphMetrics& metrics, const std::string& where) {
  Requirements requirements(where, "compute the graph metrics again");
  requirements.add(validate(metrics.regions, where));
  requirements.require(ascending(metrics),
                       "levels that are not ascending, or densities that are no shares",
                       "ascending numbers; densities above 0, at most 1");
  require_nodal(requirements, metrics);
  require_global(requirements, metrics);
  require_curves(requirements, metrics);
  require_structures(requirements, metrics);
  requirements.require(
      metrics.communities.size() == 0 ||
          (metrics.communities.rows() == static_cast<Eigen::Index>(metrics.regions.size()) &&
           metrics.communities.cols() == metrics.levels.size()),
      "communities of " + std::to_string(metrics.communities.rows()) + "x" +
          std::to_string(metrics.communities.cols()),
      "regions x levels, or none");
  return requirements.take();
}

void add_content(Digester& digester, const GraphMetrics& metrics) {
  add_content(digester, metrics.atlas);
  add_content(digester, metrics.regions);
  add_content(digester, metrics.level_kind);
  add_content(digester, metrics.levels);
  add_content(digester, metrics.edges);
  add_metrics(digester, metrics);
  add_structures(digester, metrics);
  add_content(digester, metrics.null_model);
  add_content(digester, metrics.nulls);
  add_content(digester, Eigen::MatrixXd(metrics.communities.cast<double>()));
  digester.integer(static_cast<std::int64_t>(metrics.warnings.size()));
  for (const Problem& warning : metrics.warnings) {
    for (const std::string& part :
         {warning.found, warning.expected, warning.where, warning.remedy}) {
      add_content(digester, part);
    }
  }
}

}  // namespace rewire
