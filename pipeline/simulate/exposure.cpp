#include "pipeline/simulate/exposure.h"

#include "pipeline/simulate/rigid.h"
#include "pipeline/simulate/template_brain.h"

namespace rewire::simulation {

float expose_voxel(const std::vector<float>& image,
                   const Grid& grid,
                   const Eigen::Matrix4d& grid_from_voxel,
                   int i,
                   int j,
                   int k) {
  float sum = 0.0F;
  for (int part = 0; part < 8; ++part) {
    const Eigen::Vector3d at(i + ((part & 1) != 0 ? 0.25 : -0.25),
                             j + ((part & 2) != 0 ? 0.25 : -0.25),
                             k + ((part & 4) != 0 ? 0.25 : -0.25));
    sum += sample(image, grid, to_point(grid_from_voxel, at));
  }
  return 0.125F * sum;
}

}  // namespace rewire::simulation
