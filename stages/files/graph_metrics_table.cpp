#include "stages/files/graph_metrics_table.h"

#include <string_view>

#include "stages/core/number_text.h"
#include "stages/files/graph_metrics_rows.h"

namespace rewire {
namespace {

/// The rows of the tidy table, column by column.
class TidyTable {
 public:
  TidyTable(const GraphMetrics& metrics)
      : level_name_(to_text(metrics.level_kind)), has_nulls_(metrics.nulls > 0) {
    for (const double level : metrics.levels) levels_.push_back(format_number(level));
  }

  /// One row per level and one for the area.
  void add(std::string_view scope,
           const std::string& metric,
           const std::string& region,
           const Eigen::VectorXd& values,
           double area,
           const Eigen::VectorXd& null_mean = {},
           const Eigen::VectorXd& null_deviation = {}) {
    for (Eigen::Index d = 0; d < values.size(); ++d) {
      add_row(scope, metric, region, levels_[static_cast<std::size_t>(d)], values[d]);
      if (null_mean.size() == 0) continue;
      null_mean_.back() = format_number(null_mean[d]);
      null_deviation_.back() = format_number(null_deviation[d]);
      z_.back() = format_number((values[d] - null_mean[d]) / null_deviation[d]);
    }
    add_row(scope, metric, region, std::string(metric_rows::area), area);
  }

  void add_row(std::string_view scope,
               const std::string& metric,
               const std::string& region,
               const std::string& level,
               double value) {
    scope_.emplace_back(scope);
    metric_.push_back(metric);
    region_.push_back(region);
    level_.push_back(level);
    value_.push_back(format_number(value));
    null_mean_.emplace_back("n/a");
    null_deviation_.emplace_back("n/a");
    z_.emplace_back("n/a");
  }

  Table take() {
    Table table;
    table.add("scope", std::move(scope_));
    table.add("metric", std::move(metric_));
    table.add("region", std::move(region_));
    table.add(level_name_, std::move(level_));
    table.add("value", std::move(value_));
    if (!has_nulls_) return table;
    table.add("null_mean", std::move(null_mean_));
    table.add("null_sd", std::move(null_deviation_));
    table.add("null_z", std::move(z_));
    return table;
  }

 private:
  std::string level_name_;
  bool has_nulls_;
  std::vector<std::string> levels_;
  std::vector<std::string> scope_;
  std::vector<std::string> metric_;
  std::vector<std::string> region_;
  std::vector<std::string> level_;
  std::vector<std::string> value_;
  std::vector<std::string> null_mean_;
  std::vector<std::string> null_deviation_;
  std::vector<std::string> z_;
};

}  // namespace

Table tidy_table(const GraphMetrics& metrics) {
  TidyTable tidy(metrics);
  const auto row = [](const Eigen::MatrixXd& matrix, Eigen::Index i) -> Eigen::VectorXd {
    return matrix.size() > 0 ? Eigen::VectorXd(matrix.row(i).transpose()) : Eigen::VectorXd();
  };
  const auto region = [&](Eigen::Index i) -> const std::string& {
    return metrics.regions[static_cast<std::size_t>(i)].region.name;
  };
  for (const NodalMetric& nodal : metrics.nodal) {
    for (Eigen::Index i = 0; i < nodal.values.rows(); ++i) {
      tidy.add(metric_rows::node,
               nodal.name,
               region(i),
               nodal.values.row(i).transpose(),
               nodal.area_under_curve(i),
               row(nodal.null_mean, i),
               row(nodal.null_deviation, i));
    }
  }
  for (const GlobalMetric& global : metrics.global) {
    tidy.add(metric_rows::network,
             global.name,
             "n/a",
             global.values,
             global.area_under_curve,
             global.null_mean,
             global.null_deviation);
    if (global.null_mean.size() == 0) continue;
    tidy.add_row(metric_rows::network,
                 global.name,
                 "n/a",
                 std::string(metric_rows::normalised),
                 global.normalised_area);
  }
  for (const StructureMetric& metric : metrics.structures) {
    tidy.add(metric_rows::structure,
             metric.name,
             metric.place,
             metric.values,
             metric.area_under_curve,
             metric.null_mean,
             metric.null_deviation);
  }
  for (const PathShares& shares : metrics.path_shares) {
    for (Eigen::Index i = 0; i < shares.values.rows(); ++i) {
      tidy.add(metric_rows::share,
               shares.place,
               region(i),
               shares.values.row(i).transpose(),
               shares.area_under_curve(i),
               row(shares.null_mean, i),
               row(shares.null_deviation, i));
    }
  }
  return tidy.take();
}

}  // namespace rewire
