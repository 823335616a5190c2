#include "stages/denoise/cleaning_plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "stages/core/error.h"
#include "stages/denoise/censoring.h"
#include "stages/denoise/motion_filter.h"
#include "stages/denoise/regressors.h"
#include "stages/denoise/temporal_filter.h"
#include "stages/kernels/linalg/orthonormal_basis.h"

namespace rewire {
namespace {

/// A column whose part of its own is a smaller share of its length than this is a combination.
constexpr double collinear_tolerance = 1e-6;

/// The regressors of a run in the order in which they are charged.
struct Design {
  Eigen::MatrixXd columns;  ///< kept volumes x regressors
  std::vector<std::string> names;
  Eigen::Index detrend = 0;  ///< number of drift columns, which come first
  Eigen::Index nuisance = 0;
};

/// Centred over the kept volumes; exactly 0 when it does not vary beyond rounding.
void centre(Eigen::Ref<Eigen::VectorXd> column) {
  const double largest = column.cwiseAbs().maxCoeff();
  column.array() -= column.mean();
  if (column.cwiseAbs().maxCoeff() <= 1e-12 * largest) column.setZero();
}

Design make_design(const NamedColumns& drift,
                   const NamedColumns& stop_band,
                   const std::vector<Eigen::Index>& nuisance,
                   const std::vector<Eigen::Index>& kept,
                   const Confounds& confounds) {
  Design design;
  design.detrend = drift.columns.cols();
  design.nuisance = static_cast<Eigen::Index>(nuisance.size());
  design.columns.resize(static_cast<Eigen::Index>(kept.size()),
                        design.detrend + design.nuisance + stop_band.columns.cols());
  design.columns.leftCols(design.detrend) = drift.columns(kept, Eigen::all);
  design.names = drift.names;
  for (Eigen::Index j = 0; j < design.nuisance; ++j) {
    const Eigen::Index index = nuisance[static_cast<std::size_t>(j)];
    auto column = design.columns.col(design.detrend + j);
    column = regressor_column(confounds, index)(kept);
    centre(column);
    design.names.push_back(confounds.names[static_cast<std::size_t>(index)]);
  }
  design.columns.rightCols(stop_band.columns.cols()) = stop_band.columns(kept, Eigen::all);
  design.names.insert(design.names.end(), stop_band.names.begin(), stop_band.names.end());
  return design;
}

/// Filters every column but the constant as the series will be filtered; one of which nothing is
/// left becomes 0.
void filter_design(const Eigen::MatrixXd& map, Design& design) {
  for (Eigen::Index j = 1; j < design.columns.cols(); ++j) {
    auto column = design.columns.col(j);
    const double length = column.norm();
    column = (map * column).eval();
    centre(column);
    if (column.norm() <= collinear_tolerance * length) column.setZero();
  }
}

/// Charges every column to its source and names those that were dropped.
void account(const Design& design, const OrthonormalBasis& basis, CleaningReport& report) {
  DegreesOfFreedom& df = report.degrees_of_freedom;
  for (Eigen::Index j = 0; j < design.columns.cols(); ++j) {
    const auto index = static_cast<std::size_t>(j);
    const bool is_nuisance = j >= design.detrend && j < design.detrend + design.nuisance;
    if (basis.independent[index] == 0) {
      const bool zero = (design.columns.col(j).array() == 0.0).all();
      report.dropped.push_back(
          {design.names[index],
           zero ? "constant over the kept volumes" : "a combination of the columns before it"});
      continue;
    }
    if (is_nuisance) report.nuisance_columns.push_back(design.names[index]);
    ++(j < design.detrend ? df.detrend : is_nuisance ? df.nuisance : df.filter);
  }
  df.after = df.before - df.censoring - df.detrend - df.nuisance - df.filter;
}

/// A filter that is no projection leaves as many degrees of freedom as white noise would have.
void charge_filter(const ResidualProjector& projector, DegreesOfFreedom& df) {
  const auto left = static_cast<std::int64_t>(effective_degrees_of_freedom(projector));
  df.filter = std::max<std::int64_t>(df.after - left, 0);
  df.after -= df.filter;
}

void require_degrees_of_freedom(const DegreesOfFreedom& df, std::int64_t minimum) {
  if (df.after >= std::max<std::int64_t>(minimum, 1)) return;
  throw NumericalError(
      {.found = "degrees of freedom: " + to_text(df),
       .expected = "at least " + std::to_string(minimum) + " left",
       .where = "denoise",
       .remedy = "use a longer run, a smaller strategy, a wider band or less censoring"});
}

std::vector<Eigen::Index> volumes_kept(const std::vector<std::uint8_t>& flags) {
  std::vector<Eigen::Index> kept;
  for (std::size_t t = 0; t < flags.size(); ++t) {
    if (flags[t] != 0) kept.push_back(static_cast<Eigen::Index>(t));
  }
  return kept;
}

}  // namespace

CleaningPlan plan_cleaning(Eigen::Index volumes,
                           double repetition_time_s,
                           const std::vector<std::uint8_t>& kept_before,
                           const Confounds& table,
                           const Strategy& strategy,
                           const DenoiseParams& params) {
  const Confounds confounds = filter_motion(table, repetition_time_s, params);
  CleaningPlan plan;
  CleaningReport& report = plan.report;
  Censoring censoring =
      censor_volumes(volumes, confounds, censoring_rules(params, strategy), kept_before);
  report.strategy = strategy.name;
  report.kept = std::move(censoring.kept);
  report.censoring = censoring.counts;
  std::vector<Eigen::Index> kept = volumes_kept(report.kept);
  report.degrees_of_freedom.before = volumes;
  report.degrees_of_freedom.censoring = volumes - static_cast<Eigen::Index>(kept.size());

  TemporalFilter filter = make_temporal_filter(volumes, repetition_time_s, kept, params);
  Design design = make_design(drift_columns(volumes, repetition_time_s, params),
                              filter.stop_band,
                              select_regressors(confounds, strategy, params.columns).columns,
                              kept,
                              confounds);
  const bool mapped = filter.map.size() > 0;
  if (mapped) filter_design(filter.map, design);
  const OrthonormalBasis basis = orthonormal_basis(design.columns, collinear_tolerance);
  report.removed_frequencies_hz = std::move(filter.frequencies_hz);
  account(design, basis, report);
  require_degrees_of_freedom(report.degrees_of_freedom, params.minimum_degrees_of_freedom);
  if (!mapped) {
    plan.projector = make_residual_projector(basis.vectors, volumes, std::move(kept));
    return plan;
  }
  plan.projector = make_filtered_projector(basis.vectors, filter.map, volumes, std::move(kept));
  charge_filter(plan.projector, report.degrees_of_freedom);
  require_degrees_of_freedom(report.degrees_of_freedom, params.minimum_degrees_of_freedom);
  return plan;
}

}  // namespace rewire
