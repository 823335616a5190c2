#include "stages/kernels/network/metric_table.h"

#include <algorithm>

#include "stages/core/field_assign.h"

namespace rewire {
namespace {

int kind_order(const MetricDeclaration& metric) {
  return metric.is_nodal() ? 0 : metric.is_global() ? 1 : 2;
}

std::vector<MetricDeclaration> join_tables() {
  std::vector<MetricDeclaration> all;
  for (const auto family : {degree_metrics(),
                            clustering_metrics(),
                            path_metrics(),
                            centrality_metrics(),
                            community_metrics(),
                            organisation_metrics(),
                            small_world_metrics()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return kind_order(a) < kind_order(b);
  });
  return all;
}

bool is_named(const MetricDeclaration& metric, const std::string& name, bool has_systems) {
  if (name == "all" || name == metric.name || name == metric.group) return true;
  return name == "default" && (metric.selection == Selection::standard ||
                               (metric.selection == Selection::with_systems && has_systems));
}

}  // namespace

const std::vector<MetricDeclaration>& metric_table() {
  static const std::vector<MetricDeclaration> table = join_tables();
  return table;
}

std::vector<std::string> metric_groups() {
  std::vector<std::string> groups;
  for (const MetricDeclaration& metric : metric_table()) {
    const std::string group(metric.group);
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
  }
  return groups;
}

std::vector<const MetricDeclaration*> select_metrics(const std::vector<std::string>& names,
                                                     bool has_systems,
                                                     std::vector<Problem>& problems) {
  std::vector<std::string> valid = metric_groups();
  for (const MetricDeclaration& metric : metric_table()) valid.emplace_back(metric.name);
  valid.insert(valid.end(), {"default", "all"});
  for (const std::string& name : names) {
    if (std::find(valid.begin(), valid.end(), name) == valid.end()) {
      problems.push_back(unknown_name("metric", name, valid, "graph › metrics"));
    }
  }
  std::vector<const MetricDeclaration*> selected;
  for (const MetricDeclaration& metric : metric_table()) {
    const bool any = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return is_named(metric, name, has_systems);
    });
    if (any) selected.push_back(&metric);
  }
  return selected;
}

}  // namespace rewire
