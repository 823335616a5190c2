#pragma once

#include "stages/compare/planned/choose_endpoints.h"
#include "stages/compare/planned/plan.h"
#include "stages/compare/planned/sample.h"
#include "stages/data/comparison.h"

namespace rewire {

/// The exploratory families as a whole: changes per arm by compare(), arms against the reference
/// arm by the planned model where it has permutations (else by compare(), too), with the network
/// tests that the plan asks for. In a cross-over only the treatments are compared.
Comparison explore(const Sample& sample, const PlanParams& plan, const ChosenEndpoints& chosen);

}  // namespace rewire
