#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/compare/planned/plan.h"
#include "stages/data/planned_comparison.h"
#include "stages/data/trial_inputs.h"

namespace rewire {

/// A line whose numbers are all unknown yet.
CheckLine check_line(const std::string& check, const std::string& quantity);

/// A line that says why there are no numbers.
CheckLine unknown_line(const std::string& check, const std::string& why);

/// Number, mean and deviation of the values that are numbers; a deviation that is rounding is 0.
void describe(CheckLine& line, const std::vector<double>& values);

/// Rows of a follow-up that are in, with their baselines. In a cross-over, whatever the follow-up,
/// those of the treatment with those of the reference treatment.
struct VisitPairs {
  std::vector<Eigen::Index> before;
  std::vector<Eigen::Index> after;
};
VisitPairs pairs_of(const TrialInputs& sample,
                    const PlannedTrial& trial,
                    const std::string& followup);

}  // namespace rewire
