#include "stages/data/session_volumes.h"

#include "stages/core/content.h"
#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/names.h"

namespace rewire {

std::vector<Problem> validate(const SessionVolumes& volumes, const std::string& where) {
  Requirements requirements(where, "look at the T1w images and their registration");
  require_distinct_names(requirements, volumes.sessions, "session");
  requirements.require(
      volumes.jacobian_mm3.rows() == static_cast<Eigen::Index>(volumes.regions.size()) &&
          volumes.jacobian_mm3.cols() == static_cast<Eigen::Index>(volumes.sessions.size()),
      std::to_string(volumes.jacobian_mm3.rows()) + " x " +
          std::to_string(volumes.jacobian_mm3.cols()) + " volumes",
      "one per region and session");
  requirements.require(
      volumes.jacobian_mm3.allFinite() && (volumes.jacobian_mm3.array() >= 0.0).all(),
      "volumes that are negative or not finite",
      "volumes in mm³");
  return requirements.take();
}

void add_content(Digester& digester, const SessionVolumes& volumes) {
  add_content(digester, volumes.atlas);
  add_content(digester, volumes.regions);
  add_content(digester, volumes.sessions);
  add_content(digester, volumes.jacobian_mm3);
}

}  // namespace rewire
