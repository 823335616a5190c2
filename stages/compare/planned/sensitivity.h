#pragma once

#include <vector>

#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/sample.h"

namespace rewire {

/// The primary effects again, each analysis under its name: completers only; with the change of
/// mean framewise displacement as a covariate (motion after the dose comes after randomisation, so
/// this is no better estimate, only another); the other of ANCOVA and change; arms with variances
/// of their own; each alternative input. What cannot be done, or would be the same, is a note.
struct Sensitivity {
  std::vector<PlannedEffect> effects;
  std::vector<std::string> notes;
};

Sensitivity sensitivity_analyses(const Sample& sample,
                                 const PlanParams& plan,
                                 const std::vector<ChosenEndpoint>& primary);

}  // namespace rewire
