#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "stages/core/stage.h"

namespace rewire {

/// What the numbers of a region-to-region matrix are.
enum class ConnectivityKind {
  pearson_correlation,
  fisher_z,  ///< a matrix that was read as artanh(r); not estimated here
  spearman_correlation,
  covariance,
  ledoit_wolf_correlation,
  oas_correlation,
  partial_correlation,
  shrunk_partial_correlation,
  sparse_partial_correlation,
  mutual_information,
  coherence,
  coherence_phase,
  lagged_correlation,
  lag,
  wavelet_coherence,
  tangent,  ///< estimated from the sessions of a group together
  granger,
};

/// From a value to the number that statistics are done with; standard errors are of that number.
enum class StatisticTransform {
  none,
  artanh,
  artanh_of_root,         ///< of the coherence's root
  artanh_of_information,  ///< artanh |r|, r the correlation that carries that many bits
};

/// What exchanging the two regions of an edge does.
enum class EdgeSymmetry { symmetric, antisymmetric, directed };

/// What stands on the diagonal: 1, a number of its own (a variance, 0), or nothing.
enum class Diagonal { one, own, undefined };

/// What a kind is estimated from.
enum class EstimatedFrom {
  session,
  group,    ///< the sessions of a group together
  nothing,  ///< it is only read
};

/// The one declaration of a kind of connectivity: checks, file names and documents come from it.
struct ConnectivityDeclaration {
  ConnectivityKind kind;
  std::string_view name;         ///< as on the command line
  std::string_view stat;         ///< BIDS entity stat-<...> of the file of values
  std::string_view measure;      ///< RelationshipMeasure of the sidecar (BEP017)
  std::string_view definition;   ///< sentence with the equation
  std::string_view uncertainty;  ///< sentence: where the standard error comes from
  Paper paper;
  double lowest;
  double highest;
  StatisticTransform transform;
  EdgeSymmetry symmetry = EdgeSymmetry::symmetric;
  Diagonal diagonal = Diagonal::one;

  EstimatedFrom estimated_from() const {
    if (kind == ConnectivityKind::fisher_z) return EstimatedFrom::nothing;
    return kind == ConnectivityKind::tangent ? EstimatedFrom::group : EstimatedFrom::session;
  }
  /// Values below 0 say something else than values above.
  bool is_signed() const { return lowest < 0.0; }
};

/// One per enumerator, in its order.
std::span<const ConnectivityDeclaration> connectivity_table();
const ConnectivityDeclaration& declaration_of(ConnectivityKind kind);

/// The file label of the kind: "pearsoncorrelation".
std::string_view to_text(ConnectivityKind kind);
/// The kind of that name ("pearson") or file label; those that are not estimated too.
std::optional<ConnectivityKind> parse_connectivity_kind(std::string_view text);

/// `value` as a number for statistics; NaN where it has none (|r| = 1).
double transform_for_statistics(StatisticTransform transform, double value);
/// The value that has that number for statistics.
double value_of_statistic(StatisticTransform transform, double statistic);
/// The factor from the standard error of a value (for information: of the correlation that carries
/// it) to that of its transform.
double transform_slope(StatisticTransform transform, double value);

/// Labels of the files beside the values: "fisherz", "fisherzse", "fisherzdf" for Pearson's r,
/// "spearmanfisherz" ... for others; without a transform `transformed` is empty and the others
/// continue the label of the values.
struct ConnectivityLabels {
  std::string values;
  std::string transformed;
  std::string standard_errors;
  std::string degrees_of_freedom;
};
ConnectivityLabels labels_of(ConnectivityKind kind);

/// The table as Markdown: an overview, then one section per kind.
std::string connectivity_table_markdown();

}  // namespace rewire
