#include <algorithm>
#include <map>

#include "stages/compare/planned/plan_table.h"
#include "stages/compare/planned/sample.h"
#include "stages/core/random.h"

namespace rewire {

void code_arms(TrialInputs& inputs, PlanParams& plan) {
  std::vector<std::string> arms = planned_arms(inputs.trial.table, plan.trial);
  std::sort(arms.begin(), arms.end());
  RandomStream random(plan_digest(plan).high, 0);
  for (std::size_t left = arms.size(); left > 1; --left) {
    std::swap(arms[left - 1], arms[random.below(static_cast<std::uint32_t>(left))]);
  }
  std::map<std::string, std::string> code_of;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    code_of[arms[i]] =
        i < 26 ? std::string(1, static_cast<char>('A' + i)) : "Z" + std::to_string(i);
  }
  const auto code = [&](std::string& arm) {
    const auto found = code_of.find(arm);
    if (found != code_of.end()) arm = found->second;
  };
  if (plan.trial.design == TrialDesign::crossover) {
    // The sequences tell the treatments.
    std::map<std::string, std::string> sequence_of;
    for (const std::string& sequence : inputs.trial.table.arms) {
      sequence_of[sequence] = "sequence " + std::to_string(sequence_of.size() + 1);
    }
    for (std::string& sequence : inputs.trial.table.arms) sequence = sequence_of[sequence];
    for (TrialRow& row : inputs.trial.table.rows) {
      row.factors.erase(plan.trial.sequence_column);
      if (!row.arm.empty()) row.arm = sequence_of[row.arm];
      const auto treatment = row.factors.find(plan.trial.arm_column);
      if (treatment != row.factors.end()) code(treatment->second);
    }
  } else {
    for (std::string& arm : inputs.trial.table.arms) code(arm);
    for (TrialRow& row : inputs.trial.table.rows) code(row.arm);
  }
  plan.trial.reference_arm = "A";
  plan.trial.arms.clear();
  for (const std::string& arm : arms) plan.trial.arms.push_back(code_of.at(arm));
}

}  // namespace rewire
