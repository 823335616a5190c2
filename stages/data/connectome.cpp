#include "stages/data/connectome.h"

#include <cmath>

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"

namespace rewire {
namespace {

/// Equal to 1e-9, or both NaN.
bool same_number(double a, double b) {
  return a == b || std::abs(a - b) <= 1e-9 || (std::isnan(a) && std::isnan(b));
}

bool symmetric(const Eigen::MatrixXd& matrix) {
  for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      if (!same_number(matrix(i, j), matrix(j, i))) return false;
    }
  }
  return true;
}

void require_matrix(Requirements& requirements,
                    const Eigen::MatrixXd& matrix,
                    Eigen::Index regions,
                    const std::string& name) {
  const bool fits = matrix.rows() == regions && matrix.cols() == regions;
  requirements.require(
      fits,
      name + " of " + std::to_string(matrix.rows()) + "x" + std::to_string(matrix.cols()),
      "one row and column for each of " + std::to_string(regions) + " regions");
  if (fits) requirements.require(symmetric(matrix), name + " not symmetric", "a symmetric matrix");
}

/// NaN belongs to the rows and columns of missing regions and, for Fisher z, to the diagonal.
void require_defined(Requirements& requirements, const Connectome& connectome) {
  const bool is_r = connectome.kind == ConnectivityKind::pearson_correlation;
  std::vector<std::string> disagreeing;
  std::vector<std::string> outside;
  for (std::size_t j = 0; j < connectome.regions.size(); ++j) {
    const bool missing_column = !connectome.regions[j].missing_reason.empty();
    for (std::size_t i = 0; i <= j; ++i) {
      const bool missing = missing_column || !connectome.regions[i].missing_reason.empty();
      const double value =
          connectome.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
      const std::string pair =
          connectome.regions[i].region.name + "--" + connectome.regions[j].region.name;
      const bool may_be_undefined = missing || (i == j && !is_r);
      if (std::isnan(value) ? !may_be_undefined : missing) disagreeing.push_back(pair);
      if (is_r && std::abs(value) > 1.0 + 1e-9) outside.push_back(pair);
    }
  }
  requirements.require(
      disagreeing.empty(),
      "values that do not agree with the missing regions: " + enumerate(disagreeing),
      "NaN for pairs of a region with a missing_reason, numbers for all others");
  requirements.require(
      outside.empty(), "correlations outside -1 to 1: " + enumerate(outside), "-1 to 1");
}

}  // namespace

std::string_view to_text(ConnectivityKind kind) {
  return kind == ConnectivityKind::fisher_z ? "fisherz" : "pearsoncorrelation";
}

std::vector<Problem> validate(const Connectome& connectome, const std::string& where) {
  Requirements requirements(where, "make the connectivity matrix again");
  const auto regions = static_cast<Eigen::Index>(connectome.regions.size());
  requirements.add(validate(connectome.regions, where));
  require_matrix(requirements, connectome.values, regions, "a connectivity matrix");
  require_matrix(requirements, connectome.fisher_z, regions, "a Fisher z matrix");
  require_matrix(requirements, connectome.standard_errors, regions, "a matrix of standard errors");
  requirements.require(!(connectome.standard_errors.array() < 0.0).any(),
                       "negative standard errors",
                       "0 or more, NaN where unknown");
  requirements.require(!std::isinf(connectome.effective_degrees_of_freedom),
                       "infinite degrees of freedom",
                       "a finite number, NaN or 0 where unknown");
  if (connectome.values.rows() == regions && connectome.values.cols() == regions) {
    require_defined(requirements, connectome);
  }
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
  add_content(digester, connectome.fisher_z);
  add_content(digester, connectome.standard_errors);
  add_content(digester, connectome.effective_degrees_of_freedom);
  add_content(digester, connectome.undefined_edges);
}

}  // namespace rewire
