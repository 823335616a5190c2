#include "stages/preprocess/tissue.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/tissue_field.h"
#include "stages/kernels/registration/tissue_mixture.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr float sure = 0.9F;
/// The outermost layer, where the mask may hold skull, does not shape the mixture.
constexpr double surface_mm = 4.0;
/// Fluid this far from the surface lies in the ventricles.
constexpr double deep_mm = 18.0;
/// What is taken off the white matter, so that a scan's voxel in it holds nothing else.
constexpr double white_margin_mm = 2.0;
/// Voxels beyond this size would leave nothing.
constexpr double large_voxel_mm = 2.9;

void clear_masks(Anatomy& anatomy) {
  for (Mask* mask : {&anatomy.white_matter, &anatomy.csf, &anatomy.grey_matter}) {
    *mask = {.grid = anatomy.brain.grid, .inside = MaskValues(anatomy.brain.inside.size(), 0)};
  }
}

void clear(Anatomy& anatomy) {
  clear_masks(anatomy);
  const std::size_t voxels = anatomy.brain.inside.size();
  for (Volume* probability :
       {&anatomy.grey_probability, &anatomy.white_probability, &anatomy.csf_probability}) {
    *probability = {.grid = anatomy.brain.grid, .values = std::vector<float>(voxels, 0.0F)};
  }
}

std::optional<TissueMixture> mixture_of(const Anatomy& anatomy) {
  const MaskValues inner = erode(lattice_of(anatomy.brain.grid), anatomy.brain.inside, surface_mm);
  std::vector<float> values;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] != 0) values.push_back(anatomy.head.values[i]);
  }
  return fit_tissue_mixture(values);
}

void warn_of_missing(Anatomy& anatomy) {
  for (const auto& [mask, name] : {std::pair{&anatomy.white_matter, "white matter"},
                                   std::pair{&anatomy.csf, "cerebrospinal fluid"}}) {
    if (mask->count() > 0) continue;
    anatomy.warnings.push_back({.found = std::string("no sure ") + name,
                                .expected = "three tissues of different intensity",
                                .where = "T1w",
                                .remedy = "its mean signal cannot be a confound",
                                .severity = Severity::warning});
  }
}

}  // namespace

LabelMap most_probable_tissue(const Anatomy& anatomy) {
  LabelMap tissues{.grid = anatomy.brain.grid,
                   .labels = std::vector<std::int32_t>(anatomy.brain.inside.size(), 0)};
  const std::array probabilities{&anatomy.grey_probability.values,
                                 &anatomy.white_probability.values,
                                 &anatomy.csf_probability.values};
  for (std::size_t v = 0; v < tissues.labels.size(); ++v) {
    if (anatomy.brain.inside[v] == 0) continue;
    float most = 0.0F;
    for (std::size_t t = 0; t < probabilities.size(); ++t) {
      if ((*probabilities[t])[v] <= most) continue;
      most = (*probabilities[t])[v];
      tissues.labels[v] = static_cast<std::int32_t>(t) + 1;
    }
  }
  return tissues;
}

void set_tissue_masks(Anatomy& anatomy) {
  clear_masks(anatomy);
  const Lattice lattice = lattice_of(anatomy.brain.grid);
  const MaskValues deep = erode(lattice, anatomy.brain.inside, deep_mm);
  const std::vector<float>& grey = anatomy.grey_probability.values;
  const std::vector<float>& white = anatomy.white_probability.values;
  const std::vector<float>& fluid = anatomy.csf_probability.values;
  MaskValues sure_white(white.size(), 0);
  for (std::size_t i = 0; i < white.size(); ++i) {
    anatomy.grey_matter.inside[i] = grey[i] > white[i] && grey[i] >= fluid[i] ? 1 : 0;
    anatomy.csf.inside[i] = deep[i] != 0 && fluid[i] > sure ? 1 : 0;
    sure_white[i] = white[i] > sure ? 1 : 0;
  }
  const std::array<double, 3> spacing = anatomy.brain.grid.spacing_mm();
  const double largest = *std::max_element(spacing.begin(), spacing.end());
  anatomy.white_matter.inside =
      largest < large_voxel_mm ? erode(lattice, sure_white, white_margin_mm) : sure_white;
}

void find_tissue(Anatomy& anatomy) {
  clear(anatomy);
  if (const std::optional<TissueMixture> mixture = mixture_of(anatomy)) {
    TissueField field = fit_tissue_field(view_of(anatomy.head), anatomy.brain.inside, *mixture, {});
    anatomy.csf_probability.values = std::move(field.probability[0]);
    anatomy.grey_probability.values = std::move(field.probability[1]);
    anatomy.white_probability.values = std::move(field.probability[2]);
    set_tissue_masks(anatomy);
  }
  warn_of_missing(anatomy);
}

}  // namespace rewire
