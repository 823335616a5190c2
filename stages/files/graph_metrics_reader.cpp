#include <string_view>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/graph_metrics_rows.h"
#include "stages/files/graph_metrics_table.h"

namespace rewire {
namespace {

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
    rows.area = take_value(metric, region, metric_rows::area);
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
    global.normalised_area = reader.take_value(global.name, "n/a", metric_rows::normalised);
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

void read_tidy_table(const Table& table,
                     const std::string& where,
                     const NullReasons& reasons,
                     GraphMetrics& metrics) {
  TidyReader reader(table, metrics, where);
  while (!reader.at_end()) {
    if (reader.scope() == metric_rows::network) {
      metrics.global.push_back(read_global(reader, reasons));
    } else if (reader.scope() == metric_rows::structure) {
      metrics.structures.push_back(read_structure(reader, reasons));
    } else if (reader.scope() == metric_rows::share) {
      metrics.path_shares.push_back(read_shares(reader, metrics));
    } else {
      metrics.nodal.push_back(read_nodal(reader, metrics, reasons));
    }
  }
}

}  // namespace rewire
