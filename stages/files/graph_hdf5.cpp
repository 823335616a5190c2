#include "stages/files/graph_hdf5.h"

#include <cmath>

#include "stages/files/eigen_lists.h"
#include "stages/files/hdf5_parts.h"

namespace rewire {
namespace {

constexpr std::string_view graph_schema = "rewire-graph";
constexpr std::int64_t graph_schema_version = 1;

std::string below(const std::string& group, const std::string& kind, const std::string& name) {
  return group + "/" + kind + "/" + name;
}

void put_vectors(Hdf5Writer& file,
                 const std::string& group,
                 const std::vector<Eigen::VectorXd>& vectors) {
  std::vector<std::int64_t> lengths;
  std::vector<double> all;
  for (const Eigen::VectorXd& vector : vectors) {
    lengths.push_back(vector.size());
    all.insert(all.end(), vector.begin(), vector.end());
  }
  file.integers(group + "/lengths", lengths);
  file.numbers(group + "/values", all);
}

std::vector<Eigen::VectorXd> get_vectors(const Hdf5Reader& file, const std::string& group) {
  const Eigen::VectorXd all = to_eigen(file.numbers(group + "/values"));
  std::vector<Eigen::VectorXd> vectors;
  Eigen::Index begin = 0;
  for (const std::int64_t length : file.integers(group + "/lengths")) {
    if (length < 0 || begin + length > all.size()) throw_hdf5_mismatch(group);
    vectors.emplace_back(all.segment(begin, length));
    begin += length;
  }
  return vectors;
}

void put_nodal(Hdf5Writer& file, const std::string& group, const GraphMetrics& graph) {
  std::vector<std::string> names;
  for (const NodalMetric& metric : graph.nodal) {
    names.push_back(metric.name);
    const std::string own = below(group, "nodal", metric.name);
    file.matrix(own + "/values", metric.values);
    file.numbers(own + "/area_under_curve", to_vector(metric.area_under_curve));
    file.matrix(own + "/null_mean", metric.null_mean);
    file.matrix(own + "/null_sd", metric.null_deviation);
    file.attribute(own, "without_nulls", metric.without_nulls);
  }
  file.texts(group + "/nodal_names", names);
}

void put_global(Hdf5Writer& file, const std::string& group, const GraphMetrics& graph) {
  std::vector<std::string> names;
  for (const GlobalMetric& metric : graph.global) {
    names.push_back(metric.name);
    const std::string own = below(group, "global", metric.name);
    file.numbers(own + "/values", to_vector(metric.values));
    file.attribute(own, "area_under_curve", metric.area_under_curve);
    file.attribute(own, "normalised_area", metric.normalised_area);
    file.numbers(own + "/null_mean", to_vector(metric.null_mean));
    file.numbers(own + "/null_sd", to_vector(metric.null_deviation));
    file.attribute(own, "without_nulls", metric.without_nulls);
  }
  file.texts(group + "/global_names", names);
}

void put_curves(Hdf5Writer& file, const std::string& group, const GraphMetrics& graph) {
  std::vector<std::string> names;
  for (const GraphCurve& curve : graph.curves) {
    names.push_back(curve.name);
    const std::string own = below(group, "curves", curve.name);
    put_vectors(file, own + "/by_level", curve.values);
    put_vectors(file, own + "/null_mean", curve.null_mean);
    put_vectors(file, own + "/null_sd", curve.null_deviation);
    file.attribute(own, "step", curve.step);
  }
  file.texts(group + "/curve_names", names);
}

/// One row per structure metric; NaN for one that has none of these.
void put_rows(Hdf5Writer& file,
              const std::string& name,
              const GraphMetrics& graph,
              Eigen::VectorXd StructureMetric::*member) {
  Eigen::MatrixXd rows = Eigen::MatrixXd::Constant(
      static_cast<Eigen::Index>(graph.structures.size()), graph.levels.size(), std::nan(""));
  for (std::size_t m = 0; m < graph.structures.size(); ++m) {
    const Eigen::VectorXd& values = graph.structures[m].*member;
    if (values.size() > 0) rows.row(static_cast<Eigen::Index>(m)) = values.transpose();
  }
  file.matrix(name, rows);
}

void put_structures(Hdf5Writer& file, const std::string& group, const GraphMetrics& graph) {
  Hdf5TableWriter<StructureMetric> table(file, group + "/structures", graph.structures);
  table.text("metric", &StructureMetric::name);
  table.text("place", &StructureMetric::place);
  table.number("area_under_curve", &StructureMetric::area_under_curve);
  table.text("without_nulls", &StructureMetric::without_nulls);
  put_rows(file, group + "/structures/values", graph, &StructureMetric::values);
  put_rows(file, group + "/structures/null_mean", graph, &StructureMetric::null_mean);
  put_rows(file, group + "/structures/null_sd", graph, &StructureMetric::null_deviation);
  std::vector<std::string> places;
  for (const PathShares& shares : graph.path_shares) {
    places.push_back(shares.place);
    const std::string own = below(group, "path_shares", shares.place);
    file.matrix(own + "/values", shares.values);
    file.numbers(own + "/area_under_curve", to_vector(shares.area_under_curve));
    file.matrix(own + "/null_mean", shares.null_mean);
    file.matrix(own + "/null_sd", shares.null_deviation);
  }
  file.texts(group + "/path_share_names", places);
}

void get_structures(const Hdf5Reader& file, const std::string& group, GraphMetrics& graph) {
  Hdf5TableReader<StructureMetric> table(file, group + "/structures");
  using Text = const std::string&;
  table.text("metric", [](StructureMetric& row, Text text) { row.name = text; });
  table.text("place", [](StructureMetric& row, Text text) { row.place = text; });
  table.text("without_nulls", [](StructureMetric& row, Text text) { row.without_nulls = text; });
  table.number("area_under_curve",
               [](StructureMetric& row, double area) { row.area_under_curve = area; });
  graph.structures = table.take();
  const Eigen::MatrixXd values = file.matrix(group + "/structures/values");
  const Eigen::MatrixXd null_mean = file.matrix(group + "/structures/null_mean");
  const Eigen::MatrixXd null_deviation = file.matrix(group + "/structures/null_sd");
  const auto count = static_cast<Eigen::Index>(graph.structures.size());
  if (values.rows() != count || null_mean.rows() != count || null_deviation.rows() != count) {
    throw_hdf5_mismatch(group + "/structures");
  }
  for (Eigen::Index m = 0; m < count; ++m) {
    StructureMetric& metric = graph.structures[static_cast<std::size_t>(m)];
    metric.values = values.row(m).transpose();
    if (graph.nulls == 0 || !metric.without_nulls.empty()) continue;
    metric.null_mean = null_mean.row(m).transpose();
    metric.null_deviation = null_deviation.row(m).transpose();
  }
  for (const std::string& place : file.texts(group + "/path_share_names")) {
    const std::string own = below(group, "path_shares", place);
    graph.path_shares.push_back(
        {.place = place,
         .values = file.matrix(own + "/values"),
         .area_under_curve = to_eigen(file.numbers(own + "/area_under_curve")),
         .null_mean = file.matrix(own + "/null_mean"),
         .null_deviation = file.matrix(own + "/null_sd")});
  }
}

void get_metrics(const Hdf5Reader& file, const std::string& group, GraphMetrics& graph) {
  for (const std::string& name : file.texts(group + "/nodal_names")) {
    const std::string own = below(group, "nodal", name);
    graph.nodal.push_back({.name = name,
                           .values = file.matrix(own + "/values"),
                           .area_under_curve = to_eigen(file.numbers(own + "/area_under_curve")),
                           .null_mean = file.matrix(own + "/null_mean"),
                           .null_deviation = file.matrix(own + "/null_sd"),
                           .without_nulls = file.text_attribute(own, "without_nulls")});
  }
  for (const std::string& name : file.texts(group + "/global_names")) {
    const std::string own = below(group, "global", name);
    graph.global.push_back({.name = name,
                            .values = to_eigen(file.numbers(own + "/values")),
                            .area_under_curve = file.number_attribute(own, "area_under_curve"),
                            .null_mean = to_eigen(file.numbers(own + "/null_mean")),
                            .null_deviation = to_eigen(file.numbers(own + "/null_sd")),
                            .normalised_area = file.number_attribute(own, "normalised_area"),
                            .without_nulls = file.text_attribute(own, "without_nulls")});
  }
  for (const std::string& name : file.texts(group + "/curve_names")) {
    const std::string own = below(group, "curves", name);
    graph.curves.push_back({.name = name,
                            .step = file.text_attribute(own, "step"),
                            .values = get_vectors(file, own + "/by_level"),
                            .null_mean = get_vectors(file, own + "/null_mean"),
                            .null_deviation = get_vectors(file, own + "/null_sd")});
  }
}

}  // namespace

void put_graph(Hdf5Writer& file, const std::string& group, const GraphMetrics& graph) {
  put_regions(file, group + "/regions", graph.regions);
  file.attribute(group, "atlas", graph.atlas);
  file.attribute(group, "level_kind", to_text(graph.level_kind));
  file.attribute(group, "edges", graph.edges);
  file.attribute(group, "null_model", graph.null_model);
  file.attribute(group, "null_networks", static_cast<std::int64_t>(graph.nulls));
  file.numbers(group + "/levels", to_vector(graph.levels));
  file.matrix(group + "/communities", graph.communities.cast<double>());
  put_nodal(file, group, graph);
  put_global(file, group, graph);
  put_curves(file, group, graph);
  put_structures(file, group, graph);
}

GraphMetrics get_graph(const Hdf5Reader& file, const std::string& group) {
  GraphMetrics graph;
  graph.regions = get_regions(file, group + "/regions");
  graph.atlas = file.text_attribute(group, "atlas");
  const std::string kind = file.text_attribute(group, "level_kind");
  for (const auto known :
       {LevelKind::density, LevelKind::threshold, LevelKind::significance, LevelKind::whole}) {
    if (kind == to_text(known)) graph.level_kind = known;
  }
  graph.edges = file.text_attribute(group, "edges");
  graph.null_model = file.text_attribute(group, "null_model");
  graph.nulls = static_cast<int>(file.integer_attribute(group, "null_networks"));
  graph.levels = to_eigen(file.numbers(group + "/levels"));
  graph.communities = file.matrix(group + "/communities").cast<int>();
  get_metrics(file, group, graph);
  get_structures(file, group, graph);
  return graph;
}

void write_graph_hdf5(const std::filesystem::path& path,
                      const GraphMetrics& graph,
                      const Provenance& provenance) {
  Hdf5Writer file(path, graph_schema, graph_schema_version);
  put_graph(file, "graph", graph);
  put_provenance(file, provenance);
  file.commit();
}

GraphMetrics read_graph_hdf5(const std::filesystem::path& path) {
  return get_graph(Hdf5Reader(path, graph_schema, graph_schema_version), "graph");
}

}  // namespace rewire
