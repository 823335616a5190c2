#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"
#include "stages/kernels/registration/tissue_mixture.h"

namespace rewire {

struct TissueFieldSettings {
  /// How much a neighbour at 1 mm through a face counts against the intensity; less when farther.
  double neighbour_weight = 0.25;
  int rounds = 10;
};

/// Probabilities of the three classes per voxel of the mask, 0 outside.
struct TissueField {
  TissueMixture mixture;
  std::array<std::vector<float>, 3> probability;
};

/// Refines a mixture of three intensities with a Markov random field over the six neighbours by
/// mean-field rounds of expectation and maximisation (Zhang, Brady & Smith 2001,
/// doi:10.1109/42.906424). All voxels change at once, from the round before.
TissueField fit_tissue_field(const ImageView& image,
                             std::span<const std::uint8_t> mask,
                             const TissueMixture& start,
                             const TissueFieldSettings& settings);

}  // namespace rewire
