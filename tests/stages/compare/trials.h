#pragma once

#include <string>
#include <utility>
#include <vector>

#include "stages/data/comparison.h"
#include "stages/data/trial_data.h"

namespace rewire::testing {

/// sub-1001 and so on, one per entry of `arm_of`, each with every session; the values are one row
/// per participant and session, in that order.
inline TrialData make_trial(const std::vector<std::string>& arm_of,
                            const std::vector<std::string>& sessions,
                            const Eigen::MatrixXd& values) {
  TrialData trial;
  trial.table.sessions = sessions;
  for (std::size_t i = 0; i < arm_of.size(); ++i) {
    std::vector<std::string>& arms = trial.table.arms;
    if (std::find(arms.begin(), arms.end(), arm_of[i]) == arms.end()) arms.push_back(arm_of[i]);
    for (const std::string& session : sessions) {
      TrialRow row;
      row.participant = "sub-" + std::to_string(1001 + i);
      row.session = session;
      row.arm = arm_of[i];
      trial.table.rows.push_back(std::move(row));
    }
  }
  EndpointFamily family{"edge", {}, values};
  for (Eigen::Index e = 0; e < values.cols(); ++e) {
    family.endpoints.push_back("A" + std::to_string(e) + "--B");
  }
  trial.families.push_back(std::move(family));
  return trial;
}

inline void miss(TrialData& trial, std::size_t row, const std::string& reason) {
  trial.table.rows[row].missing_reason = reason;
  for (EndpointFamily& family : trial.families) {
    family.values.row(static_cast<Eigen::Index>(row)).setConstant(std::nan(""));
  }
}

inline std::vector<Effect> effects_of(const Comparison& comparison, const std::string& contrast) {
  std::vector<Effect> effects;
  for (const Effect& effect : comparison.effects) {
    if (effect.contrast == contrast) effects.push_back(effect);
  }
  return effects;
}

inline std::vector<std::string> arms(int placebo, int ketamine) {
  std::vector<std::string> names(static_cast<std::size_t>(placebo), "placebo");
  names.insert(names.end(), static_cast<std::size_t>(ketamine), "ketamine");
  return names;
}

}  // namespace rewire::testing
