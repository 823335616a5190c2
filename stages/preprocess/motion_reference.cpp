#include "stages/preprocess/motion_reference.h"

#include <algorithm>
#include <numeric>

#include "stages/core/parallel.h"
#include "stages/kernels/registration/threshold.h"

namespace rewire {
namespace {

constexpr float farthest = 3.0e38F;
/// Interquartile range of a standard normal variable.
constexpr float normal_iqr = 1.349F;

}  // namespace

Eigen::VectorXf outlyingness(const BoldRun& bold) {
  constexpr Eigen::Index stride = 3;
  const Eigen::Index points = (bold.values.rows() + stride - 1) / stride;
  const auto volume = [&](Eigen::Index t) {
    return Eigen::Map<const Eigen::VectorXf, 0, Eigen::InnerStride<stride>>(
        bold.values.col(t).data(), points);
  };
  Eigen::VectorXf mean = Eigen::VectorXf::Zero(points);
  for (Eigen::Index t = 0; t < bold.volume_count(); ++t) mean += volume(t);
  mean /= static_cast<float>(bold.volume_count());
  const float level = mean.norm();
  Eigen::VectorXf distance(bold.volume_count());
  for (Eigen::Index t = 0; t < bold.volume_count(); ++t) {
    const float own = volume(t).norm();
    distance[t] = own > 0.0F ? (volume(t) * (level / own) - mean).squaredNorm() : farthest;
  }
  distance.head(bold.non_steady_volumes).setConstant(farthest);
  return distance;
}

std::vector<Eigen::Index> calm_volumes(const Eigen::VectorXf& distance, std::size_t most) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(distance.size()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return distance[a] < distance[b];
  });
  order.resize(std::max((order.size() + 1) / 2, std::min(order.size(), most)));
  while (order.size() > 1 && distance[order.back()] == farthest) order.pop_back();
  std::sort(order.begin(), order.end());
  std::vector<Eigen::Index> chosen;
  const std::size_t taken = std::min(order.size(), most);
  for (std::size_t i = 0; i < taken; ++i)
    chosen.push_back(order[(2 * i + 1) * order.size() / (2 * taken)]);
  return chosen;
}

MotionReference make_motion_reference(const Eigen::MatrixXf& aligned,
                                      std::span<const std::uint8_t> mask) {
  const auto voxels = static_cast<std::size_t>(aligned.rows());
  const auto count = static_cast<std::size_t>(aligned.cols());
  const std::size_t trimmed = count / 10;
  MotionReference reference{.mean = std::vector<float>(voxels),
                            .weights = std::vector<float>(voxels)};
  std::vector<float>& deviations = reference.weights;
  parallel_for(voxels, 4096, [&](std::size_t begin, std::size_t end) {
    std::vector<float> sorted(count);
    for (std::size_t voxel = begin; voxel < end; ++voxel) {
      for (std::size_t t = 0; t < count; ++t) {
        sorted[t] = aligned(static_cast<Eigen::Index>(voxel), static_cast<Eigen::Index>(t));
      }
      std::sort(sorted.begin(), sorted.end());
      double sum = 0.0;
      for (std::size_t i = trimmed; i < count - trimmed; ++i) sum += static_cast<double>(sorted[i]);
      reference.mean[voxel] = static_cast<float>(sum / static_cast<double>(count - 2 * trimmed));
      deviations[voxel] = (sorted[count - 1 - count / 4] - sorted[count / 4]) / normal_iqr;
    }
  });
  std::vector<float> inside;
  for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
    if (mask[voxel] != 0) inside.push_back(deviations[voxel]);
  }
  const float usual = inside.empty() ? 0.0F : quantile(inside, 0.5);
  for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
    const float excess = usual > 0.0F ? std::max(deviations[voxel] / usual, 1.0F) : 1.0F;
    reference.weights[voxel] = mask[voxel] != 0 ? 1.0F / (excess * excess) : 0.0F;
  }
  return reference;
}

}  // namespace rewire
