#include "stages/parcellate/voxel_signal.h"

#include <limits>
#include <numeric>
#include <vector>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

constexpr std::size_t block_voxels = 1024;

/// Fills the voxels [begin, begin + rows).
Eigen::Index measure(const Eigen::MatrixXf& values,
                     Eigen::Index begin,
                     Eigen::Index rows,
                     VoxelSignal& signal) {
  const Eigen::Index volumes = values.cols();
  const auto volume = [&](Eigen::Index t) {
    return values.col(t).segment(begin, rows).array().cast<double>();
  };
  Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(rows);
  for (Eigen::Index t = 0; t < volumes; ++t) mean += volume(t);
  mean /= static_cast<double>(volumes);
  // A line through centred time: slope = sum(time * value) / sum(time²).
  Eigen::ArrayXd slope = Eigen::ArrayXd::Zero(rows);
  Eigen::ArrayXd variation = Eigen::ArrayXd::Zero(rows);
  Eigen::ArrayXi varies = Eigen::ArrayXi::Zero(rows);
  double time_squares = 0.0;
  for (Eigen::Index t = 0; t < volumes; ++t) {
    const double time = static_cast<double>(t) - 0.5 * static_cast<double>(volumes - 1);
    time_squares += time * time;
    slope += time * (volume(t) - mean);
    variation += (volume(t) - mean).square();
    varies = varies.max((volume(t) != volume(0)).cast<int>());
  }
  const Eigen::ArrayXd squares = (variation - slope.square() / time_squares).max(0.0);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Eigen::ArrayXd deviation =
      volumes > 2 ? Eigen::ArrayXd((squares / static_cast<double>(volumes - 2)).sqrt())
                  : Eigen::ArrayXd::Constant(rows, nan);
  signal.tsnr.segment(begin, rows) = (deviation > 0.0).select((mean / deviation).abs(), nan);
  signal.has_signal.segment(begin, rows) = varies;
  return (!mean.isFinite()).count();
}

}  // namespace

VoxelSignal voxel_signal(const Eigen::MatrixXf& values) {
  VoxelSignal signal;
  signal.tsnr.resize(values.rows());
  signal.has_signal.resize(values.rows());
  const auto voxels = static_cast<std::size_t>(values.rows());
  std::vector<Eigen::Index> not_finite((voxels + block_voxels - 1) / block_voxels, 0);
  parallel_for(voxels, block_voxels, [&](std::size_t begin, std::size_t end) {
    not_finite[begin / block_voxels] = measure(
        values, static_cast<Eigen::Index>(begin), static_cast<Eigen::Index>(end - begin), signal);
  });
  signal.not_finite = std::accumulate(not_finite.begin(), not_finite.end(), Eigen::Index{0});
  return signal;
}

}  // namespace rewire
