#include "stages/data/graph_metrics.h"

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

bool ascending_shares(const Eigen::VectorXd& densities) {
  double last = 0.0;
  for (const double density : densities) {
    if (!(density > last && density <= 1.0)) return false;
    last = density;
  }
  return true;
}

void require_nodal(Requirements& requirements, const GraphMetrics& metrics) {
  const auto regions = static_cast<Eigen::Index>(metrics.regions.size());
  std::vector<std::string> names;
  for (const NodalMetric& metric : metrics.nodal) {
    names.push_back(metric.name);
    requirements.require(metric.values.rows() == regions &&
                             metric.values.cols() == metrics.densities.size() &&
                             metric.area_under_curve.size() == regions,
                         metric.name + " of " + std::to_string(metric.values.rows()) + "x" +
                             std::to_string(metric.values.cols()),
                         "regions x densities, and one area per region");
    requirements.require(
        !metric.values.array().isInf().any() && !metric.area_under_curve.array().isInf().any(),
        "infinite " + metric.name,
        "finite numbers, NaN outside the graph");
  }
  require_distinct_names(requirements, names, "nodal metric");
}

void require_global(Requirements& requirements, const GraphMetrics& metrics) {
  std::vector<std::string> names;
  for (const GlobalMetric& metric : metrics.global) {
    names.push_back(metric.name);
    requirements.require(metric.values.size() == metrics.densities.size(),
                         std::to_string(metric.values.size()) + " values of " + metric.name,
                         "one per density");
    requirements.require(!metric.values.array().isInf().any(),
                         "infinite " + metric.name,
                         "finite numbers, NaN where undefined");
  }
  require_distinct_names(requirements, names, "global metric");
}

}  // namespace

std::vector<Problem> validate(const GraphMetrics& metrics, const std::string& where) {
  Requirements requirements(where, "compute the graph metrics again");
  requirements.add(validate(metrics.regions, where));
  requirements.require(metrics.densities.size() > 0 && ascending_shares(metrics.densities),
                       "densities that are not ascending shares",
                       "ascending numbers above 0, at most 1");
  require_nodal(requirements, metrics);
  require_global(requirements, metrics);
  requirements.require(
      metrics.communities.size() == 0 ||
          (metrics.communities.rows() == static_cast<Eigen::Index>(metrics.regions.size()) &&
           metrics.communities.cols() == metrics.densities.size()),
      "communities of " + std::to_string(metrics.communities.rows()) + "x" +
          std::to_string(metrics.communities.cols()),
      "regions x densities, or none");
  return requirements.take();
}

void add_content(Digester& digester, const GraphMetrics& metrics) {
  add_content(digester, metrics.atlas);
  add_content(digester, metrics.regions);
  add_content(digester, metrics.densities);
  digester.integer(static_cast<std::int64_t>(metrics.nodal.size()));
  for (const NodalMetric& metric : metrics.nodal) {
    add_content(digester, metric.name);
    add_content(digester, metric.values);
    add_content(digester, metric.area_under_curve);
  }
  digester.integer(static_cast<std::int64_t>(metrics.global.size()));
  for (const GlobalMetric& metric : metrics.global) {
    add_content(digester, metric.name);
    add_content(digester, metric.values);
    add_content(digester, metric.area_under_curve);
  }
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
