#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/atlas.h"

namespace rewire {

/// How large an atlas' regions are in each of a participant's sessions.
struct SessionVolumes {
  std::string atlas;
  std::vector<Region> regions;
  std::vector<std::string> sessions;
  Eigen::MatrixXd jacobian_mm3;  ///< regions x sessions
};

/// Regions x sessions, finite and not negative.
std::vector<Problem> validate(const SessionVolumes& volumes, const std::string& where);

void add_content(Digester& digester, const SessionVolumes& volumes);

}  // namespace rewire
