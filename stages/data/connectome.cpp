#include "stages/data/connectome.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"

namespace rewire {
namespace {

/// Equal to 1e-9 (of their size where that is above 1), or both NaN.
bool same_number(double a, double b) {
  return a == b || std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)}) ||
         (std::isnan(a) && std::isnan(b));
}

/// The first pair whose two numbers contradict each other, and how many more there are; or "".
std::string asymmetric_pairs(const Eigen::MatrixXd& matrix,
                             double sign,
                             const std::vector<RegionSignal>& regions) {
  std::string first;
  Eigen::Index more = 0;
  for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      if (same_number(matrix(i, j), sign * matrix(j, i))) continue;
      if (!first.empty()) {
        ++more;
        continue;
      }
      first = regions[static_cast<std::size_t>(i)].region.name + "--" +
              regions[static_cast<std::size_t>(j)].region.name + " is " +
              format_number(matrix(i, j)) + " one way and " + format_number(matrix(j, i)) +
              " the other";
    }
  }
  return more == 0 ? first : first + ", and " + std::to_string(more) + " more";
}

bool has_shape(const Eigen::MatrixXd& matrix, std::size_t regions) {
  const auto count = static_cast<Eigen::Index>(regions);
  return matrix.rows() == count && matrix.cols() == count;
}

/// Whether all held.
bool require_matrix(Requirements& requirements,
                    const Eigen::MatrixXd& matrix,
                    const std::vector<RegionSignal>& regions,
                    const std::string& name,
                    EdgeSymmetry symmetry) {
  const bool shaped = has_shape(matrix, regions.size());
  requirements.require(
      shaped,
      name + " of " + std::to_string(matrix.rows()) + "x" + std::to_string(matrix.cols()),
      "one row and column for each of " + std::to_string(regions.size()) + " regions");
  if (!shaped || symmetry == EdgeSymmetry::directed) return shaped;
  const bool is_even = symmetry == EdgeSymmetry::symmetric;
  const std::string pairs = asymmetric_pairs(matrix, is_even ? 1.0 : -1.0, regions);
  requirements.require(pairs.empty(),
                       name + (is_even ? " not symmetric: " : " not antisymmetric: ") + pairs,
                       is_even ? "a symmetric matrix" : "an antisymmetric matrix");
  return pairs.empty();
}

/// NaN belongs to the rows and columns of missing regions, to undefined edges and, for some kinds,
/// to the diagonal.
void require_defined(Requirements& requirements, const Connectome& connectome) {
  const ConnectivityDeclaration& kind = declaration_of(connectome.kind);
  const Eigen::MatrixXd& values = connectome.values;
  std::set<std::pair<Eigen::Index, Eigen::Index>> undefined;  // those without a value
  for (const UndefinedEdge& edge : connectome.undefined_edges) {
    const bool is_inside = edge.first >= 0 && edge.first < values.rows() && edge.second >= 0 &&
                           edge.second < values.cols();
    if (is_inside && !std::isnan(values(edge.first, edge.second))) continue;
    undefined.emplace(edge.first, edge.second);
  }
  std::vector<std::string> disagreeing;
  std::vector<std::string> outside;
  const auto count = static_cast<Eigen::Index>(connectome.regions.size());
  const auto region = [&](Eigen::Index i) -> const RegionSignal& {
    return connectome.regions[static_cast<std::size_t>(i)];
  };
  for (Eigen::Index j = 0; j < count; ++j) {
    for (Eigen::Index i = 0; i < count; ++i) {
      if (i > j && kind.symmetry != EdgeSymmetry::directed) break;
      const bool missing = !region(j).missing_reason.empty() || !region(i).missing_reason.empty();
      const double value = values(i, j);
      const bool may_be_undefined =
          missing || (i == j && kind.diagonal == Diagonal::undefined) || undefined.contains({i, j});
      const bool is_outside = value < kind.lowest - 1e-9 || value > kind.highest + 1e-9;
      const bool disagrees = std::isnan(value) ? !may_be_undefined : missing;
      if (!is_outside && !disagrees) continue;
      const std::string pair = region(i).region.name + "--" + region(j).region.name;
      if (disagrees) disagreeing.push_back(pair);
      if (is_outside) outside.push_back(pair);
    }
  }
  requirements.require(
      disagreeing.empty(),
      "values that do not agree with the missing regions: " + enumerate(disagreeing),
      "NaN for pairs of a region with a missing_reason, numbers for all others");
  requirements.require(outside.empty(),
                       std::string(kind.measure) + " outside " + format_number(kind.lowest) +
                           " to " + format_number(kind.highest) + ": " + enumerate(outside),
                       "values in that range");
}

}  // namespace

std::vector<Problem> validate(const Connectome& connectome, const std::string& where) {
  Requirements requirements(where, "make the connectivity matrix again");
  const std::vector<RegionSignal>& regions = connectome.regions;
  const EdgeSymmetry symmetry = declaration_of(connectome.kind).symmetry;
  const EdgeSymmetry of_errors =
      symmetry == EdgeSymmetry::directed ? symmetry : EdgeSymmetry::symmetric;
  requirements.add(validate(regions, where));
  // What is wrong with the values is wrong with their transform too.
  if (require_matrix(requirements, connectome.values, regions, "a connectivity matrix", symmetry)) {
    require_matrix(requirements, connectome.transformed, regions, "a transformed matrix", symmetry);
  }
  require_matrix(
      requirements, connectome.standard_errors, regions, "a matrix of standard errors", of_errors);
  require_matrix(requirements,
                 connectome.effective_degrees_of_freedom,
                 regions,
                 "a matrix of degrees of freedom",
                 of_errors);
  requirements.require(!(connectome.standard_errors.array() < 0.0).any(),
                       "negative standard errors",
                       "0 or more, NaN where unknown");
  requirements.require(!connectome.transformed.array().isInf().any() &&
                           !connectome.standard_errors.array().isInf().any() &&
                           !connectome.effective_degrees_of_freedom.array().isInf().any(),
                       "infinite transformed values, standard errors or degrees of freedom",
                       "finite numbers, NaN where undefined");
  requirements.require(!std::isinf(connectome.nominal_degrees_of_freedom),
                       "infinite degrees of freedom",
                       "a finite number, NaN or 0 where unknown");
  if (has_shape(connectome.values, regions.size())) require_defined(requirements, connectome);
  return requirements.take();
}

void add_content(Digester& digester, const UndefinedEdge& edge) {
  add_content(digester, static_cast<std::int64_t>(edge.first));
  add_content(digester, static_cast<std::int64_t>(edge.second));
  add_content(digester, edge.reason);
}

void add_content(Digester& digester, const Connectome& connectome) {
  add_content(digester, connectome.atlas);
  add_content(digester, connectome.kind);
  add_content(digester, connectome.regions);
  add_content(digester, connectome.values);
  add_content(digester, connectome.transformed);
  add_content(digester, connectome.standard_errors);
  add_content(digester, connectome.effective_degrees_of_freedom);
  add_content(digester, connectome.nominal_degrees_of_freedom);
  add_content(digester, connectome.undefined_edges);
  add_content(digester, connectome.fit);
}

}  // namespace rewire
