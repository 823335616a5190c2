#include "stages/data/masked_bold.h"

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/repetition_time.h"

namespace rewire {

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
}

}  // namespace rewire
