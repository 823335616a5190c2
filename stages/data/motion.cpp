#include "stages/data/motion.h"

#include <cmath>

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"

namespace rewire {
namespace {

bool displacements_defined(const Eigen::VectorXd& displacement_mm) {
  for (Eigen::Index t = 0; t < displacement_mm.size(); ++t) {
    const double value = displacement_mm[t];
    if (t == 0 && std::isnan(value)) continue;
    if (!std::isfinite(value) || value < 0.0) return false;
  }
  return true;
}

}  // namespace

std::vector<Problem> validate(const Motion& motion, const std::string& where) {
  Requirements requirements(where, "estimate the motion again");
  const Eigen::Index volumes = motion.parameters.rows();
  requirements.require(motion.parameters.cols() == 6,
                       std::to_string(motion.parameters.cols()) + " motion parameters",
                       "six: three translations and three rotations");
  requirements.require(
      motion.parameters.allFinite(), "motion parameters that are not finite", "finite numbers");
  requirements.require(
      motion.framewise_displacement_mm.size() == volumes,
      std::to_string(motion.framewise_displacement_mm.size()) + " framewise displacements",
      "one for each of " + std::to_string(volumes) + " volumes");
  requirements.require(displacements_defined(motion.framewise_displacement_mm),
                       "framewise displacements that are negative or not finite",
                       "millimetres of 0 or more, undefined for the first volume only");
  requirements.require(
      motion.rmsd_mm.size() == volumes && displacements_defined(motion.rmsd_mm),
      std::to_string(motion.rmsd_mm.size()) + " root mean square displacements, or some not finite",
      "one of 0 mm or more per volume, undefined for the first volume only");
  requirements.require(motion.reference_volume >= 0 && motion.reference_volume < volumes,
                       "reference volume " + std::to_string(motion.reference_volume),
                       "one of " + std::to_string(volumes) + " volumes, counted from 0");
  return requirements.take();
}

void add_content(Digester& digester, const Motion& motion) {
  add_content(digester, motion.parameters);
  add_content(digester, motion.framewise_displacement_mm);
  add_content(digester, motion.rmsd_mm);
  add_content(digester, motion.reference_volume);
}

}  // namespace rewire
