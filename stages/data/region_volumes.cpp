#include "stages/data/region_volumes.h"

#include <cmath>

#include "stages/core/content.h"
#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"

namespace rewire {

std::vector<Problem> validate(const RegionVolumes& volumes, const std::string& where) {
  Requirements requirements(where, "look at the T1w and its registration");
  const auto regions = static_cast<Eigen::Index>(volumes.regions.size());
  requirements.require(
      volumes.counted_mm3.size() == regions && volumes.jacobian_mm3.size() == regions,
      std::to_string(volumes.counted_mm3.size()) + " and " +
          std::to_string(volumes.jacobian_mm3.size()) + " volumes",
      "one per region (" + std::to_string(regions) + ")");
  const auto usable = [](double mm3) { return std::isfinite(mm3) && mm3 >= 0.0; };
  bool good = usable(volumes.intracranial_mm3) && usable(volumes.grey_mm3) &&
              usable(volumes.white_mm3) && usable(volumes.csf_mm3);
  for (const double mm3 : volumes.jacobian_mm3) good = good && usable(mm3);
  for (const double mm3 : volumes.counted_mm3) good = good && (std::isnan(mm3) || usable(mm3));
  requirements.require(good, "volumes that are negative or not finite", "volumes in mm³");
  return requirements.take();
}

void add_content(Digester& digester, const RegionVolumes& volumes) {
  add_content(digester, volumes.atlas);
  add_content(digester, volumes.regions);
  add_content(digester, volumes.counted_mm3);
  add_content(digester, volumes.jacobian_mm3);
  add_content(digester, volumes.intracranial_mm3);
  add_content(digester, volumes.grey_mm3);
  add_content(digester, volumes.white_mm3);
  add_content(digester, volumes.csf_mm3);
}

}  // namespace rewire
