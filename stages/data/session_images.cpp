#include "stages/data/session_images.h"

#include <Eigen/LU>
#include <cmath>

#include "stages/core/content.h"
#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/names.h"

namespace rewire {

std::vector<Problem> validate(const SessionImages& images, const std::string& where) {
  Requirements requirements(where, "look at the sessions' images");
  requirements.require(!images.images.empty() && images.names.size() == images.images.size(),
                       std::to_string(images.images.size()) + " images of " +
                           std::to_string(images.names.size()) + " sessions",
                       "one image per session, at least one");
  require_distinct_names(requirements, images.names, "session");
  for (const Volume& image : images.images) requirements.add(validate(image, where));
  return requirements.take();
}

std::vector<Problem> validate(const Midpoint& midpoint, const std::string& where) {
  Requirements requirements(where, "look at the sessions' images");
  requirements.add(validate(midpoint.image, where));
  require_distinct_names(requirements, midpoint.names, "session");
  requirements.require(midpoint.midpoint_from_session.size() == midpoint.names.size() &&
                           midpoint.correlations.size() == midpoint.names.size(),
                       std::to_string(midpoint.midpoint_from_session.size()) + " transforms of " +
                           std::to_string(midpoint.names.size()) + " sessions",
                       "one transform and one correlation per session");
  for (const Eigen::Matrix4d& matrix : midpoint.midpoint_from_session) {
    requirements.require(
        matrix.allFinite() && std::abs(matrix.topLeftCorner<3, 3>().determinant()) > 1e-6,
        "a transform that cannot be inverted",
        "rigid transforms");
  }
  for (const double r : midpoint.correlations) {
    requirements.require(
        std::abs(r) <= 1.0 + 1e-9, "a correlation outside -1 to 1", "a correlation");
  }
  return requirements.take();
}

void add_content(Digester& digester, const SessionImages& images) {
  add_content(digester, images.names);
  add_content(digester, images.images);
}

void add_content(Digester& digester, const Midpoint& midpoint) {
  add_content(digester, midpoint.image);
  add_content(digester, midpoint.names);
  for (const Eigen::Matrix4d& matrix : midpoint.midpoint_from_session) {
    add_content(digester, matrix);
  }
  add_content(digester, midpoint.correlations);
}

}  // namespace rewire
