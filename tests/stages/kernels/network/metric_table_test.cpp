#include "stages/kernels/network/metric_table.h"

#include <gmock/gmock.h>

#include <set>

namespace rewire {
namespace {

TEST(MetricTable, DeclaresEveryMetricInFullAndOnce) {
  std::set<std::string_view> names;
  bool seen_global = false;
  for (const MetricDeclaration& metric : metric_table()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_FALSE(metric.symbol.empty()) << metric.name;
    EXPECT_NE(metric.definition.find(metric.is_nodal() ? "_i" : ""), std::string_view::npos);
    EXPECT_EQ(metric.definition.back(), '.') << metric.name;
    EXPECT_EQ(metric.edge_rules.back(), '.') << metric.name;
    EXPECT_EQ(metric.paper.doi.substr(0, 3), "10.") << metric.name;
    EXPECT_FALSE(metric.range.empty()) << metric.name;
    EXPECT_FALSE(seen_global && metric.is_nodal()) << metric.name;
    seen_global = seen_global || !metric.is_nodal();
  }
}

TEST(MetricTable, MarkdownSaysEverything) {
  const std::string text = metric_table_markdown();
  for (const MetricDeclaration& metric : metric_table()) {
    for (const std::string_view part : {metric.name,
                                        metric.definition,
                                        metric.edge_rules,
                                        metric.range,
                                        metric.paper.title,
                                        metric.paper.doi}) {
      EXPECT_THAT(text, ::testing::HasSubstr(std::string(part)));
    }
  }
}

TEST(MetricTable, IsolatedNodesChangeMeansButNotPathsBetweenOthers) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(4, 4);
  weights.topLeftCorner(3, 3).setOnes();
  const PreparedNetwork prepared = prepare(Network(weights), {});
  const auto value = [&](std::string_view name) {
    for (const MetricDeclaration& metric : metric_table()) {
      if (metric.name == name) return std::get<GlobalFunction>(metric.compute)(prepared);
    }
    throw std::out_of_range(std::string(name));
  };
  EXPECT_DOUBLE_EQ(value("characteristic_path_length"), 1.0);
  EXPECT_DOUBLE_EQ(value("global_efficiency"), 0.5);
  EXPECT_DOUBLE_EQ(value("clustering_mean"), 0.75);
  EXPECT_DOUBLE_EQ(value("local_efficiency_mean"), 0.75);
  EXPECT_DOUBLE_EQ(value("transitivity"), 1.0);
  EXPECT_DOUBLE_EQ(value("component_count"), 2.0);
  EXPECT_DOUBLE_EQ(value("reached_density"), 0.5);
  EXPECT_DOUBLE_EQ(value("modularity"), 0.0);
}

}  // namespace
}  // namespace rewire
