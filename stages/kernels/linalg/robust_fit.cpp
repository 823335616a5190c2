#include "stages/kernels/linalg/robust_fit.h"

#include <algorithm>
#include <vector>

namespace rewire {
namespace {

constexpr int most_scales = 3;
constexpr int projections_per_scale = 8;
constexpr float huber_deviations = 1.0F;
/// A normal variable's standard deviation over its median absolute deviation.
constexpr float normal_deviation = 1.4826F;

float median_size(std::vector<float>& sizes) {
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::nth_element(sizes.begin(), middle, sizes.end());
  return *middle;
}

Eigen::VectorXf deviations(const Eigen::MatrixXf& residuals) {
  Eigen::VectorXf result(residuals.rows());
  std::vector<float> sizes(static_cast<std::size_t>(residuals.cols()));
  for (Eigen::Index row = 0; row < residuals.rows(); ++row) {
    for (std::size_t t = 0; t < sizes.size(); ++t) {
      sizes[t] = std::abs(residuals(row, static_cast<Eigen::Index>(t)));
    }
    result[row] = normal_deviation * median_size(sizes);
  }
  return result;
}

/// The scale before any fit: what jumps from sample to sample, without the curve's slow course.
Eigen::VectorXf first_deviations(const Eigen::Ref<const Eigen::MatrixXf>& series) {
  const Eigen::Index n = series.cols() - 1;
  const Eigen::MatrixXf jumps = series.rightCols(n) - series.leftCols(n);
  return deviations(jumps) / std::sqrt(2.0F);
}

}  // namespace

RobustFit robust_fit(const Eigen::Ref<const Eigen::MatrixXf>& basis,
                     const Eigen::Ref<const Eigen::MatrixXf>& series) {
  RobustFit fit;
  // The median stands for the start, so that large offsets cost no accuracy.
  Eigen::VectorXf level(series.rows());
  std::vector<float> sorted(static_cast<std::size_t>(series.cols()));
  for (Eigen::Index row = 0; row < series.rows(); ++row) {
    for (std::size_t t = 0; t < sorted.size(); ++t) {
      sorted[t] = series(row, static_cast<Eigen::Index>(t));
    }
    level[row] = median_size(sorted);
  }
  Eigen::MatrixXf residuals = series.colwise() - level;
  fit.deviation = first_deviations(series);
  Eigen::MatrixXf winsorised(series.rows(), series.cols());
  Eigen::MatrixXf step(series.rows(), basis.cols());
  for (int scale = 0; scale < most_scales; ++scale) {
    const Eigen::ArrayXf limit = huber_deviations * fit.deviation.array();
    for (int projection = 0; projection < projections_per_scale; ++projection) {
      for (Eigen::Index t = 0; t < series.cols(); ++t) {
        winsorised.col(t) = residuals.col(t).array().min(limit).max(-limit);
      }
      step.noalias() = winsorised * basis;
      residuals.noalias() -= step * basis.transpose();
    }
    fit.deviation = deviations(residuals);
  }
  fit.curve = series - residuals;
  return fit;
}

}  // namespace rewire
