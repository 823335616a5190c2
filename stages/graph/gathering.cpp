#include "stages/graph/gathering.h"

#include <string>

#include "stages/core/not_a_number.h"
#include "stages/graph/null_networks.h"

namespace rewire {
namespace {

using Eigen::Index;

/// Where one measure stands among those of its kind, and among those that have null networks.
struct Place {
  std::size_t number = 0;
  std::size_t null_number = 0;
  bool has_nulls = false;
  std::string without_nulls{};  ///< why there are none in a run that has some
};

/// Gives the places of one kind in order.
class Counter {
 public:
  Counter(bool has_nulls, NullModel model) : has_nulls_(has_nulls), model_(model) {}

  /// `metric`: none for what every model has null networks of.
  Place next(const MetricDeclaration* metric) {
    Place place{.number = number_++, .null_number = null_number_};
    if (!has_nulls_) return place;
    if (metric != nullptr) place.without_nulls = without_nulls(*metric, model_);
    place.has_nulls = place.without_nulls.empty();
    null_number_ += place.has_nulls ? 1 : 0;
    return place;
  }

 private:
  bool has_nulls_;
  NullModel model_;
  std::size_t number_ = 0;
  std::size_t null_number_ = 0;
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
    metric.without_nulls = place.without_nulls;
    if (place.has_nulls) {
      const std::size_t number = place.null_number;
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
    metric.without_nulls = place.without_nulls;
    if (place.has_nulls) {
      const std::size_t number = place.null_number;
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
      if (!place.has_nulls) continue;
      const std::size_t number = place.null_number;
      const Index length = curve.values.back().size();
      curve.null_mean.push_back(to_length(level.nulls->mean.curves[number], length));
      curve.null_deviation.push_back(to_length(level.nulls->deviation.curves[number], length));
    }
    metrics_.curves.push_back(std::move(curve));
  }

  void add_structure(const StructureValue& value, const Place& place) {
    const auto number = static_cast<Index>(place.number);
    StructureMetric metric{
        .name = value.name, .place = value.place, .values = per_level([&](const AtLevel& level) {
                                                    return level.measurement.structures[number];
                                                  })};
    metric.area_under_curve = area_under_curve(metrics_.levels, metric.values);
    metric.without_nulls = place.without_nulls;
    if (place.has_nulls) {
      const auto null = static_cast<Index>(place.null_number);
      metric.null_mean =
          per_level([&](const AtLevel& level) { return level.nulls->mean.structures[null]; });
      metric.null_deviation =
          per_level([&](const AtLevel& level) { return level.nulls->deviation.structures[null]; });
    }
    metrics_.structures.push_back(std::move(metric));
  }

  void add_path_shares(const std::string& name, const Place& place) {
    const std::size_t number = place.number;
    PathShares shares{.place = name,
                      .values = over_levels([&](const AtLevel& level) {
                        return level.measurement.path_shares[number];
                      }),
                      .area_under_curve = {}};
    shares.area_under_curve = areas(shares.values);
    if (place.has_nulls) {
      shares.null_mean =
          over_levels([&](const AtLevel& level) { return level.nulls->mean.path_shares[number]; });
      shares.null_deviation = over_levels(
          [&](const AtLevel& level) { return level.nulls->deviation.path_shares[number]; });
    }
    metrics_.path_shares.push_back(std::move(shares));
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
            NullModel model,
            GraphMetrics& metrics) {
  Gatherer gatherer(results, present, metrics);
  const Counter start(results.front().nulls.has_value(), model);
  Counter nodal = start;
  Counter global = start;
  Counter curve = start;
  for (const MetricDeclaration* metric : selected) {
    const std::string name(metric->name);
    if (metric->is_nodal()) {
      gatherer.add_nodal(name, nodal.next(metric));
    } else if (metric->is_global()) {
      gatherer.add_global(name, global.next(metric));
    } else {
      const auto step = std::get<CurveFunction>(metric->compute).level;
      gatherer.add_curve(name, std::string(step), curve.next(metric));
    }
  }
  Counter structure = start;
  for (const StructureValue& value : structure_values(places, selected)) {
    gatherer.add_structure(value, structure.next(value.metric));
  }
  Counter shares = start;
  for (const auto& pair : places.pairs) {
    if (pair.has_path_shares) gatherer.add_path_shares(places.name(pair), shares.next(nullptr));
  }
  gatherer.add_communities();
}

}  // namespace rewire
