#include "stages/files/network_files.h"

#include <system_error>

#include "stages/files/hdf5_parts.h"

namespace rewire {
namespace {

/// An edge of a component, by the component's place in the list.
struct ComponentEdge {
  std::string contrast;
  double threshold = 0.0;
  int number = 0;
  std::string edge;
  std::int64_t component = 0;
};

std::vector<ComponentEdge> component_edges(const Comparison& comparison) {
  std::vector<ComponentEdge> edges;
  for (std::size_t c = 0; c < comparison.components.size(); ++c) {
    const NetworkComponent& component = comparison.components[c];
    for (const std::string& edge : component.edges) {
      edges.push_back({component.contrast,
                       component.threshold,
                       component.number,
                       edge,
                       static_cast<std::int64_t>(c)});
    }
  }
  return edges;
}

Table edges_table(const std::vector<ComponentEdge>& edges) {
  using Row = ComponentEdge;
  return RowTable<Row>()
      .text("contrast", &Row::contrast)
      .number("threshold", &Row::threshold)
      .count("component", &Row::number)
      .text("edge", &Row::edge)
      .write(edges);
}

Table tails_table(const std::vector<TailRecord>& tails) {
  using Row = TailRecord;
  return RowTable<Row>()
      .text("contrast", &Row::contrast)
      .text("family", &Row::family)
      .column(
          "used", [](const Row& row) { return row.used ? "yes" : "no"; }, nullptr)
      .number("threshold", &Row::threshold)
      .number("share", &Row::share)
      .number("shape", &Row::shape)
      .number("scale", &Row::scale)
      .number("goodness_p", &Row::goodness_p)
      .write(tails);
}

}  // namespace

void write_or_remove(const std::filesystem::path& path, const Table& table) {
  if (table.row_count() > 0) {
    write_tsv(path, table);
    return;
  }
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
}

RowTable<NetworkComponent> component_columns() {
  using Row = NetworkComponent;
  return RowTable<Row>()
      .text("contrast", &Row::contrast)
      .number("threshold", &Row::threshold)
      .count("component", &Row::number)
      .count("sign", &Row::sign)
      .number("extent", &Row::extent)
      .number("intensity", &Row::intensity)
      .number("p_extent", &Row::p_extent)
      .number("p_intensity", &Row::p_intensity);
}

RowTable<SetEffect> set_columns() {
  using Row = SetEffect;
  return RowTable<Row>()
      .text("contrast", &Row::contrast)
      .text("set", &Row::set)
      .count("edges", &Row::edges)
      .number("mean_t", &Row::mean_t)
      .number("p", &Row::p)
      .number("p_fwe", &Row::p_fwe);
}

void write_network_tables(const std::filesystem::path& directory, const Comparison& comparison) {
  write_or_remove(directory / "networks.tsv", component_columns().write(comparison.components));
  write_or_remove(directory / "network_edges.tsv", edges_table(component_edges(comparison)));
  write_or_remove(directory / "edge_sets.tsv", set_columns().write(comparison.sets));
  write_or_remove(directory / "tails.tsv", tails_table(comparison.tails));
}

void put_networks(Hdf5Writer& file, const Comparison& comparison) {
  Hdf5TableWriter<NetworkComponent> components(file, "components", comparison.components);
  components.text("contrast", &NetworkComponent::contrast);
  components.number("threshold", &NetworkComponent::threshold);
  components.integer("number", &NetworkComponent::number);
  components.integer("sign", &NetworkComponent::sign);
  components.number("extent", &NetworkComponent::extent);
  components.number("intensity", &NetworkComponent::intensity);
  components.number("p_extent", &NetworkComponent::p_extent);
  components.number("p_intensity", &NetworkComponent::p_intensity);
  const std::vector<ComponentEdge> all = component_edges(comparison);
  Hdf5TableWriter<ComponentEdge> edges(file, "component_edges", all);
  edges.integer("component", &ComponentEdge::component);
  edges.text("edge", &ComponentEdge::edge);
  Hdf5TableWriter<SetEffect> sets(file, "sets", comparison.sets);
  sets.text("contrast", &SetEffect::contrast);
  sets.text("set", &SetEffect::set);
  sets.integer("edges", &SetEffect::edges);
  sets.number("mean_t", &SetEffect::mean_t);
  sets.number("p", &SetEffect::p);
  sets.number("p_fwe", &SetEffect::p_fwe);
  Hdf5TableWriter<TailRecord> tails(file, "tails", comparison.tails);
  tails.text("contrast", &TailRecord::contrast);
  tails.text("family", &TailRecord::family);
  tails.integer("used", &TailRecord::used);
  tails.number("threshold", &TailRecord::threshold);
  tails.number("share", &TailRecord::share);
  tails.number("shape", &TailRecord::shape);
  tails.number("scale", &TailRecord::scale);
  tails.number("goodness_p", &TailRecord::goodness_p);
}

namespace {

/// Sets a member of a row.
template <class Row, class Member>
auto into(Member Row::*member) {
  return [member](Row& row, const auto& value) { row.*member = static_cast<Member>(value); };
}

}  // namespace

void get_networks(const Hdf5Reader& file, Comparison& comparison) {
  Hdf5TableReader<NetworkComponent> components(file, "components");
  components.text("contrast", into(&NetworkComponent::contrast));
  components.number("threshold", into(&NetworkComponent::threshold));
  components.integer("number", into(&NetworkComponent::number));
  components.integer("sign", into(&NetworkComponent::sign));
  components.number("extent", into(&NetworkComponent::extent));
  components.number("intensity", into(&NetworkComponent::intensity));
  components.number("p_extent", into(&NetworkComponent::p_extent));
  components.number("p_intensity", into(&NetworkComponent::p_intensity));
  comparison.components = components.take();
  Hdf5TableReader<ComponentEdge> edges(file, "component_edges");
  edges.integer("component", into(&ComponentEdge::component));
  edges.text("edge", into(&ComponentEdge::edge));
  for (const ComponentEdge& edge : edges.take()) {
    const auto place = static_cast<std::size_t>(edge.component);
    if (place >= comparison.components.size()) throw_hdf5_mismatch("component_edges");
    comparison.components[place].edges.push_back(edge.edge);
  }
  Hdf5TableReader<SetEffect> sets(file, "sets");
  sets.text("contrast", into(&SetEffect::contrast));
  sets.text("set", into(&SetEffect::set));
  sets.integer("edges", into(&SetEffect::edges));
  sets.number("mean_t", into(&SetEffect::mean_t));
  sets.number("p", into(&SetEffect::p));
  sets.number("p_fwe", into(&SetEffect::p_fwe));
  comparison.sets = sets.take();
  Hdf5TableReader<TailRecord> tails(file, "tails");
  tails.text("contrast", into(&TailRecord::contrast));
  tails.text("family", into(&TailRecord::family));
  tails.integer("used", [](TailRecord& row, std::int64_t used) { row.used = used != 0; });
  tails.number("threshold", into(&TailRecord::threshold));
  tails.number("share", into(&TailRecord::share));
  tails.number("shape", into(&TailRecord::shape));
  tails.number("scale", into(&TailRecord::scale));
  tails.number("goodness_p", into(&TailRecord::goodness_p));
  comparison.tails = tails.take();
}

}  // namespace rewire
