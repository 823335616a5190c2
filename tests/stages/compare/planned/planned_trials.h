#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "stages/compare/planned/plan.h"
#include "stages/compare/planned/planned_analysis.h"
#include "stages/core/random.h"
#include "stages/data/trial_inputs.h"

namespace rewire::testing {

/// `per_arm` participants of placebo and as many of drug, ses-1 to ses-`sessions`, with structure
/// pairs and edges of random numbers; age, sex and site.
inline TrialInputs make_inputs(int per_arm, int sessions = 2) {
  TrialInputs inputs;
  TrialTable& table = inputs.trial.table;
  table.arms = {"drug", "placebo"};
  for (int s = 1; s <= sessions; ++s) table.sessions.push_back("ses-" + std::to_string(s));
  RandomStream random(3, 0);
  for (int i = 0; i < 2 * per_arm; ++i) {
    const double age = 30.0 + std::round(10.0 * random.normal());
    for (const std::string& session : table.sessions) {
      TrialRow row;
      row.participant = "sub-" + std::to_string(101 + i);
      row.session = session;
      row.arm = i % 2 == 0 ? "drug" : "placebo";
      row.covariates["age"] = age;
      row.factors["site"] = i % 3 == 0 ? "north" : "south";
      table.rows.push_back(std::move(row));
      inputs.quality.push_back(unknown_quality());
    }
  }
  const auto rows = static_cast<Eigen::Index>(table.rows.size());
  for (const auto& [name, endpoints] :
       {std::pair<std::string, std::vector<std::string>>{
            "structure_pair", {"amygdala--prefrontal", "amygdala--hippocampus"}},
        std::pair<std::string, std::vector<std::string>>{
            "edge", {"Amygdala_L--Amygdala_R", "Amygdala_L--Frontal", "Amygdala_R--Frontal"}}}) {
    EndpointFamily family{name, endpoints, {}};
    family.values.resize(rows, static_cast<Eigen::Index>(endpoints.size()));
    for (double& value : family.values.reshaped()) value = random.normal();
    inputs.trial.families.push_back(std::move(family));
  }
  return inputs;
}

inline PlanParams make_plan() {
  PlanParams plan;
  plan.trial.reference_arm = "placebo";
  plan.trial.baseline = "ses-1";
  plan.trial.followups = {"ses-2"};
  plan.endpoints.primary = {"structure_pair:amygdala--prefrontal"};
  plan.inference.permutations = 200;
  return plan;
}

/// The row of a visit.
inline TrialRow& row_at(TrialInputs& inputs, const std::string& sub, const std::string& ses) {
  for (TrialRow& row : inputs.trial.table.rows) {
    if (row.participant == sub && row.session == ses) return row;
  }
  throw std::runtime_error("no row " + sub + " " + ses);
}

inline PlannedComparison analyse(const TrialInputs& inputs, const PlanParams& plan) {
  PlannedComparison result = analyse_by_plan(inputs, {.text = "NOT LOCKED: test"}, plan);
  for (const Problem& problem : validate(result, "result")) ADD_FAILURE() << to_text(problem);
  return result;
}

}  // namespace rewire::testing
