#pragma once

#include <map>
#include <string>
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
  std::map<std::string, std::string> choices;  ///< of each analysis: see SpecificationLine
};

Sensitivity sensitivity_analyses(const Sample& sample,
                                 const PlanParams& plan,
                                 const std::vector<ChosenEndpoint>& primary);

/// Every analysis of each primary endpoint that could be made, the planned one among them, by its
/// estimate (specification curve: Simonsohn, Simmons & Nelson 2020,
/// doi:10.1038/s41562-020-0912-z).
std::vector<SpecificationLine> specification_curve(const std::vector<PlannedEffect>& planned,
                                                   const Sensitivity& others,
                                                   const PlanParams& plan);

}  // namespace rewire
