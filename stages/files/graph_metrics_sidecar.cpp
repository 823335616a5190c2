#include "stages/files/graph_metrics_sidecar.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "stages/core/error.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/json.h"
#include "stages/files/region_json.h"
#include "stages/files/warning_json.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

/// NaN is null.
Json vectors_json(const std::vector<Eigen::VectorXd>& vectors) {
  Json lists = Json::array();
  for (const Eigen::VectorXd& vector : vectors) {
    lists.push_back(std::vector<double>(vector.begin(), vector.end()));
  }
  return lists;
}

std::vector<Eigen::VectorXd> vectors_from(const Json& lists) {
  std::vector<Eigen::VectorXd> vectors;
  for (const Json& list : lists) {
    Eigen::VectorXd& vector = vectors.emplace_back(static_cast<Eigen::Index>(list.size()));
    for (std::size_t k = 0; k < list.size(); ++k) {
      vector[static_cast<Eigen::Index>(k)] =
          list[k].is_null() ? std::nan("") : list[k].get<double>();
    }
  }
  return vectors;
}

/// Each curve over the null networks' mean; NaN where that is 0.
std::vector<Eigen::VectorXd> normalised(const GraphCurve& curve) {
  std::vector<Eigen::VectorXd> ratios;
  for (std::size_t d = 0; d < curve.null_mean.size(); ++d) {
    Eigen::VectorXd& ratio = ratios.emplace_back(curve.values[d].cwiseQuotient(curve.null_mean[d]));
    for (double& value : ratio) value = std::isfinite(value) ? value : std::nan("");
  }
  return ratios;
}

Json curves_json(const std::vector<GraphCurve>& curves) {
  Json list = Json::array();
  for (const GraphCurve& curve : curves) {
    list.push_back({{"Name", curve.name},
                    {"Step", curve.step},
                    {"Values", vectors_json(curve.values)},
                    {"NullMean", vectors_json(curve.null_mean)},
                    {"NullStandardDeviation", vectors_json(curve.null_deviation)},
                    {"Normalised", vectors_json(normalised(curve))}});
  }
  return list;
}

std::vector<GraphCurve> curves_from(const Json& list) {
  std::vector<GraphCurve> curves;
  for (const Json& curve : list) {
    curves.push_back({.name = curve.at("Name").get<std::string>(),
                      .step = curve.at("Step").get<std::string>(),
                      .values = vectors_from(curve.at("Values")),
                      .null_mean = vectors_from(curve.at("NullMean")),
                      .null_deviation = vectors_from(curve.at("NullStandardDeviation"))});
  }
  return curves;
}

NullReasons without_nulls(const GraphMetrics& metrics) {
  NullReasons reasons;
  const auto note = [&](const auto& all) {
    for (const auto& metric : all) {
      if (!metric.without_nulls.empty()) reasons[metric.name] = metric.without_nulls;
    }
  };
  note(metrics.nodal);
  note(metrics.global);
  note(metrics.structures);
  return reasons;
}

LevelKind parse_level_kind(const std::string& text) {
  for (const auto kind :
       {LevelKind::density, LevelKind::threshold, LevelKind::significance, LevelKind::whole}) {
    if (text == to_text(kind)) return kind;
  }
  throw InputError({.found = "levels of the kind " + text,
                    .expected = "density, threshold, significance or whole",
                    .where = "graph metrics",
                    .remedy = "compute the graph metrics again"});
}

/// One list per level; empty when unknown.
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

}  // namespace

void write_graph_sidecar(const std::filesystem::path& path,
                         const GraphMetrics& metrics,
                         const Provenance& provenance) {
  const std::vector<double> levels(metrics.levels.begin(), metrics.levels.end());
  write_sidecar(path,
                {{"Atlas", metrics.atlas},
                 {"LevelKind", std::string(to_text(metrics.level_kind))},
                 {"Levels", levels},
                 {"Edges", metrics.edges},
                 {"NullModel", metrics.null_model},
                 {"NullNetworks", metrics.nulls},
                 {"WithoutNulls", without_nulls(metrics)},
                 {"Regions", regions_to_json(metrics.regions)},
                 {"Communities", communities_json(metrics.communities)},
                 {"Curves", curves_json(metrics.curves)},
                 {"Warnings", warnings_to_json(metrics.warnings)}},
                provenance);
}

NullReasons read_graph_sidecar(const std::filesystem::path& file, GraphMetrics& metrics) {
  const Json json = read_json(file);
  try {
    metrics.atlas = json.at("Atlas").get<std::string>();
    metrics.level_kind = parse_level_kind(json.at("LevelKind").get<std::string>());
    const auto levels = json.at("Levels").get<std::vector<double>>();
    metrics.levels =
        Eigen::Map<const Eigen::VectorXd>(levels.data(), static_cast<Eigen::Index>(levels.size()));
    metrics.edges = json.at("Edges").get<std::string>();
    metrics.null_model = json.at("NullModel").get<std::string>();
    metrics.nulls = json.at("NullNetworks").get<int>();
    metrics.regions = regions_from_json(json.at("Regions"), file.string());
    metrics.communities = communities_from(json.at("Communities"));
    metrics.curves = curves_from(json.at("Curves"));
    metrics.warnings = warnings_from_json(json.at("Warnings"));
    return json.at("WithoutNulls").get<NullReasons>();
  } catch (const Json::exception& error) {
    throw InputError({.found = std::string("a sidecar that cannot be understood: ") + error.what(),
                      .expected = "what this program writes",
                      .where = file.string(),
                      .remedy = "compute the graph metrics again"});
  }
}

}  // namespace rewire
