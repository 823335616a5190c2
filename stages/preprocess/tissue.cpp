#include "stages/preprocess/tissue.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/tissue_mixture.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr double sure = 0.9;
/// White matter begins here on the way from the grey to the white mean. Its own peak is narrow and
/// skewed by partial volume, so that a posterior would break it up; the erosion makes it sure.
constexpr double white_from_grey = 0.6;
/// The outermost layer, where the mask may hold skull, does not shape the mixture.
constexpr double surface_mm = 4.0;
/// Fluid this far from the surface lies in the ventricles.
constexpr double deep_mm = 18.0;

}  // namespace

TissueMasks find_tissue(const Volume& head, const Mask& brain) {
  const Lattice lattice = lattice_of(brain.grid);
  const MaskValues inner = erode(lattice, brain.inside, surface_mm);
  const MaskValues deep = erode(lattice, brain.inside, deep_mm);
  TissueMasks tissue{.white_matter = {brain.grid, MaskValues(inner.size(), 0)},
                     .csf = {brain.grid, MaskValues(inner.size(), 0)}};
  std::vector<float> values;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] != 0) values.push_back(head.values[i]);
  }
  const std::optional<TissueMixture> mixture = fit_tissue_mixture(values);
  if (!mixture) return tissue;
  const TissueClass& grey = mixture->classes[1];
  const TissueClass& white = mixture->classes[2];
  const double darkest_white = grey.mean + white_from_grey * (white.mean - grey.mean);
  const double brightest_white = white.mean + (white.mean - grey.mean);
  MaskValues white_matter(inner.size(), 0);
  for (std::size_t i = 0; i < inner.size(); ++i) {
    const auto value = static_cast<double>(head.values[i]);
    white_matter[i] = inner[i] != 0 && value > darkest_white && value < brightest_white ? 1 : 0;
    if (deep[i] != 0) tissue.csf.inside[i] = mixture->posterior(0, value) > sure ? 1 : 0;
  }
  const std::array<double, 3> spacing = brain.grid.spacing_mm();
  const double one_voxel = *std::max_element(spacing.begin(), spacing.end());
  tissue.white_matter.inside =
      one_voxel < 2.9 ? erode(lattice, white_matter, one_voxel) : white_matter;
  return tissue;
}

}  // namespace rewire
