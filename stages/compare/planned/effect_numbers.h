#pragma once

#include <vector>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/data/planned_comparison.h"

namespace rewire {

/// All numbers NaN.
PlannedEffect undefined_effect();

/// The effects of one endpoint (a column of `fit`) of every arm against the reference arm; family
/// and endpoint names are left to the caller.
std::vector<PlannedEffect> effects_of(const FollowupFit& fit,
                                      Eigen::Index endpoint,
                                      const TrialTable& table,
                                      const PlanParams& plan,
                                      const FitChanges& changes);

}  // namespace rewire
