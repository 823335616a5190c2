#include <string>

#include "stages/kernels/network/metric_table.h"

namespace rewire {
namespace {

std::string reference(const Paper& paper) {
  std::string text = std::string(paper.authors) + " (" + std::to_string(paper.year) + "). " +
                     std::string(paper.title) + ". doi:" + std::string(paper.doi);
  if (!paper.where.empty()) text += ", " + std::string(paper.where);
  return text;
}

std::string per(const MetricDeclaration& metric) {
  if (metric.is_nodal()) return "node";
  if (metric.is_global()) return "network";
  return "network, a curve over " + std::string(std::get<CurveFunction>(metric.compute).level);
}

std::string edges(const MetricDeclaration& metric) {
  switch (metric.edges) {
    case EdgeUse::binary:
      return "binary";
    case EdgeUse::weighted:
      return "weighted";
    default:
      return "weighted, of both signs";
  }
}

std::string selection(const MetricDeclaration& metric) {
  switch (metric.selection) {
    case Selection::standard:
      return "yes";
    case Selection::with_systems:
      return "where the atlas names networks";
    default:
      return "";
  }
}

std::string nulls(const MetricDeclaration& metric) {
  switch (metric.nulls) {
    case NullUse::all:
      return "all models";
    case NullUse::whole_matrices:
      return "those made as whole matrices (covariance, phases); it reads all pairs, which rewired "
             "edges (degrees, strengths) leave as they are";
    default:
      return "none; it is measured against random networks of its own";
  }
}

std::string overview() {
  std::string text = "| metric | group | per | edges | default |\n|---|---|---|---|---|\n";
  for (const MetricDeclaration& metric : metric_table()) {
    text += "| " + std::string(metric.name) + " | " + std::string(metric.group) + " | " +
            per(metric) + " | " + edges(metric) + " | " + selection(metric) + " |\n";
  }
  return text;
}

std::string section(const MetricDeclaration& metric) {
  std::string text =
      "### " + std::string(metric.name) + " (" + std::string(metric.symbol) + ")\n\n";
  text += std::string(metric.definition) + "\n\n";
  text += "- per: " + per(metric) + "\n";
  text += "- group: " + std::string(metric.group) + "\n";
  text += "- edges: " + edges(metric) + ", undirected\n";
  text += "- range: " + std::string(metric.range) + "\n";
  text += "- edge rules: " + std::string(metric.edge_rules) + "\n";
  text += "- null networks: " + nulls(metric) + "\n";
  if (!metric.elsewhere.empty()) text += "- elsewhere: " + std::string(metric.elsewhere) + "\n";
  text += "- paper: " + reference(metric.paper) + "\n";
  return text;
}

}  // namespace

std::string metric_table_markdown() {
  std::string text = overview();
  for (const MetricDeclaration& metric : metric_table()) text += "\n" + section(metric);
  return text;
}

}  // namespace rewire
