#include "stages/kernels/network/metric_table.h"

namespace rewire {
namespace {

std::string reference(const Paper& paper) {
  std::string text = std::string(paper.authors) + " (" + std::to_string(paper.year) + "). " +
                     std::string(paper.title) + ". doi:" + std::string(paper.doi);
  if (!paper.where.empty()) text += ", " + std::string(paper.where);
  return text;
}

std::string section(const MetricDeclaration& metric) {
  std::string text =
      "### " + std::string(metric.name) + " (" + std::string(metric.symbol) + ")\n\n";
  text += std::string(metric.definition) + "\n\n";
  text += std::string("- per: ") + (metric.is_nodal() ? "node" : "network") + "\n";
  text +=
      std::string("- edges: ") + (metric.edges == EdgeUse::weighted ? "weighted" : "binary") + "\n";
  text += "- range: " + std::string(metric.range) + "\n";
  text += "- edge rules: " + std::string(metric.edge_rules) + "\n";
  text += "- paper: " + reference(metric.paper) + "\n";
  return text;
}

}  // namespace

std::string metric_table_markdown() {
  std::string text;
  for (const MetricDeclaration& metric : metric_table()) {
    if (!text.empty()) text += "\n";
    text += section(metric);
  }
  return text;
}

}  // namespace rewire
