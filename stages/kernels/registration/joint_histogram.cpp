#include "stages/kernels/registration/joint_histogram.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "stages/kernels/registration/sample_points.h"
#include "stages/kernels/registration/threshold.h"

namespace rewire {
namespace {

/// Bins between the smallest value and the 99.5th percentile.
std::vector<std::uint8_t> binned(std::span<const float> values) {
  const float low = *std::min_element(values.begin(), values.end());
  const float high = quantile(values, 0.995);
  const float scale = high > low ? static_cast<float>(JointHistogram::bins) / (high - low) : 0.0F;
  std::vector<std::uint8_t> result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float bin = std::min((values[i] - low) * scale, JointHistogram::bins - 1.0F);
    result[i] = static_cast<std::uint8_t>(bin);
  }
  return result;
}

double entropy_term(double share) { return share > 0.0 ? share * std::log(share) : 0.0; }

}  // namespace

JointHistogram::JointHistogram(const ImageView& fixed,
                               std::span<const std::uint8_t> fixed_mask,
                               const ImageView& moving,
                               double spacing_mm)
    : dims_(moving.dims),
      voxel_from_world_(moving.world_from_voxel.inverse()),
      moving_bins_(binned(moving.values)) {
  const std::vector<std::size_t> samples = sample_voxels(fixed, fixed_mask, spacing_mm);
  std::vector<float> values;
  values.reserve(samples.size());
  for (const std::size_t index : samples) values.push_back(fixed.values[index]);
  if (values.empty()) return;
  const std::vector<std::uint8_t> fixed_bins = binned(values);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Eigen::Vector3d world = voxel_centre(fixed, samples[i]);
    points_.push_back({.world = world.cast<float>(), .bin = fixed_bins[i]});
    centre_ += world / static_cast<double>(samples.size());
  }
}

double JointHistogram::mutual_information(const Eigen::Matrix4d& moving_from_fixed) const {
  const Eigen::Matrix4f matrix = (voxel_from_world_ * moving_from_fixed).cast<float>();
  std::array<int, static_cast<std::size_t>(bins * bins)> counts{};
  for (const Point& point : points_) {
    const Eigen::Vector3f at = matrix.topLeftCorner<3, 3>() * point.world +
                               matrix.topRightCorner<3, 1>() + Eigen::Vector3f::Constant(0.5F);
    int bin = 0;
    if (at[0] >= 0.0F && at[1] >= 0.0F && at[2] >= 0.0F && at[0] < static_cast<float>(dims_[0]) &&
        at[1] < static_cast<float>(dims_[1]) && at[2] < static_cast<float>(dims_[2])) {
      const int index = static_cast<int>(at[0]) +
                        dims_[0] * (static_cast<int>(at[1]) + dims_[1] * static_cast<int>(at[2]));
      bin = moving_bins_[static_cast<std::size_t>(index)];
    }
    ++counts[static_cast<std::size_t>(point.bin * bins + bin)];
  }
  const double total = std::max(static_cast<double>(points_.size()), 1.0);
  std::array<double, static_cast<std::size_t>(bins)> of_moving{};
  double information = 0.0;
  for (std::size_t f = 0; f < of_moving.size(); ++f) {
    double of_fixed = 0.0;
    for (std::size_t m = 0; m < of_moving.size(); ++m) {
      const double share = counts[f * of_moving.size() + m] / total;
      information += entropy_term(share);
      of_fixed += share;
      of_moving[m] += share;
    }
    information -= entropy_term(of_fixed);
  }
  for (const double share : of_moving) information -= entropy_term(share);
  return information;
}

}  // namespace rewire
