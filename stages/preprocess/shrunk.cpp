#include "stages/preprocess/shrunk.h"

#include <utility>
#include <vector>

#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/sample_points.h"
#include "stages/preprocess/views.h"

namespace rewire {

Volume shrunk(const Volume& volume, double spacing_mm) {
  ShrunkImage small =
      shrink(view_of(volume), factors_for(volume.grid.world_from_voxel, spacing_mm));
  Grid grid = grid_of(small.lattice);
  grid.world_from_voxel = grid.world_from_voxel.cast<float>().cast<double>().eval();
  return {.grid = grid, .values = std::move(small.values)};
}

Mask shrunk(const Mask& mask, double spacing_mm) {
  const Volume share = shrunk(
      Volume{mask.grid, std::vector<float>(mask.inside.begin(), mask.inside.end())}, spacing_mm);
  Mask result{.grid = share.grid, .inside = std::vector<std::uint8_t>(share.values.size(), 0)};
  for (std::size_t i = 0; i < share.values.size(); ++i) result.inside[i] = share.values[i] > 0.5F;
  return result;
}

}  // namespace rewire
