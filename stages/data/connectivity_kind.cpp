#include "stages/data/connectivity_kind.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "stages/data/connectivity_tables.h"

namespace rewire {

std::span<const ConnectivityDeclaration> connectivity_table() {
  static const std::vector<ConnectivityDeclaration> table = [] {
    std::vector<ConnectivityDeclaration> rows(covariance_kinds().begin(), covariance_kinds().end());
    rows.insert(rows.end(), dependence_kinds().begin(), dependence_kinds().end());
    return rows;
  }();
  return table;
}

const ConnectivityDeclaration& declaration_of(ConnectivityKind kind) {
  return connectivity_table()[static_cast<std::size_t>(kind)];
}

std::string_view to_text(ConnectivityKind kind) { return declaration_of(kind).stat; }

std::optional<ConnectivityKind> parse_connectivity_kind(std::string_view text) {
  for (const ConnectivityDeclaration& row : connectivity_table()) {
    if (row.name == text || row.stat == text) return row.kind;
  }
  return std::nullopt;
}

double transform_for_statistics(StatisticTransform transform, double value) {
  if (transform == StatisticTransform::none) return value;
  if (transform == StatisticTransform::artanh_of_root) value = std::sqrt(value);
  if (transform == StatisticTransform::artanh_of_information) {
    value = std::sqrt(-std::expm1(-2.0 * std::numbers::ln2 * value));
  }
  return std::abs(value) < 1.0 ? std::atanh(value) : std::numeric_limits<double>::quiet_NaN();
}

double value_of_statistic(StatisticTransform transform, double statistic) {
  if (transform == StatisticTransform::none) return statistic;
  const double r = std::tanh(statistic);
  if (transform == StatisticTransform::artanh) return r;
  if (transform == StatisticTransform::artanh_of_root) return r * r;
  return -0.5 * std::log1p(-r * r) / std::numbers::ln2;
}

double transform_slope(StatisticTransform transform, double value) {
  switch (transform) {
    case StatisticTransform::artanh:
      return 1.0 / (1.0 - value * value);
    case StatisticTransform::artanh_of_root:
      return value > 0.0 ? 0.5 / (std::sqrt(value) * (1.0 - value)) : 0.0;
    case StatisticTransform::artanh_of_information:
      return std::exp2(2.0 * value);
    default:
      return 1.0;
  }
}

ConnectivityLabels labels_of(ConnectivityKind kind) {
  const ConnectivityDeclaration& declaration = declaration_of(kind);
  ConnectivityLabels labels{.values = std::string(declaration.stat),
                            .transformed = {},
                            .standard_errors = {},
                            .degrees_of_freedom = {}};
  std::string stem = labels.values;
  if (declaration.transform != StatisticTransform::none) {
    // XCP-D's label for Pearson's r; BIDS labels have letters and digits only.
    std::string name(kind == ConnectivityKind::pearson_correlation ? "" : declaration.name);
    std::erase(name, '_');
    stem = labels.transformed = name + "fisherz";
  }
  labels.standard_errors = stem + "se";
  labels.degrees_of_freedom = stem + "df";
  return labels;
}

}  // namespace rewire
