#include "stages/data/masked_bold.h"

#include <utility>

#include "stages/core/parallel.h"
#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/repetition_time.h"

namespace rewire {

MaskedBold apply_mask(const BoldRun& bold, Mask mask) {
  const std::vector<std::size_t> voxels = mask.indices();
  MaskedBold masked{
      .mask = std::move(mask),
      .values = Eigen::MatrixXf(static_cast<Eigen::Index>(voxels.size()), bold.values.cols()),
      .repetition_time_s = bold.repetition_time_s,
      .dummy_volumes = bold.dummy_volumes};
  const auto volumes = static_cast<std::size_t>(bold.values.cols());
  parallel_for(volumes, 16, [&](std::size_t begin, std::size_t end) {
    for (auto volume = static_cast<Eigen::Index>(begin); volume < static_cast<Eigen::Index>(end);
         ++volume) {
      for (std::size_t v = 0; v < voxels.size(); ++v) {
        masked.values(static_cast<Eigen::Index>(v), volume) =
            bold.values(static_cast<Eigen::Index>(voxels[v]), volume);
      }
    }
  });
  return masked;
}

std::vector<Problem> validate(const MaskedBold& bold, const std::string& where) {
  Requirements requirements(where, "check that mask and scan belong together");
  requirements.add(validate(bold.mask, where));
  requirements.require(static_cast<std::size_t>(bold.values.rows()) == bold.mask.count(),
                       std::to_string(bold.values.rows()) + " voxels",
                       std::to_string(bold.mask.count()) + " inside the mask");
  requirements.require(
      bold.values.cols() >= 2, std::to_string(bold.values.cols()) + " volumes", "two or more");
  requirements.require(bold.values.allFinite(), "values that are not finite", "finite values");
  require_repetition_time(requirements, bold.repetition_time_s);
  return requirements.take();
}

void add_content(Digester& digester, const MaskedBold& bold) {
  add_content(digester, bold.mask);
  add_content(digester, bold.values);
  add_content(digester, bold.repetition_time_s);
  digester.integer(bold.dummy_volumes);
}

}  // namespace rewire
