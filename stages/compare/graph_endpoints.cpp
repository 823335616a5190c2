#include <string>

#include "stages/compare/endpoint_agreement.h"
#include "stages/compare/endpoints.h"
#include "stages/core/error.h"
#include "stages/core/not_a_number.h"

namespace rewire {
namespace {

using Eigen::Index;

/// The names of all metrics in order, on one line.
std::string metric_names(const GraphMetrics& metrics) {
  std::string names;
  for (const GlobalMetric& metric : metrics.global) names += " " + metric.name;
  for (const NodalMetric& metric : metrics.nodal) names += " " + metric.name;
  if (metrics.nulls > 0) names += " null networks";
  return names;
}

std::vector<std::string> structure_names(const GraphMetrics& metrics) {
  std::vector<std::string> names;
  for (const StructureMetric& metric : metrics.structures) {
    names.push_back(metric.name + "@" + metric.place);
  }
  return names;
}

std::vector<Problem> check_same_metrics(const GraphMetrics& here,
                                        const GraphMetrics& first,
                                        const std::string& where) {
  std::vector<Problem> problems =
      check_same_regions(here.atlas, here.regions, first.atlas, first.regions, where);
  const char* remedy = "compute every session's graph metrics with the same parameters";
  if (here.level_kind != first.level_kind || here.levels.size() != first.levels.size() ||
      !here.levels.isApprox(first.levels, 1e-12)) {
    problems.push_back({"other levels (densities)", "those of the first session", where, remedy});
  }
  if (structure_names(here) != structure_names(first)) {
    problems.push_back({"other structures", "those of the first session", where, remedy});
  }
  if (metric_names(here) != metric_names(first)) {
    problems.push_back({"metrics" + metric_names(here),
                        metric_names(first).substr(1) + ", as in the first session",
                        where,
                        remedy});
  }
  return problems;
}

std::vector<EndpointFamily> empty_families(const TrialTable& table, const GraphMetrics& first) {
  EndpointFamily global{"global_metric", {}, {}};
  for (const GlobalMetric& metric : first.global) {
    global.endpoints.push_back(metric.name);
    if (metric.null_mean.size() > 0) global.endpoints.push_back(metric.name + "_normalised");
  }
  EndpointFamily nodal{"nodal_metric", {}, {}};
  for (const NodalMetric& metric : first.nodal) {
    for (const RegionSignal& region : first.regions) {
      nodal.endpoints.push_back(metric.name + "@" + region.region.name);
    }
  }
  EndpointFamily structure{"structure_metric", structure_names(first), {}};
  std::vector<EndpointFamily> families{std::move(global), std::move(nodal), std::move(structure)};
  for (EndpointFamily& family : families) {
    family.values.setConstant(
        static_cast<Index>(table.rows.size()), static_cast<Index>(family.endpoints.size()), nan);
  }
  return families;
}

}  // namespace

std::vector<EndpointFamily> graph_endpoints(const TrialTable& table,
                                            std::span<const std::optional<GraphMetrics>> metrics) {
  std::vector<Problem> problems = check_row_count(table, metrics.size());
  throw_if_errors(problems);
  const GraphMetrics* first = nullptr;
  for (std::size_t row = 0; row < metrics.size(); ++row) {
    if (!metrics[row]) continue;
    if (first == nullptr) first = &*metrics[row];
    append(problems, check_same_metrics(*metrics[row], *first, visit_name(table.rows[row])));
  }
  throw_if_errors(problems);
  if (first == nullptr) return {};
  std::vector<EndpointFamily> families = empty_families(table, *first);
  for (std::size_t row = 0; row < metrics.size(); ++row) {
    if (!metrics[row]) continue;
    const auto r = static_cast<Index>(row);
    Index column = 0;
    for (const GlobalMetric& metric : metrics[row]->global) {
      families[0].values(r, column++) = metric.area_under_curve;
      if (metric.null_mean.size() > 0) families[0].values(r, column++) = metric.normalised_area;
    }
    column = 0;
    for (const NodalMetric& metric : metrics[row]->nodal) {
      families[1].values.row(r).segment(column, metric.area_under_curve.size()) =
          metric.area_under_curve.transpose();
      column += metric.area_under_curve.size();
    }
    column = 0;
    for (const StructureMetric& metric : metrics[row]->structures) {
      families[2].values(r, column++) = metric.area_under_curve;
    }
  }
  std::erase_if(families, [](const EndpointFamily& family) { return family.endpoints.empty(); });
  return families;
}

}  // namespace rewire
