#include "stages/preprocess/moved_volumes.h"

#include <Eigen/LU>
#include <algorithm>

#include "stages/core/parallel.h"
#include "stages/kernels/registration/rigid.h"

namespace rewire {

std::span<const float> volume_of(const BoldRun& bold, Eigen::Index volume) {
  return {bold.values.col(volume).data(), static_cast<std::size_t>(bold.values.rows())};
}

std::vector<Eigen::Matrix4d> reference_from_volumes(const Motion& motion, const Grid& grid) {
  const Eigen::Vector3d centre = lattice_centre(grid.dims, grid.world_from_voxel);
  std::vector<Eigen::Matrix4d> matrices;
  for (Eigen::Index t = 0; t < motion.parameters.rows(); ++t) {
    matrices.push_back(rigid_matrix(motion.parameters.row(t).transpose(), centre));
  }
  return matrices;
}

Eigen::MatrixXf resample_volumes(const BoldRun& bold,
                                 const std::vector<Eigen::Index>& volumes,
                                 const std::vector<Eigen::Matrix4d>& reference_from_volume,
                                 const SamplingMap& map) {
  Eigen::MatrixXf values(static_cast<Eigen::Index>(map.voxel_count()),
                         static_cast<Eigen::Index>(volumes.size()));
  const Eigen::Matrix4d voxel_from_world = bold.grid.world_from_voxel.inverse();
  parallel_for(volumes.size(), 1, [&](std::size_t begin, std::size_t) {
    const CubicSpline spline(bold.grid.dims, volume_of(bold, volumes[begin]));
    auto column = values.col(static_cast<Eigen::Index>(begin));
    resample_moved(spline,
                   voxel_from_world * reference_from_volume[begin].inverse(),
                   map,
                   {column.data(), static_cast<std::size_t>(column.size())});
  });
  return values;
}

std::vector<float> mean_of_columns(const Eigen::MatrixXf& values, Eigen::Index first_column) {
  std::vector<float> mean(static_cast<std::size_t>(values.rows()));
  parallel_for(mean.size(), 4096, [&](std::size_t begin, std::size_t end) {
    const auto first = static_cast<Eigen::Index>(begin);
    const auto rows = static_cast<Eigen::Index>(end - begin);
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(rows);
    for (Eigen::Index t = first_column; t < values.cols(); ++t) {
      sum += values.col(t).segment(first, rows).array().cast<double>();
    }
    const Eigen::ArrayXf result =
        (sum / static_cast<double>(values.cols() - first_column)).cast<float>();
    std::copy(result.data(), result.data() + rows, mean.data() + begin);
  });
  return mean;
}

}  // namespace rewire
