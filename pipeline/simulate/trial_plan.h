#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "pipeline/simulate/params.h"

namespace rewire::simulation {

struct Visit {
  std::size_t session = 0;  ///< index into the parameters' sessions
  bool takes_place = true;
  double effect_share = 0.0;     ///< of the full effect of the treatment
  double effect_fisher_z = 0.0;  ///< planted change of an edge with a share of 1
  double motion_scale = 1.0;
  double madrs = 0.0;
};

struct Participant {
  std::string label;  ///< "sub-01"
  std::string arm;
  std::string site;
  int age = 0;
  char sex = 'F';
  double response = 0.0;  ///< multiplies the planted effects; 0 in the reference arm
  std::vector<Visit> visits;
};

/// Who gets what: allocation in blocks of one participant per arm, everything random from the seed.
/// With a share of missing sessions above 0 at least one session is missing.
std::vector<Participant> plan_trial(const SimulateParams& params);

}  // namespace rewire::simulation
