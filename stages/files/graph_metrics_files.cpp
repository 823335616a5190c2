#include "stages/files/graph_metrics_files.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/json.h"
#include "stages/files/region_json.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

/// The rows of the tidy table, column by column.
class TidyTable {
 public:
  void add(const std::string& metric,
           const std::string& region,
           const std::string& density,
           double value) {
    metric_.push_back(metric);
    region_.push_back(region);
    density_.push_back(density);
    value_.push_back(format_number(value));
  }
  Table take() {
    Table table;
    table.add("metric", std::move(metric_));
    table.add("region", std::move(region_));
    table.add("density", std::move(density_));
    table.add("value", std::move(value_));
    return table;
  }

 private:
  std::vector<std::string> metric_;
  std::vector<std::string> region_;
  std::vector<std::string> density_;
  std::vector<std::string> value_;
};

/// Reads the rows back in the order in which they were written.
class TidyReader {
 public:
  TidyReader(const Table& table, std::string where)
      : metric_(table.column("metric", where)),
        region_(table.column("region", where)),
        density_(table.column("density", where)),
        value_(to_numbers(table.column("value", where), "value", where)),
        where_(std::move(where)) {}

  bool at_end() const { return next_ == metric_.size(); }
  const std::string& metric() const { return metric_[next_]; }
  bool is_global() const { return is_missing(region_[next_]); }

  double take(const std::string& metric, const std::string& region, const std::string& density) {
    if (at_end() || metric_[next_] != metric || region_[next_] != region ||
        density_[next_] != density) {
      const std::string wanted = metric + " of " + region + " at " + density;
      throw InputError({.found = at_end() ? "the end of the table" : "other rows",
                        .expected = wanted + " in row " + std::to_string(next_ + 2),
                        .where = where_,
                        .remedy = "compute the graph metrics again"});
    }
    return value_(static_cast<Eigen::Index>(next_++));
  }

 private:
  const std::vector<std::string>& metric_;
  const std::vector<std::string>& region_;
  const std::vector<std::string>& density_;
  Eigen::VectorXd value_;
  std::string where_;
  std::size_t next_ = 0;
};

NodalMetric read_nodal(TidyReader& reader, const GraphMetrics& metrics) {
  NodalMetric nodal;
  nodal.name = reader.metric();
  const auto regions = static_cast<Eigen::Index>(metrics.regions.size());
  nodal.values.resize(regions, metrics.densities.size());
  nodal.area_under_curve.resize(regions);
  for (Eigen::Index i = 0; i < regions; ++i) {
    const std::string& region = metrics.regions[static_cast<std::size_t>(i)].region.name;
    for (Eigen::Index d = 0; d < metrics.densities.size(); ++d) {
      nodal.values(i, d) = reader.take(nodal.name, region, format_number(metrics.densities(d)));
    }
    nodal.area_under_curve(i) = reader.take(nodal.name, region, "auc");
  }
  return nodal;
}

GlobalMetric read_global(TidyReader& reader, const GraphMetrics& metrics) {
  GlobalMetric global;
  global.name = reader.metric();
  global.values.resize(metrics.densities.size());
  for (Eigen::Index d = 0; d < metrics.densities.size(); ++d) {
    global.values(d) = reader.take(global.name, "n/a", format_number(metrics.densities(d)));
  }
  global.area_under_curve = reader.take(global.name, "n/a", "auc");
  return global;
}

/// One list per density; empty when unknown.
Json communities_json(const Eigen::MatrixXi& communities) {
  Json lists = Json::array();
  for (Eigen::Index d = 0; d < communities.cols(); ++d) {
    lists.push_back(std::vector<int>(communities.col(d).begin(), communities.col(d).end()));
  }
  return lists;
}

Eigen::MatrixXi communities_from(const Json& lists) {
  Eigen::MatrixXi communities;
  for (std::size_t d = 0; d < lists.size(); ++d) {
    const auto column = lists[d].get<std::vector<int>>();
    const auto rows = static_cast<Eigen::Index>(column.size());
    communities.conservativeResize(rows, static_cast<Eigen::Index>(d) + 1);
    communities.rightCols<1>() = Eigen::Map<const Eigen::VectorXi>(column.data(), rows);
  }
  return communities;
}

Json warnings_json(const std::vector<Problem>& warnings) {
  Json list = Json::array();
  for (const Problem& warning : warnings) {
    list.push_back({{"Found", warning.found},
                    {"Expected", warning.expected},
                    {"Where", warning.where},
                    {"Remedy", warning.remedy}});
  }
  return list;
}

std::vector<Problem> warnings_from(const Json& list) {
  std::vector<Problem> warnings;
  for (const Json& warning : list) {
    warnings.push_back({.found = warning.at("Found").get<std::string>(),
                        .expected = warning.at("Expected").get<std::string>(),
                        .where = warning.at("Where").get<std::string>(),
                        .remedy = warning.at("Remedy").get<std::string>(),
                        .severity = Severity::warning});
  }
  return warnings;
}

void read_graph_sidecar(const std::filesystem::path& file, GraphMetrics& metrics) {
  const Json json = read_json(file);
  try {
    metrics.atlas = json.at("Atlas").get<std::string>();
    const auto densities = json.at("Densities").get<std::vector<double>>();
    metrics.densities = Eigen::Map<const Eigen::VectorXd>(
        densities.data(), static_cast<Eigen::Index>(densities.size()));
    metrics.regions = regions_from_json(json.at("Regions"), file.string());
    metrics.communities = communities_from(json.at("Communities"));
    metrics.warnings = warnings_from(json.at("Warnings"));
  } catch (const Json::exception& error) {
    throw InputError({.found = std::string("a sidecar that cannot be understood: ") + error.what(),
                      .expected = "what this program writes",
                      .where = file.string(),
                      .remedy = "compute the graph metrics again"});
  }
}

}  // namespace

void write_graph_metrics(const std::filesystem::path& path,
                         const GraphMetrics& metrics,
                         const Provenance& provenance) {
  TidyTable tidy;
  for (const NodalMetric& nodal : metrics.nodal) {
    for (Eigen::Index i = 0; i < nodal.values.rows(); ++i) {
      const std::string& region = metrics.regions[static_cast<std::size_t>(i)].region.name;
      for (Eigen::Index d = 0; d < metrics.densities.size(); ++d) {
        tidy.add(nodal.name, region, format_number(metrics.densities(d)), nodal.values(i, d));
      }
      tidy.add(nodal.name, region, "auc", nodal.area_under_curve(i));
    }
  }
  for (const GlobalMetric& global : metrics.global) {
    for (Eigen::Index d = 0; d < metrics.densities.size(); ++d) {
      tidy.add(global.name, "n/a", format_number(metrics.densities(d)), global.values(d));
    }
    tidy.add(global.name, "n/a", "auc", global.area_under_curve);
  }
  const std::vector<double> densities(metrics.densities.begin(), metrics.densities.end());
  write_sidecar(path,
                {{"Atlas", metrics.atlas},
                 {"Densities", densities},
                 {"Regions", regions_to_json(metrics.regions)},
                 {"Communities", communities_json(metrics.communities)},
                 {"Warnings", warnings_json(metrics.warnings)}},
                provenance);
  write_tsv(path, tidy.take());
}

GraphMetrics read_graph_metrics(const std::filesystem::path& path) {
  GraphMetrics metrics;
  read_graph_sidecar(sidecar_path(path), metrics);
  const Table table = read_tsv(path);
  TidyReader reader(table, path.string());
  while (!reader.at_end()) {
    if (reader.is_global()) {
      metrics.global.push_back(read_global(reader, metrics));
    } else {
      metrics.nodal.push_back(read_nodal(reader, metrics));
    }
  }
  throw_if_errors(validate(metrics, path.string()));
  return metrics;
}

}  // namespace rewire
