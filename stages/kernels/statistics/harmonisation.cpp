#include "stages/kernels/statistics/harmonisation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/parallel.h"
#include "stages/kernels/linalg/orthonormal_basis.h"
#include "stages/kernels/statistics/mixed_model.h"
#include "stages/kernels/statistics/visit_moments.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A column taken apart: value = kept + deviation * (location of its site + noise).
struct ColumnParts {
  VectorXd kept;  ///< per row: grand mean, kept regressors, participant; NaN where not seen
  double deviation = nan;
  VectorXd location;  ///< per site, in deviations; NaN where the site has no row
};

std::vector<Index> seen_rows(const Eigen::Ref<const VectorXd>& y) {
  std::vector<Index> rows;
  for (Index i = 0; i < y.size(); ++i) {
    if (std::isfinite(y[i])) rows.push_back(i);
  }
  return rows;
}

/// Coefficients of a fit, per row what the fit says of the participant, and the residual deviation.
struct Fit {
  VectorXd coefficients;
  VectorXd of_participant;
  double deviation = nan;
};

Fit least_squares(const MatrixXd& design, const VectorXd& y, double denominator) {
  const OrthonormalDesign orthonormal = orthonormal_design(design);
  const VectorXd products = orthonormal.matrix.transpose() * y;
  const VectorXd residuals = y - orthonormal.matrix * products;
  return {orthonormal.map * products,
          VectorXd::Zero(y.size()),
          residuals.norm() / std::sqrt(denominator)};
}

/// A random intercept per participant by restricted maximum likelihood; none where its variance
/// would be negative.
Fit random_intercepts(const MatrixXd& design,
                      const VectorXd& y,
                      const std::vector<int>& participants) {
  RepeatedMeasures data{y, design, participants, {}, 1, {}};
  std::map<int, int> rows_of;
  for (const int participant : participants) {
    data.visits.push_back(rows_of[participant]++);
    data.visit_count = std::max<Index>(data.visit_count, rows_of[participant]);
  }
  const MixedModel model = fit_mixed_model(data, VisitCovariance::compound_symmetric);
  if (model.state != FitState::fitted || model.parameters.size() < 2 ||
      !(model.parameters[1] > 0.0)) {
    return least_squares(design, y, static_cast<double>(y.size() - design.cols()));
  }
  const double within = model.parameters[0];
  const double between = model.parameters[1];
  const VectorXd residuals = y - design * model.coefficients;
  std::map<int, double> sums;
  for (std::size_t i = 0; i < participants.size(); ++i) {
    sums[participants[i]] += residuals[static_cast<Index>(i)];
  }
  Fit fit{model.coefficients, VectorXd(y.size()), std::sqrt(within)};
  for (std::size_t i = 0; i < participants.size(); ++i) {
    const int participant = participants[i];
    fit.of_participant[static_cast<Index>(i)] =
        between * sums[participant] / (within + rows_of[participant] * between);
  }
  return fit;
}

ColumnParts take_apart(const Eigen::Ref<const VectorXd>& y,
                       const std::vector<int>& sites,
                       int site_count,
                       const std::vector<int>& participants,
                       const Eigen::Ref<const MatrixXd>& kept) {
  ColumnParts parts{VectorXd::Constant(y.size(), nan), nan, VectorXd::Constant(site_count, nan)};
  const std::vector<Index> rows = seen_rows(y);
  VectorXd sizes = VectorXd::Zero(site_count);
  for (const Index row : rows) sizes[sites[static_cast<std::size_t>(row)]] += 1.0;
  std::vector<int> place(static_cast<std::size_t>(site_count), -1);
  int present = 0;
  for (int s = 0; s < site_count; ++s) {
    if (sizes[s] > 0.0) place[static_cast<std::size_t>(s)] = present++;
  }
  MatrixXd design = MatrixXd::Zero(static_cast<Index>(rows.size()), present + kept.cols());
  std::vector<int> people;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<std::size_t>(rows[i]);
    design(static_cast<Index>(i), place[static_cast<std::size_t>(sites[row])]) = 1.0;
    if (!participants.empty()) people.push_back(participants[row]);
  }
  design.rightCols(kept.cols()) = kept(rows, Eigen::all);
  if (design.rows() <= design.cols()) return parts;
  const VectorXd seen = y(rows);
  const Fit fit = people.empty() ? least_squares(design, seen, static_cast<double>(rows.size()))
                                 : random_intercepts(design, seen, people);
  double mean = 0.0;
  for (int s = 0; s < site_count; ++s) {
    const int at = place[static_cast<std::size_t>(s)];
    if (at >= 0) mean += sizes[s] / static_cast<double>(rows.size()) * fit.coefficients[at];
  }
  parts.deviation = fit.deviation;
  for (int s = 0; s < site_count; ++s) {
    const int at = place[static_cast<std::size_t>(s)];
    if (at >= 0) parts.location[s] = (fit.coefficients[at] - mean) / fit.deviation;
  }
  parts.kept(rows) = design.rightCols(kept.cols()) * fit.coefficients.tail(kept.cols()) +
                     fit.of_participant + VectorXd::Constant(seen.size(), mean);
  return parts;
}

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};

Moments finite_moments(const Eigen::Ref<const Eigen::RowVectorXd>& values) {
  Moments result;
  double count = 0.0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    result.mean += value;
    count += 1.0;
  }
  result.mean /= count;
  for (const double value : values) {
    if (std::isfinite(value)) result.variance += (value - result.mean) * (value - result.mean);
  }
  result.variance /= count - 1.0;
  return result;
}

/// The standardised values of one column and site, and their empirical Bayes location and variance
/// by the equations of Johnson et al. (2007), in turn until they stay.
void shrink(const std::vector<double>& z,
            double location,
            const Moments& locations,
            const Moments& variances,
            double& shrunk_location,
            double& shrunk_variance) {
  if (!(locations.variance > 0.0) || !(variances.variance > 0.0)) {
    shrunk_location = location;  // too few columns for priors
    if (!(shrunk_variance > 0.0)) shrunk_variance = 1.0;
    return;
  }
  const auto n = static_cast<double>(z.size());
  const double mean = variances.mean;
  const double shape = 2.0 + mean * mean / variances.variance;
  const double scale = mean + mean * mean * mean / variances.variance;
  shrunk_location = location;
  shrunk_variance = mean;
  for (int step = 0; step < 1000; ++step) {
    const double before_location = shrunk_location;
    const double before_variance = shrunk_variance;
    shrunk_location = (n * locations.variance * location + shrunk_variance * locations.mean) /
                      (n * locations.variance + shrunk_variance);
    double squares = 0.0;
    for (const double value : z) squares += (value - shrunk_location) * (value - shrunk_location);
    shrunk_variance = (0.5 * squares + scale) / (0.5 * n + shape - 1.0);
    const double change =
        std::abs(shrunk_location - before_location) + std::abs(shrunk_variance - before_variance);
    if (change < 1e-12 * (1.0 + std::abs(shrunk_location) + shrunk_variance)) return;
  }
}

void check_sites(const Eigen::Ref<const MatrixXd>& values,
                 const std::vector<int>& sites,
                 const Eigen::Ref<const MatrixXd>& kept) {
  std::vector<Problem> problems;
  const int count = sites.empty() ? 0 : *std::max_element(sites.begin(), sites.end()) + 1;
  MatrixXd design = MatrixXd::Zero(values.rows(), count + kept.cols());
  for (std::size_t i = 0; i < sites.size(); ++i) design(static_cast<Index>(i), sites[i]) = 1.0;
  for (int s = 0; s < count; ++s) {
    const auto rows = static_cast<int>(design.col(s).sum());
    if (rows >= 2) continue;
    problems.push_back({"site " + std::to_string(s) + " with " + std::to_string(rows) + " rows",
                        "two or more",
                        "harmonisation",
                        "leave the site out or join it with another"});
  }
  design.rightCols(kept.cols()) = kept;
  if (!kept.allFinite()) {
    problems.push_back({"a kept regressor with gaps", "numbers", "harmonisation", ""});
  } else if (orthonormal_basis(design, 1e-9).vectors.cols() < design.cols()) {
    problems.push_back({"sites that the kept regressors explain",
                        "arms and covariates that vary within sites",
                        "harmonisation",
                        "use site as a block instead"});
  }
  throw_if_errors(problems);
}

Harmonised harmonise(const Eigen::Ref<const MatrixXd>& values,
                     const std::vector<int>& sites,
                     const std::vector<int>& participants,
                     const Eigen::Ref<const MatrixXd>& kept) {
  check_sites(values, sites, kept);
  const int count = *std::max_element(sites.begin(), sites.end()) + 1;
  const auto columns = static_cast<std::size_t>(values.cols());
  std::vector<ColumnParts> parts(columns);
  MatrixXd locations = MatrixXd::Constant(count, values.cols(), nan);
  MatrixXd variances = locations;
  std::vector<std::vector<std::vector<double>>> z(columns);
  parallel_for(columns, 16, [&](std::size_t begin, std::size_t end) {
    for (std::size_t g = begin; g < end; ++g) {
      const auto column = static_cast<Index>(g);
      parts[g] = take_apart(values.col(column), sites, count, participants, kept);
      z[g].resize(static_cast<std::size_t>(count));
      if (!(parts[g].deviation > 0.0)) continue;
      for (Index i = 0; i < values.rows(); ++i) {
        const double one = (values(i, column) - parts[g].kept[i]) / parts[g].deviation;
        if (std::isfinite(one)) {
          z[g][static_cast<std::size_t>(sites[static_cast<std::size_t>(i)])].push_back(one);
        }
      }
      locations.col(column) = parts[g].location;
      for (int s = 0; s < count; ++s) {
        const auto& of_site = z[g][static_cast<std::size_t>(s)];
        if (of_site.size() < 2) continue;
        const Eigen::Map<const Eigen::RowVectorXd> row(of_site.data(),
                                                       static_cast<Index>(of_site.size()));
        variances(s, column) = finite_moments(row).variance;
      }
    }
  });
  Harmonised result{values, {locations, variances}};
  for (int s = 0; s < count; ++s) {
    const Moments of_location = finite_moments(locations.row(s));
    const Moments of_variance = finite_moments(variances.row(s));
    for (std::size_t g = 0; g < columns; ++g) {
      const auto column = static_cast<Index>(g);
      const auto& of_site = z[g][static_cast<std::size_t>(s)];
      if (of_site.empty()) continue;
      shrink(of_site,
             locations(s, column),
             of_location,
             of_variance,
             result.effects.location(s, column),
             result.effects.variance(s, column));
    }
  }
  for (std::size_t g = 0; g < columns; ++g) {
    const auto column = static_cast<Index>(g);
    if (!(parts[g].deviation > 0.0)) continue;
    for (Index i = 0; i < values.rows(); ++i) {
      if (!std::isfinite(values(i, column))) continue;
      const int s = sites[static_cast<std::size_t>(i)];
      const double deviation = parts[g].deviation;
      const double one = (values(i, column) - parts[g].kept[i]) / deviation;
      result.values(i, column) =
          parts[g].kept[i] + deviation * (one - result.effects.location(s, column)) /
                                 std::sqrt(result.effects.variance(s, column));
    }
  }
  return result;
}

}  // namespace

Harmonised combat(const Eigen::Ref<const MatrixXd>& values,
                  const std::vector<int>& sites,
                  const Eigen::Ref<const MatrixXd>& kept) {
  return harmonise(values, sites, {}, kept);
}

Harmonised longitudinal_combat(const Eigen::Ref<const MatrixXd>& values,
                               const std::vector<int>& sites,
                               const std::vector<int>& participants,
                               const Eigen::Ref<const MatrixXd>& kept) {
  return harmonise(values, sites, participants, kept);
}

}  // namespace rewire
