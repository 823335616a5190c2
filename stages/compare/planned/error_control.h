#pragma once

#include <Eigen/Core>

#include "stages/compare/planned/plan.h"

namespace rewire {

/// Adjusted p of the primary endpoints in the plan's order. Holm: a test that could not be made
/// (NaN) counts as one with p = 1. Fixed sequence: the largest p so far, 1 behind a NaN.
Eigen::VectorXd control_primary(const Eigen::Ref<const Eigen::VectorXd>& p, PrimaryControl control);

/// Adjusted p of the secondary endpoints; a NaN is not a test.
Eigen::VectorXd control_secondary(const Eigen::Ref<const Eigen::VectorXd>& p,
                                  SecondaryControl control);

}  // namespace rewire
