#include "stages/graph/graph_stage.h"

#include <limits>

#include "stages/core/error.h"
#include "stages/core/field_check.h"
#include "stages/core/number_text.h"
#include "stages/core/parallel.h"
#include "stages/core/requirements.h"
#include "stages/kernels/network/metric_table.h"
#include "stages/kernels/network/threshold.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// All metrics of one density, in the order of metric_table(); nodal ones over the nodes.
struct AtDensity {
  Thresholded thresholded;
  std::vector<int> communities;
  std::vector<Eigen::VectorXd> nodal;
  std::vector<double> global;
};

std::vector<Index> present_regions(const Connectome& connectome) {
  std::vector<Index> present;
  for (std::size_t i = 0; i < connectome.regions.size(); ++i) {
    if (connectome.regions[i].missing_reason.empty()) present.push_back(static_cast<Index>(i));
  }
  return present;
}

AtDensity measure(const Eigen::MatrixXd& matrix, double density, const GraphParams& params) {
  AtDensity result;
  result.thresholded = proportional_threshold(matrix, density);
  const PreparedNetwork prepared = prepare(Network(result.thresholded.weights),
                                           {.seed = static_cast<std::uint64_t>(params.seed),
                                            .restarts = params.restarts,
                                            .resolution = params.resolution});
  result.communities = prepared.partition.communities;
  for (const MetricDeclaration& metric : metric_table()) {
    if (const auto* nodal = std::get_if<NodalFunction>(&metric.compute)) {
      result.nodal.push_back((*nodal)(prepared));
    } else {
      result.global.push_back(
          prepared.network.size() > 0 ? std::get<GlobalFunction>(metric.compute)(prepared) : nan);
    }
  }
  return result;
}

double area_under_curve(const Eigen::VectorXd& densities, const Eigen::VectorXd& values) {
  const Index last = densities.size() - 1;
  if (last == 0) return values[0];
  double area = 0.0;
  for (Index d = 0; d < last; ++d) {
    area += 0.5 * (values[d] + values[d + 1]) * (densities[d + 1] - densities[d]);
  }
  return area / (densities[last] - densities[0]);
}

NodalMetric gather_nodal(const std::string& name,
                         std::size_t number,
                         const std::vector<AtDensity>& results,
                         const std::vector<Index>& present,
                         const GraphMetrics& metrics) {
  const auto regions = static_cast<Index>(metrics.regions.size());
  NodalMetric metric{name,
                     Eigen::MatrixXd::Constant(regions, metrics.densities.size(), nan),
                     Eigen::VectorXd::Constant(regions, nan)};
  for (std::size_t d = 0; d < results.size(); ++d) {
    metric.values.col(static_cast<Index>(d))(present) = results[d].nodal[number];
  }
  for (const Index region : present) {
    metric.area_under_curve[region] =
        area_under_curve(metrics.densities, metric.values.row(region).transpose());
  }
  return metric;
}

GlobalMetric gather_global(const std::string& name,
                           std::size_t number,
                           const std::vector<AtDensity>& results,
                           const GraphMetrics& metrics) {
  GlobalMetric metric{name, Eigen::VectorXd(metrics.densities.size()), 0.0};
  for (std::size_t d = 0; d < results.size(); ++d) {
    metric.values[static_cast<Index>(d)] = results[d].global[number];
  }
  metric.area_under_curve = area_under_curve(metrics.densities, metric.values);
  return metric;
}

std::vector<Problem> warn(const std::vector<AtDensity>& results,
                          const std::vector<Index>& present,
                          const GraphParams& params) {
  Requirements whole("graph", "read missing_reason of the regions");
  whole.prefer(present.size() > 1,
               std::to_string(present.size()) + (present.size() == 1 ? " region" : " regions") +
                   " with a series",
               "at least two for a network");
  Requirements densities("graph", "leave out densities that not every scan reaches");
  for (std::size_t d = 0; d < results.size(); ++d) {
    const Thresholded& thresholded = results[d].thresholded;
    densities.prefer(thresholded.kept_edges == thresholded.requested_edges,
                     std::to_string(thresholded.kept_edges) + " positive edges, density " +
                         format_number(thresholded.reached_density),
                     std::to_string(thresholded.requested_edges) + " for density " +
                         format_number(params.densities[d]));
  }
  whole.add(densities.take());
  return whole.take();
}

void require_densities(FieldVisitor& visitor, const std::vector<double>& densities) {
  const char* remedy = "give densities such as 0.05,0.1,0.2";
  visitor.rule(!densities.empty(), "no density", "at least one", remedy);
  double last = 0.0;
  for (const double density : densities) {
    visitor.rule(density > last && density <= 1.0,
                 "density " + format_number(density),
                 "densities in ascending order, above 0, at most 1",
                 remedy);
    last = density;
  }
}

}  // namespace

void fields(FieldVisitor& visitor, GraphParams& params) {
  visitor.numbers("densities",
                  params.densities,
                  Unit::none,
                  {0.0, 1.0},
                  "Shares of the region pairs that are kept as edges, strongest first, ascending.");
  require_densities(visitor, params.densities);
  visitor.integer("seed",
                  params.seed,
                  Unit::none,
                  {0, 9007199254740992},
                  "Seed of the random orders in which communities are searched.");
  visitor.integer("restarts",
                  params.restarts,
                  Unit::none,
                  {1, 100000},
                  "Searches for communities per network; the one with the largest modularity is "
                  "kept.");
  visitor.number("resolution",
                 params.resolution,
                 Unit::none,
                 {0.01, 100.0},
                 "Resolution of the modularity; more gives smaller communities.");
}

std::vector<Problem> check_graph_metrics(const Connectome& connectome, const GraphParams& params) {
  Requirements requirements("graph", "give a whole connectivity matrix with its regions");
  const auto regions = static_cast<Index>(connectome.regions.size());
  requirements.require(regions > 0, "no region", "at least one");
  requirements.require(connectome.values.rows() == regions && connectome.values.cols() == regions,
                       "a matrix of " + std::to_string(connectome.values.rows()) + "x" +
                           std::to_string(connectome.values.cols()),
                       "one row and column for each of " + std::to_string(regions) + " regions");
  requirements.add(check_fields(params, "graph"));
  return requirements.take();
}

GraphMetrics graph_metrics(const Connectome& connectome, const GraphParams& params) {
  throw_if_errors(check_graph_metrics(connectome, params));
  const std::vector<Index> present = present_regions(connectome);
  const Eigen::MatrixXd matrix = connectome.values(present, present);
  std::vector<AtDensity> results(params.densities.size());
  parallel_for(results.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t d = begin; d < end; ++d) {
      results[d] = measure(matrix, params.densities[d], params);
    }
  });

  GraphMetrics metrics;
  metrics.atlas = connectome.atlas;
  metrics.regions = connectome.regions;
  metrics.densities = Eigen::Map<const Eigen::VectorXd>(
      params.densities.data(), static_cast<Index>(params.densities.size()));
  for (const MetricDeclaration& metric : metric_table()) {
    const std::string name(metric.name);
    if (metric.is_nodal()) {
      metrics.nodal.push_back(gather_nodal(name, metrics.nodal.size(), results, present, metrics));
    } else {
      metrics.global.push_back(gather_global(name, metrics.global.size(), results, metrics));
    }
  }
  metrics.communities = Eigen::MatrixXi::Constant(
      static_cast<Index>(metrics.regions.size()), metrics.densities.size(), GraphMetrics::outside);
  for (std::size_t d = 0; d < results.size(); ++d) {
    for (std::size_t i = 0; i < present.size(); ++i) {
      metrics.communities(present[i], static_cast<Index>(d)) = results[d].communities[i];
    }
  }
  metrics.warnings = warn(results, present, params);
  return metrics;
}

}  // namespace rewire
