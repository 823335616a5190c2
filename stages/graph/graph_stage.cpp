#include "stages/graph/graph_stage.h"

#include <limits>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/parallel.h"
#include "stages/core/requirements.h"
#include "stages/graph/gathering.h"
#include "stages/graph/graph_building.h"
#include "stages/graph/null_networks.h"

namespace rewire {
namespace {

using Eigen::Index;

std::vector<Index> present_regions(const Connectome& connectome) {
  std::vector<Index> present;
  for (std::size_t i = 0; i < connectome.regions.size(); ++i) {
    if (connectome.regions[i].missing_reason.empty()) present.push_back(static_cast<Index>(i));
  }
  return present;
}

/// The known network of every region, numbered; -1 where the atlas names none.
std::vector<int> systems_of(const Connectome& connectome, const std::vector<Index>& present) {
  std::vector<std::string> names;
  std::vector<int> systems;
  for (const Index region : present) {
    const std::string& name = connectome.regions[static_cast<std::size_t>(region)].region.network;
    const auto found = std::find(names.begin(), names.end(), name);
    systems.push_back(name.empty() ? -1 : static_cast<int>(found - names.begin()));
    if (!name.empty() && found == names.end()) names.push_back(name);
  }
  return systems;
}

bool has_two_systems(const std::vector<int>& systems) {
  return std::any_of(systems.begin(), systems.end(), [](int system) { return system > 0; });
}

Eigen::MatrixXd fisher_z_of(const Connectome& connectome, const std::vector<Index>& present) {
  if (connectome.transformed.rows() == connectome.values.rows()) {
    return connectome.transformed(present, present);
  }
  Eigen::MatrixXd values = connectome.values(present, present);
  if (connectome.kind == ConnectivityKind::fisher_z) return values;
  return values.unaryExpr([](double r) { return std::atanh(r); });
}

/// Everything of one scan that does not depend on the level.
struct Scan {
  Scan(const Connectome& connectome, const RegionSeries* region_series, const GraphParams& params)
      : present(present_regions(connectome)),
        matrix(connectome.values(present, present)),
        context{fisher_z_of(connectome, present), systems_of(connectome, present)},
        settings(metric_settings(params)) {
    std::vector<Problem> none;
    metrics = select_metrics(params.metrics, has_two_systems(context.systems), none);
    std::copy_if(metrics.begin(),
                 metrics.end(),
                 std::back_inserter(compared),
                 [&](const MetricDeclaration* metric) {
                   return without_nulls(*metric, params.null_model).empty();
                 });
    has_communities = std::any_of(metrics.begin(), metrics.end(), [](const auto* metric) {
      return metric->group == "community";
    });
    if (params.structures == StructureView::on) {
      places = structure_places(connectome.regions, present);
    }
    is_fisher_z = connectome.kind == ConnectivityKind::fisher_z;
    if (region_series == nullptr) return;
    std::vector<Index> kept;
    for (std::size_t v = 0; v < region_series->kept.size(); ++v) {
      if (region_series->kept[v] != 0) kept.push_back(static_cast<Index>(v));
    }
    series = region_series->values(kept, present);
    has_series = true;
  }

  std::vector<Index> present;
  Eigen::MatrixXd matrix;
  NetworkContext context;
  MetricSettings settings;
  Selected metrics;
  Selected compared;  ///< those that null networks are measured for
  StructurePlaces places;
  Eigen::MatrixXd series;
  bool has_communities = false;  ///< some metric needs them
  bool has_series = false;
  bool is_fisher_z = false;
};

AtLevel measure_level(const Scan& scan, double level, const GraphParams& params) {
  AtLevel result;
  result.built = build_graph(scan.matrix, level, params);
  const PreparedNetwork network(result.built.weights, scan.context, scan.settings);
  result.measurement = measure(network, scan.metrics);
  if (scan.has_communities) result.communities = network.partition().communities;
  measure_structures(network, scan.places, scan.metrics, result.measurement);
  return result;
}

/// The null networks of one level, side by side.
void compare_with_nulls(const Scan& scan,
                        double level,
                        const GraphParams& params,
                        AtLevel& result) {
  const NullSource source{.matrix = scan.matrix,
                          .is_fisher_z = scan.is_fisher_z,
                          .series = scan.has_series ? &scan.series : nullptr};
  std::vector<Measurement> nulls(static_cast<std::size_t>(params.nulls));
  parallel_for(nulls.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      NullNetwork null =
          null_network(source, result.built.weights, level, params, static_cast<std::int64_t>(k));
      const NetworkContext context{std::move(null.fisher_z), scan.context.systems};
      const PreparedNetwork network(std::move(null.weights), context, scan.settings);
      nulls[k] = measure(network, scan.compared);
      measure_structures(network, scan.places, scan.compared, nulls[k]);
    }
  });
  result.nulls = spread_over(nulls);
}

std::vector<Problem> warn(const std::vector<AtLevel>& results,
                          const Scan& scan,
                          const GraphMetrics& metrics) {
  Requirements whole("graph", "read missing_reason of the regions");
  whole.prefer(scan.present.size() > 1,
               std::to_string(scan.present.size()) +
                   (scan.present.size() == 1 ? " region" : " regions") + " with a series",
               "at least two for a network");
  Requirements levels("graph", "leave out densities that not every scan reaches");
  for (std::size_t d = 0; d < results.size(); ++d) {
    const Thresholded& built = results[d].built;
    const std::string wanted = std::to_string(built.requested_edges) + " for density " +
                               format_number(metrics.levels[static_cast<Index>(d)]);
    const std::string found = ", density " + format_number(built.reached_density);
    levels.prefer(built.kept_edges >= built.requested_edges,
                  std::to_string(built.kept_edges) + " positive edges" + found,
                  wanted);
    levels.prefer(built.kept_edges <= built.requested_edges,
                  "a spanning tree of " + std::to_string(built.kept_edges) + " edges" + found,
                  wanted);
  }
  whole.add(levels.take());
  return whole.take();
}

GraphMetrics run(const Connectome& connectome,
                 const RegionSeries* series,
                 const GraphParams& params) {
  const Scan scan(connectome, series, params);
  GraphMetrics metrics;
  metrics.atlas = connectome.atlas;
  metrics.regions = connectome.regions;
  metrics.level_kind = level_kind(params);
  metrics.levels = graph_levels(params);
  metrics.edges = describe_edges(params);
  std::vector<AtLevel> results(static_cast<std::size_t>(metrics.levels.size()));
  parallel_for(results.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t d = begin; d < end; ++d) {
      results[d] = measure_level(scan, metrics.levels[static_cast<Index>(d)], params);
    }
  });
  if (params.nulls > 0 && !scan.present.empty()) {
    metrics.null_model = describe_nulls(params);
    metrics.nulls = static_cast<int>(params.nulls);
    for (std::size_t d = 0; d < results.size(); ++d) {
      compare_with_nulls(scan, metrics.levels[static_cast<Index>(d)], params, results[d]);
    }
  }
  gather(results, scan.metrics, scan.places, scan.present, params.null_model, metrics);
  metrics.warnings = warn(results, scan, metrics);
  return metrics;
}

bool same_regions(const Connectome& connectome, const RegionSeries& series) {
  return std::equal(connectome.regions.begin(),
                    connectome.regions.end(),
                    series.regions.begin(),
                    series.regions.end(),
                    [](const RegionSignal& a, const RegionSignal& b) {
                      return a.region.name == b.region.name &&
                             a.missing_reason.empty() == b.missing_reason.empty();
                    });
}

}  // namespace

GraphMetrics graph_metrics(const Connectome& connectome, const GraphParams& params) {
  throw_if_errors(check_graph_metrics(connectome, params));
  return run(connectome, nullptr, params);
}

GraphMetrics graph_metrics_with_series(const Connectome& connectome,
                                       const RegionSeries& series,
                                       const GraphParams& params) {
  throw_if_errors(check_graph_with_series(connectome, series, params));
  return run(connectome, &series, params);
}

std::vector<Problem> check_graph_with_series(const Connectome& connectome,
                                             const RegionSeries& series,
                                             const GraphParams& params) {
  std::vector<Problem> problems = check_graph_metrics(connectome, params);
  Requirements requirements("graph", "give the series that the matrix was made from");
  requirements.require(same_regions(connectome, series) &&
                           series.values.cols() == static_cast<Index>(series.regions.size()),
                       "series of other regions",
                       "those of the matrix");
  append(problems, requirements.take());
  return problems;
}

}  // namespace rewire
