#include "stages/denoise/denoise_voxelwise.h"

#include <algorithm>
#include <numeric>

#include "stages/core/error.h"
#include "stages/core/parallel.h"
#include "stages/core/requirements.h"
#include "stages/denoise/cleaning_plan.h"
#include "stages/denoise/percent_change.h"

namespace rewire {
namespace {

constexpr Eigen::Index block_voxels = 4096;
/// A regressor that keeps a smaller share of its length is a combination of the common ones; what
/// is left of it is the rounding of float.
constexpr double collinear_tolerance = 1e-4;

/// Length of every voxel's series around its mean over the kept volumes.
Eigen::ArrayXd centred_lengths(const Eigen::Ref<const Eigen::MatrixXf>& series,
                               const std::vector<Eigen::Index>& kept) {
  Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(series.rows());
  for (const Eigen::Index t : kept) mean += series.col(t).array().cast<double>();
  mean /= static_cast<double>(kept.size());
  Eigen::ArrayXd squares = Eigen::ArrayXd::Zero(series.rows());
  for (const Eigen::Index t : kept) {
    squares += (series.col(t).array().cast<double>() - mean).square();
  }
  return squares.sqrt();
}

/// Takes `direction` (voxels x volumes, zero where not kept) out of `series`, voxel by voxel.
void take_out(const Eigen::Ref<const Eigen::MatrixXf>& direction,
              const Eigen::ArrayXd& squared_length,
              Eigen::Ref<Eigen::MatrixXf> series) {
  Eigen::ArrayXd product = Eigen::ArrayXd::Zero(series.rows());
  for (Eigen::Index t = 0; t < series.cols(); ++t) {
    product += direction.col(t).array().cast<double>() * series.col(t).array().cast<double>();
  }
  const Eigen::ArrayXd share = (squared_length > 0.0).select(product / squared_length, 0.0);
  for (Eigen::Index t = 0; t < series.cols(); ++t) {
    series.col(t).array() =
        (series.col(t).array().cast<double>() - share * direction.col(t).array().cast<double>())
            .cast<float>();
  }
}

Eigen::ArrayXd squared_lengths(const Eigen::MatrixXf& series) {
  return series.cast<double>().rowwise().squaredNorm().array();
}

/// Cleans the voxels [begin, begin + rows) of all `residuals` further; returns how often a
/// regressor was left out.
Eigen::Index take_own_regressors(const ResidualProjector& projector,
                                 const VoxelRegressors& regressors,
                                 Eigen::Index begin,
                                 Eigen::Index rows,
                                 Eigen::MatrixXf& residuals) {
  Eigen::Index left_out = 0;
  std::vector<Eigen::MatrixXf> directions;
  std::vector<Eigen::ArrayXd> lengths;
  for (const Eigen::MatrixXf& values : regressors.values) {
    const auto own = values.middleRows(begin, rows);
    Eigen::MatrixXf direction(own.rows(), own.cols());
    project_voxels(projector, own, direction);
    for (std::size_t i = 0; i < directions.size(); ++i) {
      take_out(directions[i], lengths[i], direction);
    }
    Eigen::ArrayXd length = squared_lengths(direction);
    const Eigen::ArrayXd least = collinear_tolerance * centred_lengths(own, projector.kept);
    const auto small = length.sqrt() <= least;
    left_out += small.count();
    length = small.select(0.0, length).eval();
    take_out(direction, length, residuals.middleRows(begin, rows));
    directions.push_back(std::move(direction));
    lengths.push_back(std::move(length));
  }
  return left_out;
}

void charge(const VoxelRegressors& regressors, CleaningReport& report) {
  DegreesOfFreedom& df = report.degrees_of_freedom;
  df.nuisance += static_cast<std::int64_t>(regressors.names.size());
  df.after -= static_cast<std::int64_t>(regressors.names.size());
  report.nuisance_columns.insert(
      report.nuisance_columns.end(), regressors.names.begin(), regressors.names.end());
}

}  // namespace

std::vector<Problem> check_denoise_voxelwise(const MaskedBold& bold,
                                             const Confounds& confounds,
                                             const Strategy& strategy,
                                             const VoxelRegressors& regressors,
                                             const DenoiseParams& params) {
  std::vector<Problem> problems = check_denoise(bold, confounds, strategy, params);
  append(problems, validate(regressors, "denoise"));
  Requirements requirements("denoise", "make the regressors from this scan");
  for (const Eigen::MatrixXf& values : regressors.values) {
    requirements.require(
        values.rows() == bold.values.rows() && values.cols() == bold.values.cols(),
        "voxel-wise regressors of " + std::to_string(values.rows()) + " voxels and " +
            std::to_string(values.cols()) + " volumes",
        std::to_string(bold.values.rows()) + " and " + std::to_string(bold.values.cols()));
  }
  append(problems, requirements.take());
  return problems;
}

Denoised denoise_voxelwise(const MaskedBold& bold,
                           const Confounds& confounds,
                           const Strategy& strategy,
                           const VoxelRegressors& regressors,
                           const DenoiseParams& params) {
  throw_if_errors(check_denoise_voxelwise(bold, confounds, strategy, regressors, params));
  DenoiseParams common = params;
  common.scale = SignalScale::none;
  common.minimum_degrees_of_freedom += static_cast<std::int64_t>(regressors.names.size());
  Denoised denoised = denoise(bold, confounds, strategy, common);
  const CleaningPlan plan =
      plan_cleaning(bold.values.cols(), bold.repetition_time_s, {}, confounds, strategy, common);
  Eigen::MatrixXf& residuals = denoised.bold.values;
  Eigen::Index left_out = 0;
  for (Eigen::Index begin = 0; begin < residuals.rows(); begin += block_voxels) {
    const Eigen::Index rows = std::min(block_voxels, residuals.rows() - begin);
    left_out += take_own_regressors(plan.projector, regressors, begin, rows, residuals);
  }
  if (params.scale == SignalScale::percent) {
    scale_to_percent(bold.values, plan.projector.kept, residuals);
  }
  charge(regressors, denoised.report);
  if (left_out > 0) {
    denoised.report.warnings.push_back(
        {.found = std::to_string(left_out) + " voxel-wise regressors of single voxels",
         .expected = "that they differ from the common regressors",
         .where = "denoise",
         .remedy = "they are left out in those voxels",
         .severity = Severity::warning});
  }
  return denoised;
}

}  // namespace rewire
