#include "stages/files/session_hdf5.h"

#include "stages/files/eigen_lists.h"
#include "stages/files/graph_hdf5.h"
#include "stages/files/hdf5_parts.h"

namespace rewire {
namespace {

constexpr std::string_view session_schema = "rewire-session";
constexpr std::int64_t session_schema_version = 3;

void put_series(Hdf5Writer& file, const RegionSeries& series) {
  put_regions(file, "series/regions", series.regions);
  file.attribute("series", "atlas", series.atlas);
  file.attribute("series", "repetition_time_s", series.repetition_time_s);
  file.attribute("series", "degrees_of_freedom", series.degrees_of_freedom);
  file.attribute("series", "nuisance_degrees_of_freedom", series.nuisance_degrees_of_freedom);
  file.matrix("series/values", series.values);
  file.integers("series/kept", {series.kept.begin(), series.kept.end()});
}

RegionSeries get_series(const Hdf5Reader& file) {
  RegionSeries series;
  series.regions = get_regions(file, "series/regions");
  series.atlas = file.text_attribute("series", "atlas");
  series.repetition_time_s = file.number_attribute("series", "repetition_time_s");
  series.degrees_of_freedom = file.number_attribute("series", "degrees_of_freedom");
  series.nuisance_degrees_of_freedom =
      file.number_attribute("series", "nuisance_degrees_of_freedom");
  series.values = file.matrix("series/values");
  for (const std::int64_t kept : file.integers("series/kept")) series.kept.push_back(kept != 0);
  return series;
}

void put_connectome(Hdf5Writer& file, const Connectome& connectome) {
  put_regions(file, "connectome/regions", connectome.regions);
  file.attribute("connectome", "atlas", connectome.atlas);
  file.attribute("connectome", "kind", to_text(connectome.kind));
  file.attribute("connectome", "nominal_degrees_of_freedom", connectome.nominal_degrees_of_freedom);
  file.matrix("connectome/values", connectome.values);
  file.matrix("connectome/transformed", connectome.transformed);
  file.matrix("connectome/standard_errors", connectome.standard_errors);
  file.matrix("connectome/effective_degrees_of_freedom", connectome.effective_degrees_of_freedom);
  put_fit(file, "connectome", connectome.fit);
  Hdf5TableWriter<UndefinedEdge> undefined(
      file, "connectome/undefined_edges", connectome.undefined_edges);
  undefined.integer("first", &UndefinedEdge::first);
  undefined.integer("second", &UndefinedEdge::second);
  undefined.text("reason", &UndefinedEdge::reason);
}

Connectome get_connectome(const Hdf5Reader& file) {
  Connectome connectome;
  connectome.regions = get_regions(file, "connectome/regions");
  connectome.atlas = file.text_attribute("connectome", "atlas");
  const std::string kind = file.text_attribute("connectome", "kind");
  const auto known = parse_connectivity_kind(kind);
  if (!known) throw_hdf5_mismatch("connectivity " + kind);
  connectome.kind = *known;
  connectome.nominal_degrees_of_freedom =
      file.number_attribute("connectome", "nominal_degrees_of_freedom");
  connectome.values = file.matrix("connectome/values");
  connectome.transformed = file.matrix("connectome/transformed");
  connectome.standard_errors = file.matrix("connectome/standard_errors");
  connectome.effective_degrees_of_freedom = file.matrix("connectome/effective_degrees_of_freedom");
  connectome.fit = get_fit(file, "connectome");
  Hdf5TableReader<UndefinedEdge> undefined(file, "connectome/undefined_edges");
  undefined.integer("first", [](UndefinedEdge& row, std::int64_t i) { row.first = i; });
  undefined.integer("second", [](UndefinedEdge& row, std::int64_t i) { row.second = i; });
  undefined.text("reason", [](UndefinedEdge& row, const std::string& text) { row.reason = text; });
  connectome.undefined_edges = undefined.take();
  return connectome;
}

void put_activity(Hdf5Writer& file, const LocalActivity& activity) {
  put_regions(file, "local_activity/regions", activity.regions);
  file.attribute("local_activity", "atlas", activity.atlas);
  std::vector<std::string> names;
  for (const RegionActivity& measure : activity.measures) {
    names.push_back(measure.name);
    const std::string group = "local_activity/" + measure.name;
    file.numbers(group + "/values", to_vector(measure.values));
    file.numbers(group + "/z", to_vector(measure.z));
    file.numbers(group + "/ratio", to_vector(measure.ratio));
    file.attribute(group, "brain_mean", measure.brain_mean);
    file.attribute(group, "brain_sd", measure.brain_sd);
  }
  file.texts("local_activity/names", names);
}

LocalActivity get_activity(const Hdf5Reader& file) {
  LocalActivity activity;
  activity.regions = get_regions(file, "local_activity/regions");
  activity.atlas = file.text_attribute("local_activity", "atlas");
  for (const std::string& name : file.texts("local_activity/names")) {
    const std::string group = "local_activity/" + name;
    activity.measures.push_back({.name = name,
                                 .brain_mean = file.number_attribute(group, "brain_mean"),
                                 .brain_sd = file.number_attribute(group, "brain_sd"),
                                 .values = to_eigen(file.numbers(group + "/values")),
                                 .z = to_eigen(file.numbers(group + "/z")),
                                 .ratio = to_eigen(file.numbers(group + "/ratio"))});
  }
  return activity;
}

}  // namespace

void write_session_hdf5(const std::filesystem::path& path,
                        const RegionSeries& series,
                        const Connectome& connectome,
                        const GraphMetrics& graph,
                        const Confounds& confounds,
                        const LocalActivity& activity,
                        const Provenance& provenance) {
  Hdf5Writer file(path, session_schema, session_schema_version);
  put_series(file, series);
  put_connectome(file, connectome);
  put_graph(file, "graph", graph);
  file.texts("confounds/names", confounds.names);
  file.matrix("confounds/values", confounds.values);
  put_activity(file, activity);
  put_provenance(file, provenance);
  file.commit();
}

SessionResults read_session_hdf5(const std::filesystem::path& path) {
  const Hdf5Reader file(path, session_schema, session_schema_version);
  return {.series = get_series(file),
          .connectome = get_connectome(file),
          .graph = get_graph(file, "graph"),
          .confounds = {.names = file.texts("confounds/names"),
                        .values = file.matrix("confounds/values")},
          .activity = get_activity(file),
          .provenance = get_provenance(file)};
}

}  // namespace rewire
