#include "stages/files/graph_metrics_table.h"

#include <string_view>

#include "stages/core/error.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

constexpr std::string_view node_scope = "node";
constexpr std::string_view network_scope = "network";
constexpr std::string_view structure_scope = "structure";
constexpr std::string_view share_scope = "path_share";
constexpr std::string_view area_level = "auc";
constexpr std::string_view normalised_level = "auc_normalised";

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
    add_row(scope, metric, region, std::string(area_level), area);
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

/// Reads the rows back in the order in which they were written.
class TidyReader {
 public:
  TidyReader(const Table& table, const GraphMetrics& metrics, std::string where)
      : scope_(table.column("scope", where)),
        metric_(table.column("metric", where)),
        region_(table.column("region", where)),
        level_(table.column(to_text(metrics.level_kind), where)),
        value_(to_numbers(table.column("value", where), "value", where)),
        where_(std::move(where)) {
    for (const double level : metrics.levels) levels_.push_back(format_number(level));
    if (metrics.nulls == 0) return;
    null_mean_ = to_numbers(table.column("null_mean", where_), "null_mean", where_);
    null_deviation_ = to_numbers(table.column("null_sd", where_), "null_sd", where_);
  }

  bool at_end() const { return next_ == metric_.size(); }
  const std::string& scope() const { return scope_[next_]; }
  const std::string& metric() const { return metric_[next_]; }
  const std::string& region() const { return region_[next_]; }

  struct Rows {
    Eigen::VectorXd values;
    Eigen::VectorXd null_mean;
    Eigen::VectorXd null_deviation;
    double area = 0.0;
  };
  /// The rows of one metric and region, one per level, and the area's.
  Rows take(const std::string& metric, const std::string& region) {
    const auto count = static_cast<Eigen::Index>(levels_.size());
    Rows rows{Eigen::VectorXd(count), Eigen::VectorXd(), Eigen::VectorXd(), 0.0};
    const auto begin = static_cast<Eigen::Index>(next_);
    for (Eigen::Index d = 0; d < count; ++d) {
      rows.values[d] = take_value(metric, region, levels_[static_cast<std::size_t>(d)]);
    }
    if (null_mean_.size() > 0) {
      rows.null_mean = null_mean_.segment(begin, count);
      rows.null_deviation = null_deviation_.segment(begin, count);
    }
    rows.area = take_value(metric, region, area_level);
    return rows;
  }

  double take_value(const std::string& metric, const std::string& region, std::string_view level) {
    if (at_end() || metric_[next_] != metric || region_[next_] != region ||
        level_[next_] != level) {
      const std::string wanted = metric + " of " + region + " at " + std::string(level);
      throw InputError({.found = at_end() ? "the end of the table" : "other rows",
                        .expected = wanted + " in row " + std::to_string(next_ + 2),
                        .where = where_,
                        .remedy = "compute the graph metrics again"});
    }
    return value_(static_cast<Eigen::Index>(next_++));
  }

 private:
  const std::vector<std::string>& scope_;
  const std::vector<std::string>& metric_;
  const std::vector<std::string>& region_;
  const std::vector<std::string>& level_;
  std::vector<std::string> levels_;
  Eigen::VectorXd value_;
  Eigen::VectorXd null_mean_;
  Eigen::VectorXd null_deviation_;
  std::string where_;
  std::size_t next_ = 0;
};

/// Takes over the null networks of `rows`, or the reason why there are none.
void take_nulls(const TidyReader::Rows& rows, const NullReasons& reasons, auto& metric) {
  if (rows.null_mean.size() == 0) return;
  const auto reason = reasons.find(metric.name);
  if (reason != reasons.end()) {
    metric.without_nulls = reason->second;
    return;
  }
  metric.null_mean = rows.null_mean;
  metric.null_deviation = rows.null_deviation;
}

/// The rows of one measure, one block per region.
struct RegionRows {
  Eigen::MatrixXd values;
  Eigen::VectorXd areas;
  Eigen::MatrixXd null_mean;  ///< 0 x 0 without null networks
  Eigen::MatrixXd null_deviation;
};

RegionRows read_regions(TidyReader& reader,
                        const std::string& metric,
                        const GraphMetrics& metrics) {
  const auto regions = static_cast<Eigen::Index>(metrics.regions.size());
  RegionRows all;
  all.values.resize(regions, metrics.levels.size());
  all.areas.resize(regions);
  if (metrics.nulls > 0) {
    all.null_mean.resize(regions, metrics.levels.size());
    all.null_deviation = all.null_mean;
  }
  for (Eigen::Index i = 0; i < regions; ++i) {
    const auto rows = reader.take(metric, metrics.regions[static_cast<std::size_t>(i)].region.name);
    all.values.row(i) = rows.values.transpose();
    all.areas(i) = rows.area;
    if (metrics.nulls == 0) continue;
    all.null_mean.row(i) = rows.null_mean.transpose();
    all.null_deviation.row(i) = rows.null_deviation.transpose();
  }
  return all;
}

NodalMetric read_nodal(TidyReader& reader,
                       const GraphMetrics& metrics,
                       const NullReasons& reasons) {
  const std::string name = reader.metric();
  RegionRows rows = read_regions(reader, name, metrics);
  NodalMetric nodal{
      .name = name, .values = std::move(rows.values), .area_under_curve = std::move(rows.areas)};
  const auto reason = reasons.find(name);
  if (reason != reasons.end()) {
    nodal.without_nulls = reason->second;
  } else {
    nodal.null_mean = std::move(rows.null_mean);
    nodal.null_deviation = std::move(rows.null_deviation);
  }
  return nodal;
}

GlobalMetric read_global(TidyReader& reader, const NullReasons& reasons) {
  GlobalMetric global{.name = reader.metric(), .values = {}};
  const auto rows = reader.take(global.name, "n/a");
  global.values = rows.values;
  global.area_under_curve = rows.area;
  take_nulls(rows, reasons, global);
  if (global.null_mean.size() > 0) {
    global.normalised_area = reader.take_value(global.name, "n/a", normalised_level);
  }
  return global;
}

StructureMetric read_structure(TidyReader& reader, const NullReasons& reasons) {
  StructureMetric metric{.name = reader.metric(), .place = reader.region(), .values = {}};
  const auto rows = reader.take(metric.name, metric.place);
  metric.values = rows.values;
  metric.area_under_curve = rows.area;
  take_nulls(rows, reasons, metric);
  return metric;
}

PathShares read_shares(TidyReader& reader, const GraphMetrics& metrics) {
  const std::string place = reader.metric();
  RegionRows rows = read_regions(reader, place, metrics);
  return {.place = place,
          .values = std::move(rows.values),
          .area_under_curve = std::move(rows.areas),
          .null_mean = std::move(rows.null_mean),
          .null_deviation = std::move(rows.null_deviation)};
}

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
      tidy.add(node_scope,
               nodal.name,
               region(i),
               nodal.values.row(i).transpose(),
               nodal.area_under_curve(i),
               row(nodal.null_mean, i),
               row(nodal.null_deviation, i));
    }
  }
  for (const GlobalMetric& global : metrics.global) {
    tidy.add(network_scope,
             global.name,
             "n/a",
             global.values,
             global.area_under_curve,
             global.null_mean,
             global.null_deviation);
    if (global.null_mean.size() == 0) continue;
    tidy.add_row(
        network_scope, global.name, "n/a", std::string(normalised_level), global.normalised_area);
  }
  for (const StructureMetric& metric : metrics.structures) {
    tidy.add(structure_scope,
             metric.name,
             metric.place,
             metric.values,
             metric.area_under_curve,
             metric.null_mean,
             metric.null_deviation);
  }
  for (const PathShares& shares : metrics.path_shares) {
    for (Eigen::Index i = 0; i < shares.values.rows(); ++i) {
      tidy.add(share_scope,
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

void read_tidy_table(const Table& table,
                     const std::string& where,
                     const NullReasons& reasons,
                     GraphMetrics& metrics) {
  TidyReader reader(table, metrics, where);
  while (!reader.at_end()) {
    if (reader.scope() == network_scope) {
      metrics.global.push_back(read_global(reader, reasons));
    } else if (reader.scope() == structure_scope) {
      metrics.structures.push_back(read_structure(reader, reasons));
    } else if (reader.scope() == share_scope) {
      metrics.path_shares.push_back(read_shares(reader, metrics));
    } else {
      metrics.nodal.push_back(read_nodal(reader, metrics, reasons));
    }
  }
}

}  // namespace rewire
