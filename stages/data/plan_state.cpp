#include "stages/data/plan_state.h"

#include "stages/core/requirements.h"

namespace rewire {

std::vector<Problem> validate(const PlanState& state, const std::string& where) {
  Requirements requirements(where, "read the plan again");
  requirements.require(!state.text.empty(), "a plan of unknown state", "locked or not locked");
  return requirements.take();
}

void add_content(Digester& digester, const PlanState& state) {
  digester.text(state.text).integer(state.is_kept ? 1 : 0).integer(state.is_unblinded ? 1 : 0);
}

}  // namespace rewire
