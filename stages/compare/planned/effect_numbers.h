#pragma once

#include <span>
#include <vector>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/data/planned_comparison.h"

namespace rewire {

/// All numbers NaN.
PlannedEffect undefined_effect();

/// The column of an endpoint in a fit, and in the tests.
struct EndpointPlace {
  Eigen::Index in_fit = 0;
  Eigen::Index in_tests = 0;
};

/// The effects of one endpoint of every arm against the reference arm, with `tests` of each of
/// these arms or none; family and endpoint names are left to the caller.
std::vector<PlannedEffect> effects_of(const FollowupFit& fit,
                                      const EndpointPlace& place,
                                      std::span<const ContrastTest> tests,
                                      const TrialTable& table,
                                      const PlanParams& plan,
                                      const FitChanges& changes);

}  // namespace rewire
