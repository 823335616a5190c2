#include "stages/graph/gathering.h"

#include <limits>
#include <string>

namespace rewire {
namespace {

using Eigen::Index;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Where one metric stands among those of its kind; -1: it has no null networks.
struct Place {
  std::size_t number = 0;
  int null_number = -1;
};

class Gatherer {
 public:
  Gatherer(const std::vector<AtLevel>& results,
           const std::vector<Index>& present,
           GraphMetrics& metrics)
      : results_(results), present_(present), metrics_(metrics) {}

  void add_nodal(const std::string& name, const Place& place) {
    NodalMetric metric{.name = name,
                       .values = over_levels([&](const AtLevel& level) {
                         return level.measurement.nodal[place.number];
                       }),
                       .area_under_curve = {}};
    metric.area_under_curve = areas(metric.values);
    if (place.null_number >= 0) {
      const auto number = static_cast<std::size_t>(place.null_number);
      metric.null_mean =
          over_levels([&](const AtLevel& level) { return level.nulls->mean.nodal[number]; });
      metric.null_deviation =
          over_levels([&](const AtLevel& level) { return level.nulls->deviation.nodal[number]; });
    }
    metrics_.nodal.push_back(std::move(metric));
  }

  void add_global(const std::string& name, const Place& place) {
    GlobalMetric metric{.name = name, .values = per_level([&](const AtLevel& level) {
                                        return level.measurement.global[place.number];
                                      })};
    metric.area_under_curve = area_under_curve(metrics_.levels, metric.values);
    if (place.null_number >= 0) {
      const auto number = static_cast<std::size_t>(place.null_number);
      metric.null_mean =
          per_level([&](const AtLevel& level) { return level.nulls->mean.global[number]; });
      metric.null_deviation =
          per_level([&](const AtLevel& level) { return level.nulls->deviation.global[number]; });
      Eigen::VectorXd ratio = metric.values.cwiseQuotient(metric.null_mean);
      for (double& value : ratio) value = std::isfinite(value) ? value : nan;
      metric.normalised_area = area_under_curve(metrics_.levels, ratio);
    }
    metrics_.global.push_back(std::move(metric));
  }

  void add_curve(const std::string& name, const std::string& step, const Place& place) {
    GraphCurve curve{.name = name, .step = step, .values = {}};
    for (const AtLevel& level : results_) {
      curve.values.push_back(level.measurement.curves[place.number]);
      if (place.null_number < 0) continue;
      const auto number = static_cast<std::size_t>(place.null_number);
      const Index length = curve.values.back().size();
      curve.null_mean.push_back(to_length(level.nulls->mean.curves[number], length));
      curve.null_deviation.push_back(to_length(level.nulls->deviation.curves[number], length));
    }
    metrics_.curves.push_back(std::move(curve));
  }

  void add_structures(const StructurePlaces& places) {
    const auto& first = results_.front().structures;
    for (std::size_t m = 0; m < first.values.size(); ++m) {
      StructureMetric metric{.name = first.values[m].name,
                             .place = first.values[m].place,
                             .values = per_level([&](const AtLevel& level) {
                               return level.structures.values[m].value;
                             })};
      metric.area_under_curve = area_under_curve(metrics_.levels, metric.values);
      metrics_.structures.push_back(std::move(metric));
    }
    std::size_t number = 0;
    for (const auto& pair : places.pairs) {
      if (!pair.has_path_shares) continue;
      PathShares shares{.place = places.name(pair),
                        .values = over_levels([&](const AtLevel& level) {
                          return level.structures.path_shares[number];
                        }),
                        .area_under_curve = {}};
      shares.area_under_curve = areas(shares.values);
      metrics_.path_shares.push_back(std::move(shares));
      ++number;
    }
  }

  void add_communities() {
    if (results_.front().communities.size() != present_.size()) return;
    metrics_.communities = Eigen::MatrixXi::Constant(
        static_cast<Index>(metrics_.regions.size()), metrics_.levels.size(), GraphMetrics::outside);
    for (std::size_t d = 0; d < results_.size(); ++d) {
      for (std::size_t i = 0; i < present_.size(); ++i) {
        metrics_.communities(present_[i], static_cast<Index>(d)) = results_[d].communities[i];
      }
    }
  }

 private:
  template <class Get>
  Eigen::MatrixXd over_levels(const Get& get) const {
    Eigen::MatrixXd values = Eigen::MatrixXd::Constant(
        static_cast<Index>(metrics_.regions.size()), metrics_.levels.size(), nan);
    for (std::size_t d = 0; d < results_.size(); ++d) {
      values.col(static_cast<Index>(d))(present_) = get(results_[d]);
    }
    return values;
  }

  template <class Get>
  Eigen::VectorXd per_level(const Get& get) const {
    Eigen::VectorXd values(metrics_.levels.size());
    for (std::size_t d = 0; d < results_.size(); ++d) {
      values[static_cast<Index>(d)] = get(results_[d]);
    }
    return values;
  }

  Eigen::VectorXd areas(const Eigen::MatrixXd& values) const {
    Eigen::VectorXd result = Eigen::VectorXd::Constant(values.rows(), nan);
    for (const Index region : present_) {
      result[region] = area_under_curve(metrics_.levels, values.row(region).transpose());
    }
    return result;
  }

  static Eigen::VectorXd to_length(const Eigen::VectorXd& values, Index length) {
    Eigen::VectorXd result = Eigen::VectorXd::Constant(length, nan);
    const Index both = std::min(length, values.size());
    result.head(both) = values.head(both);
    return result;
  }

  const std::vector<AtLevel>& results_;
  const std::vector<Index>& present_;
  GraphMetrics& metrics_;
};

}  // namespace

double area_under_curve(const Eigen::VectorXd& levels,
                        const Eigen::Ref<const Eigen::VectorXd>& values) {
  const Index last = levels.size() - 1;
  if (last == 0) return values[0];
  double area = 0.0;
  for (Index d = 0; d < last; ++d) {
    area += 0.5 * (values[d] + values[d + 1]) * (levels[d + 1] - levels[d]);
  }
  return area / (levels[last] - levels[0]);
}

void gather(const std::vector<AtLevel>& results,
            const Selected& selected,
            const StructurePlaces& places,
            const std::vector<Index>& present,
            GraphMetrics& metrics) {
  Gatherer gatherer(results, present, metrics);
  const bool has_nulls = results.front().nulls.has_value();
  Place nodal;
  Place global;
  Place curve;
  for (Place* place : {&nodal, &global, &curve}) place->null_number = 0;
  for (const MetricDeclaration* metric : selected) {
    const bool is_compared = has_nulls && metric->nulls == NullUse::compared;
    Place& next = metric->is_nodal() ? nodal : metric->is_global() ? global : curve;
    const Place place{next.number, is_compared ? next.null_number : -1};
    ++next.number;
    next.null_number += is_compared ? 1 : 0;
    const std::string name(metric->name);
    if (metric->is_nodal()) {
      gatherer.add_nodal(name, place);
    } else if (metric->is_global()) {
      gatherer.add_global(name, place);
    } else {
      gatherer.add_curve(name, std::string(std::get<CurveFunction>(metric->compute).level), place);
    }
  }
  gatherer.add_structures(places);
  gatherer.add_communities();
}

}  // namespace rewire
