#include "stages/data/motion_estimate.h"

#include <utility>

namespace rewire {

std::vector<Problem> validate(const MotionEstimate& estimate, const std::string& where) {
  std::vector<Problem> problems = validate(estimate.motion, where);
  append(problems, validate(estimate.reference, where));
  return problems;
}

void add_content(Digester& digester, const MotionEstimate& estimate) {
  add_content(digester, estimate.motion);
  add_content(digester, estimate.reference);
}

}  // namespace rewire
