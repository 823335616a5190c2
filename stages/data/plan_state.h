#pragma once

#include <string>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire {

/// What is known of a plan besides its text.
struct PlanState {
  std::string text;      ///< "locked 2026-05-01T12:00:00Z and unchanged", "NOT LOCKED: ..."
  bool is_kept = false;  ///< locked, and the same since
  bool is_unblinded = false;
};

std::vector<Problem> validate(const PlanState& state, const std::string& where);

void add_content(Digester& digester, const PlanState& state);

}  // namespace rewire
