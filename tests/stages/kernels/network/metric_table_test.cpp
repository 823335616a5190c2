#include "stages/kernels/network/metric_table.h"

#include <gmock/gmock.h>

#include <set>

namespace rewire {
namespace {

int kind_of(const MetricDeclaration& metric) {
  return metric.is_nodal() ? 0 : metric.is_global() ? 1 : 2;
}

TEST(MetricTable, DeclaresEveryMetricInFullAndOnce) {
  std::set<std::string_view> names;
  int last_kind = 0;
  for (const MetricDeclaration& metric : metric_table()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_FALSE(metric.symbol.empty()) << metric.name;
    EXPECT_FALSE(metric.group.empty()) << metric.name;
    EXPECT_EQ(metric.definition.back(), '.') << metric.name;
    EXPECT_EQ(metric.edge_rules.back(), '.') << metric.name;
    EXPECT_EQ(metric.elsewhere.back(), '.') << metric.name;
    EXPECT_EQ(metric.paper.doi.substr(0, 3), "10.") << metric.name;
    EXPECT_FALSE(metric.range.empty()) << metric.name;
    EXPECT_GE(kind_of(metric), last_kind) << metric.name;
    last_kind = kind_of(metric);
  }
  for (const std::string& group : metric_groups()) {
    EXPECT_FALSE(names.contains(group)) << group << " is a group and a metric";
  }
}

TEST(MetricTable, EveryMetricIsDefinedOnTheSmallestNetworks) {
  for (const Eigen::Index nodes : {1, 2, 3}) {
    for (const double weight : {0.0, 0.5}) {
      const NetworkContext context{Eigen::MatrixXd::Constant(nodes, nodes, 0.5),
                                   std::vector<int>(static_cast<std::size_t>(nodes), 0)};
      const MetricSettings settings{};
      Eigen::MatrixXd weights = Eigen::MatrixXd::Constant(nodes, nodes, weight);
      weights.diagonal().setZero();
      const PreparedNetwork network(weights, context, settings);
      for (const MetricDeclaration& metric : metric_table()) {
        if (const auto* nodal = std::get_if<NodalFunction>(&metric.compute)) {
          const Eigen::VectorXd values = (*nodal)(network);
          EXPECT_EQ(values.size(), nodes) << metric.name;
          EXPECT_FALSE(values.array().isInf().any()) << metric.name;
        } else if (const auto* global = std::get_if<GlobalFunction>(&metric.compute)) {
          (*global)(network);
        } else {
          EXPECT_EQ(std::get<CurveFunction>(metric.compute).values(network).size(),
                    weight > 0.0 ? nodes - 1 : 0)
              << metric.name;
        }
      }
    }
  }
}

TEST(MetricTable, SelectsByNameGroupAndDefault) {
  std::vector<Problem> problems;
  EXPECT_EQ(select_metrics({"all"}, false, problems).size(), metric_table().size());
  const auto chosen = select_metrics({"modularity", "degrees"}, false, problems);
  for (const MetricDeclaration* metric : chosen) {
    EXPECT_TRUE(metric->name == "modularity" || metric->group == "degrees") << metric->name;
  }
  EXPECT_EQ(select_metrics({"default"}, true, problems).size(),
            select_metrics({"default"}, false, problems).size() + 1);
  EXPECT_THAT(problems, ::testing::IsEmpty());
  select_metrics({"betweeness"}, false, problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(to_text(problems[0]), ::testing::HasSubstr("betweenness"));
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
  weights.diagonal().setZero();
  const NetworkContext context{};
  const MetricSettings settings{};
  const PreparedNetwork prepared(weights, context, settings);
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
  EXPECT_NEAR(value("modularity"), 0.0, 1e-15);
}

}  // namespace
}  // namespace rewire
