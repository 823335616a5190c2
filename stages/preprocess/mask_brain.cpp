#include "stages/preprocess/mask_brain.h"

#include <array>
#include <string>

#include "stages/core/error.h"
#include "stages/kernels/registration/automask.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// An adult's brain has 1,000,000 to 1,700,000 mm^3; a field of view may show a part of it.
constexpr double smallest_brain_mm3 = 100000.0;

constexpr std::array papers{Paper{"Otsu N",
                                  1979,
                                  "A threshold selection method from gray-level histograms",
                                  "10.1109/TSMC.1979.4310076",
                                  "eq. 12–14"}};

}  // namespace

void fields(FieldVisitor& visitor, MaskBrainParams& params) {
  visitor.number("opening",
                 params.opening_mm,
                 Unit::millimetres,
                 {0, 30},
                 "Bridges between brain and other tissue narrower than twice this are cut.");
  visitor.number("closing",
                 params.closing_mm,
                 Unit::millimetres,
                 {0, 30},
                 "Notches in the brain mask narrower than twice this are filled.");
}

std::vector<Problem> check_mask_brain(const Volume& mean, const MaskBrainParams&) {
  return validate(mean.grid, "mean volume");
}

Mask mask_brain(const Volume& mean, const MaskBrainParams& params) {
  Mask mask{.grid = mean.grid,
            .inside = automask(view_of(mean), params.opening_mm, params.closing_mm)};
  const double found_mm3 = static_cast<double>(mask.count()) * mask.grid.voxel_volume_mm3();
  if (found_mm3 < smallest_brain_mm3) {
    throw NumericalError(
        {.found = "a brain of " + std::to_string(static_cast<long>(found_mm3)) + " mm³",
         .expected = "at least " + std::to_string(static_cast<long>(smallest_brain_mm3)) + " mm³",
         .where = "mean volume",
         .remedy = "look at the scan in a viewer: it may be empty, cropped or not a head"});
  }
  return mask;
}

const Stage<Mask, MaskBrainParams, Volume> mask_brain_stage{
    .name = "mask_brain",
    .version = 1,
    .summary = "Find the brain in the mean volume",
    .run = &mask_brain,
    .check = &check_mask_brain,
    .papers = papers};

}  // namespace rewire
