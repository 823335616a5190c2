#pragma once

#include <vector>

#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/sample.h"

namespace rewire {

/// The primary effects again, each analysis under its name: completers only; arms with variances of
/// their own; weighted by the scans' standard errors where these are known (or by equal weights);
/// of a cross-over what is within participants alone, and with carry-over; and every combination
/// (specification) of the planned or the other of ANCOVA and change, without or with the change of
/// mean framewise displacement as a covariate (motion after the dose comes after randomisation, so
/// this is no better estimate, only another), and the planned or an alternative input. What cannot
/// be done, or would be the same, is a note, and so is the range over specifications.
struct Sensitivity {
  std::vector<PlannedEffect> effects;
  std::vector<std::string> notes;
};

Sensitivity sensitivity_analyses(const Sample& sample,
                                 const PlanParams& plan,
                                 const std::vector<ChosenEndpoint>& primary);

}  // namespace rewire
