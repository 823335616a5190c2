#include "stages/preprocess/mask_bold.h"

namespace rewire {

void fields(FieldVisitor& /*visitor*/, MaskBoldParams& /*params*/) {}

std::vector<Problem> check_mask_bold(const Realigned& scan,
                                     const ScanSpace& space,
                                     const MaskBoldParams& /*params*/) {
  if (same_grid(scan.bold.grid, space.grid())) return {};
  return {{.found = "a brain mask of " + describe(space.grid()),
           .expected = "the scan's grid of " + describe(scan.bold.grid),
           .where = "brain mask",
           .remedy = "resample the mask to the scan"}};
}

MaskedBold mask_bold(const Realigned& scan,
                     const ScanSpace& space,
                     const MaskBoldParams& /*params*/) {
  return apply_mask(scan.bold, space.brain);
}

}  // namespace rewire
