#include "stages/kernels/registration/automask.h"

#include <algorithm>

#include "stages/kernels/registration/threshold.h"

namespace rewire {
namespace {

/// Where between the background's level (0) and Otsu's threshold (1) the brain begins.
constexpr float threshold_share = 0.8F;

MaskValues close(const Lattice& lattice, const MaskValues& mask, double radius_mm) {
  // A voxel at the border has no outside that erosion could start from: what dilation filled there
  // stays only where the mask itself was.
  MaskValues closed = erode(lattice, dilate(lattice, mask, radius_mm), radius_mm);
  const auto [ni, nj, nk] = lattice.dims;
  std::size_t index = 0;
  for (int k = 0; k < nk; ++k) {
    for (int j = 0; j < nj; ++j) {
      for (int i = 0; i < ni; ++i, ++index) {
        const bool border = i == 0 || j == 0 || k == 0 || i == ni - 1 || j == nj - 1 || k == nk - 1;
        if (border) closed[index] = mask[index];
      }
    }
  }
  return closed;
}

}  // namespace

MaskValues automask(const ImageView& image, double opening_mm, double closing_mm) {
  const Lattice lattice{image.dims, image.world_from_voxel};
  MaskValues mask(image.values.size(), 0);
  const std::optional<float> otsu = otsu_threshold(image.values);
  if (!otsu) return mask;
  const float background = quantile(image.values, 0.02);
  const float threshold = background + threshold_share * (*otsu - background);
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = image.values[i] > threshold ? 1 : 0;
  // The opening parts brain from eyes and scalp; dilation back to what was there keeps the edge.
  const MaskValues core = largest_component(lattice, erode(lattice, mask, opening_mm));
  const MaskValues grown = dilate(lattice, core, 1.2 * opening_mm);
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = mask[i] != 0 && grown[i] != 0 ? 1 : 0;
  return fill_holes(lattice, close(lattice, largest_component(lattice, mask), closing_mm));
}

}  // namespace rewire
