#pragma once

#include <array>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// Two echo-planar images of one head on one lattice, encoded along one axis in different ways:
/// what belongs at x was recorded at x + voxels_per_hertz * field(x) along the axis, and brightened
/// by the share that it was squeezed.
struct OpposedPair {
  Lattice lattice;
  std::span<const float> first;
  std::span<const float> second;
  int axis = 1;
  double first_voxels_per_hertz = 0.0;
  double second_voxels_per_hertz = 0.0;
};

struct PairField {
  std::vector<float> field_hz;
  std::vector<float> first;   ///< as it would be without distortion
  std::vector<float> second;  ///< likewise
  /// Root mean squared difference of the images over their root mean square, as they were recorded
  /// and corrected.
  double difference_before = 0.0;
  double difference_after = 0.0;
  int iterations = 0;
};

/// The field that makes both images alike (Andersson, Skare & Ashburner 2003,
/// doi:10.1016/S1053-8119(03)00336-7): least squares of the difference of both corrected images,
/// intensities modulated by the Jacobian, with a membrane's energy of the field; Gauss–Newton, from
/// smooth images to sharp ones. Where neither image has contrast the field goes on smoothly. Throws
/// NumericalError for images without contrast.
PairField estimate_pair_field(const OpposedPair& pair);

}  // namespace rewire
