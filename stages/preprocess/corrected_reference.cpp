#include "stages/preprocess/corrected_reference.h"

#include <Eigen/LU>

#include "stages/kernels/registration/moved_volume.h"
#include "stages/preprocess/views.h"

namespace rewire {

void add_distortion(SamplingMap& map, const Distortion& distortion) {
  if (!distortion.is_known()) return;
  add_shift(map,
            lattice_of(distortion.grid),
            distortion.shift_voxels,
            distortion.axis,
            distortion.modulation == IntensityModulation::jacobian ? Modulate::yes : Modulate::no);
}

Volume corrected_reference(const Volume& reference, const Distortion& distortion) {
  SamplingMap map = sampling_map(lattice_of(reference.grid));
  add_distortion(map, distortion);
  Volume corrected{.grid = reference.grid, .values = std::vector<float>(reference.values.size())};
  resample_moved(CubicSpline(reference.grid.dims, reference.values),
                 reference.grid.world_from_voxel.inverse(),
                 map,
                 corrected.values);
  return corrected;
}

}  // namespace rewire
