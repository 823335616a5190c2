#include "stages/kernels/registration/mattes.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "stages/core/error.h"
#include "stages/kernels/registration/sample_points.h"
#include "stages/kernels/registration/threshold.h"

namespace rewire {
namespace {

/// Bins at both ends that only the spline's tails reach.
constexpr int padding = 2;
constexpr int inner_bins = MattesInformation::bins - 2 * padding - 1;

[[noreturn]] void fail(const char* found) {
  throw NumericalError({.found = found,
                        .expected = "images that overlap and have contrast",
                        .where = "mutual-information registration",
                        .remedy = "look at both images and their positions in a viewer"});
}

struct Range {
  float low;
  float high;
};

/// Without the few brightest voxels, which would crowd all others into few bins.
Range range_of(std::span<const float> values) {
  const Range range{*std::min_element(values.begin(), values.end()), quantile(values, 0.999)};
  if (!(range.high > range.low)) fail("an image of one value throughout");
  return range;
}

/// Cubic B-spline weights of the four bins around, t behind the second, and their slopes.
struct Parzen {
  int first;
  Eigen::Array4d weight;
  Eigen::Array4d slope;
};

Parzen parzen(float position) {
  const float whole = std::floor(position);
  const auto t = static_cast<double>(position - whole);
  const double s = 1.0 - t;
  return {static_cast<int>(whole) - 1,
          {s * s * s / 6.0,
           (4.0 - 3.0 * t * t * (2.0 - t)) / 6.0,
           (4.0 - 3.0 * s * s * (2.0 - s)) / 6.0,
           t * t * t / 6.0},
          {-0.5 * s * s, 1.5 * t * t - 2.0 * t, 2.0 * s - 1.5 * s * s, 0.5 * t * t}};
}

}  // namespace

MattesInformation::MattesInformation(const ImageView& fixed,
                                     std::span<const std::uint8_t> fixed_mask,
                                     const ImageView& moving,
                                     double spacing_mm)
    : moving_(moving.dims, moving.values), voxel_from_world_(moving.world_from_voxel.inverse()) {
  const std::vector<std::size_t> samples = sample_voxels(fixed, fixed_mask, spacing_mm);
  if (samples.empty()) fail("an empty mask");
  std::vector<float> values;
  values.reserve(samples.size());
  for (const std::size_t index : samples) values.push_back(fixed.values[index]);
  const Range range = range_of(values);
  points_.reserve(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Eigen::Vector3d world = voxel_centre(fixed, samples[i]);
    const float share = std::min((values[i] - range.low) / (range.high - range.low), 1.0F);
    points_.push_back({world.cast<float>(), std::min(static_cast<int>(share * bins), bins - 1)});
    centre_ += world / static_cast<double>(samples.size());
  }
  double squared_mm2 = 0.0;
  for (const Point& point : points_) {
    squared_mm2 += (point.world.cast<double>() - centre_).squaredNorm();
  }
  radius_mm_ = std::max(std::sqrt(squared_mm2 / static_cast<double>(points_.size())), 1.0);
  const Range moving_range = range_of(moving.values);
  moving_low_ = moving_range.low;
  bins_per_value_ = static_cast<float>(inner_bins) / (moving_range.high - moving_range.low);
}

MattesValue MattesInformation::at(const Eigen::Matrix4d& moving_from_fixed) const {
  const Eigen::Matrix4d voxel_from_fixed = voxel_from_world_ * moving_from_fixed;
  const Eigen::Matrix3f linear = voxel_from_fixed.topLeftCorner<3, 3>().cast<float>();
  const Eigen::Vector3f shift = voxel_from_fixed.topRightCorner<3, 1>().cast<float>();
  struct Hit {
    std::uint32_t point;
    float position;
    float inside;  ///< 0 where the value lies outside the bins and moves none of them
    Eigen::Vector3f slope;
  };
  std::vector<Hit> hits;
  hits.reserve(points_.size());
  Table joint = Table::Zero();
  for (std::uint32_t i = 0; i < points_.size(); ++i) {
    const Eigen::Vector3f voxel = linear * points_[i].world + shift;
    if (!moving_.covers(voxel)) continue;
    const SplineSample sample = moving_.sample(voxel);
    const float bin = (sample.value - moving_low_) * bins_per_value_;
    const float kept = std::clamp(bin, 0.0F, static_cast<float>(inner_bins));
    hits.push_back({i,
                    kept + static_cast<float>(padding),
                    kept == bin ? 1.0F : 0.0F,
                    Eigen::Vector3f(sample.di, sample.dj, sample.dk)});
    const Parzen at = parzen(hits.back().position);
    joint.col(points_[i].bin).segment<4>(at.first) += at.weight;
  }
  if (hits.empty()) fail("images that do not overlap");
  const auto count = static_cast<double>(hits.size());
  joint /= count;
  const Eigen::Array<double, bins, 1> of_moving = joint.rowwise().sum();

  MattesValue result;
  result.covered = count / static_cast<double>(points_.size());
  Table ratio = Table::Zero();
  for (int f = 0; f < bins; ++f) {
    const double of_fixed = joint.col(f).sum();
    for (int m = 0; m < bins; ++m) {
      if (!(joint(m, f) > 0.0)) continue;
      ratio(m, f) = std::log(joint(m, f) / of_moving[m]);
      result.information += joint(m, f) * (ratio(m, f) - std::log(of_fixed));
    }
  }
  for (const Hit& hit : hits) {
    const Point& point = points_[hit.point];
    const Parzen at = parzen(hit.position);
    const double by_bin = (ratio.col(point.bin).segment<4>(at.first) * at.slope).sum();
    const auto by_value = static_cast<double>(hit.inside * bins_per_value_) * by_bin / count;
    const Eigen::Vector3d by_place = by_value * (linear.transpose() * hit.slope).cast<double>();
    result.by_translation += by_place;
    result.by_linear += by_place * (point.world.cast<double>() - centre_).transpose();
  }
  return result;
}

}  // namespace rewire
