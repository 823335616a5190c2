#include "stages/preprocess/mask_bold.h"

#include "stages/core/parallel.h"

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
  const std::vector<std::size_t> voxels = space.brain.indices();
  MaskedBold masked{
      .mask = space.brain,
      .values = Eigen::MatrixXf(static_cast<Eigen::Index>(voxels.size()), scan.bold.values.cols()),
      .repetition_time_s = scan.bold.repetition_time_s};
  const auto volumes = static_cast<std::size_t>(scan.bold.values.cols());
  parallel_for(volumes, 16, [&](std::size_t begin, std::size_t end) {
    for (auto volume = static_cast<Eigen::Index>(begin); volume < static_cast<Eigen::Index>(end);
         ++volume) {
      for (std::size_t v = 0; v < voxels.size(); ++v) {
        masked.values(static_cast<Eigen::Index>(v), volume) =
            scan.bold.values(static_cast<Eigen::Index>(voxels[v]), volume);
      }
    }
  });
  return masked;
}

}  // namespace rewire
