#include "stages/denoise/cleaning_plan.h"

#include <algorithm>
#include <cmath>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/denoise/nuisance.h"
#include "stages/kernels/linalg/legendre_basis.h"
#include "stages/kernels/linalg/orthonormal_basis.h"
#include "stages/kernels/spectral/stop_band_basis.h"

namespace rewire {
namespace {

/// A column whose part of its own is a smaller share of its length than this is a combination.
constexpr double collinear_tolerance = 1e-6;

/// The regressors of a run in the order in which they are charged.
struct Design {
  Eigen::MatrixXd columns;  ///< kept volumes x regressors
  std::vector<std::string> names;
  Eigen::Index detrend = 0;  ///< number of polynomial columns, which come first
  Eigen::Index nuisance = 0;
};

int detrend_order(Eigen::Index volumes, double repetition_time_s, const DenoiseParams& params) {
  if (params.detrend_order) return static_cast<int>(*params.detrend_order);
  if (params.low_cut_hz) return 1;
  return 1 + static_cast<int>(static_cast<double>(volumes) * repetition_time_s / 150.0);
}

/// Centred over the kept volumes; exactly 0 when it does not vary beyond rounding.
void centre(Eigen::Ref<Eigen::VectorXd> column) {
  const double largest = column.cwiseAbs().maxCoeff();
  column.array() -= column.mean();
  if (column.cwiseAbs().maxCoeff() <= 1e-12 * largest) column.setZero();
}

Design make_design(const Eigen::MatrixXd& polynomials,
                   const StopBandBasis& stop_band,
                   const std::vector<Eigen::Index>& nuisance,
                   const std::vector<Eigen::Index>& kept,
                   const Confounds& confounds) {
  Design design;
  design.detrend = polynomials.cols();
  design.nuisance = static_cast<Eigen::Index>(nuisance.size());
  design.columns.resize(static_cast<Eigen::Index>(kept.size()),
                        design.detrend + design.nuisance + stop_band.columns.cols());
  design.columns.leftCols(design.detrend) = polynomials(kept, Eigen::all);
  for (Eigen::Index n = 0; n < design.detrend; ++n) {
    design.names.push_back("legendre_" + std::to_string(n));
  }
  for (Eigen::Index j = 0; j < design.nuisance; ++j) {
    const Eigen::Index index = nuisance[static_cast<std::size_t>(j)];
    auto column = design.columns.col(design.detrend + j);
    column = nuisance_column(confounds, index)(kept);
    centre(column);
    design.names.push_back(confounds.names[static_cast<std::size_t>(index)]);
  }
  design.columns.rightCols(stop_band.columns.cols()) = stop_band.columns(kept, Eigen::all);
  for (const double frequency_hz : stop_band.column_frequencies_hz) {
    design.names.push_back("filter_" + format_number(frequency_hz) + "Hz");
  }
  return design;
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

}  // namespace

CleaningPlan plan_cleaning(Eigen::Index volumes,
                           double repetition_time_s,
                           const std::vector<std::uint8_t>& kept_before,
                           const Confounds& confounds,
                           const DenoiseParams& params) {
  CleaningPlan plan;
  CleaningReport& report = plan.report;
  report.kept =
      kept_volumes(volumes, confounds, params.framewise_displacement_limit_mm, kept_before);
  std::vector<Eigen::Index> kept;
  for (Eigen::Index t = 0; t < volumes; ++t) {
    if (report.kept[static_cast<std::size_t>(t)] != 0) kept.push_back(t);
  }
  report.degrees_of_freedom.before = volumes;
  report.degrees_of_freedom.censoring = volumes - static_cast<Eigen::Index>(kept.size());

  StopBandBasis stop_band =
      stop_band_basis(volumes, repetition_time_s, {params.low_cut_hz, params.high_cut_hz});
  const Design design =
      make_design(legendre_basis(volumes, detrend_order(volumes, repetition_time_s, params)),
                  stop_band,
                  select_nuisance(confounds, params).columns,
                  kept,
                  confounds);
  const OrthonormalBasis basis = orthonormal_basis(design.columns, collinear_tolerance);
  report.removed_frequencies_hz = std::move(stop_band.frequencies_hz);
  account(design, basis, report);
  if (report.degrees_of_freedom.after <
      std::max<std::int64_t>(params.minimum_degrees_of_freedom, 1)) {
    throw NumericalError(
        {.found = "degrees of freedom: " + to_text(report.degrees_of_freedom),
         .expected = "at least " + std::to_string(params.minimum_degrees_of_freedom) + " left",
         .where = "denoise",
         .remedy = "use a longer run, a smaller nuisance set, a wider band or less censoring"});
  }
  plan.projector = make_residual_projector(basis.vectors, volumes, std::move(kept));
  return plan;
}

}  // namespace rewire
