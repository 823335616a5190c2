#include "stages/dynamics/state_use.h"

#include <limits>

namespace rewire {

using Eigen::Index;

StateUse use_of_states(std::vector<int> sequence, const StatePlaces& places, int states) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  StateUse use;
  use.occupancy = Eigen::VectorXd::Zero(states);
  use.dwell_s = Eigen::VectorXd::Zero(states);
  use.transitions = Eigen::MatrixXd::Zero(states, states);
  use.silhouette = nan;
  const double step_s = static_cast<double>(places.step) * places.repetition_time_s;
  Eigen::VectorXd visits = Eigen::VectorXd::Zero(states);
  double changes = 0.0;
  double neighbours = 0.0;
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    const int state = sequence[i];
    use.starts_s.push_back(static_cast<double>(places.starts[i]) * places.repetition_time_s);
    use.occupancy[state] += 1.0 / static_cast<double>(sequence.size());
    use.dwell_s[state] += step_s;
    const bool follows = i > 0 && places.runs[i] == places.runs[i - 1] &&
                         places.starts[i] - places.starts[i - 1] == places.step;
    if (follows) {
      use.transitions(sequence[i - 1], state) += 1.0;
      neighbours += 1.0;
      changes += state != sequence[i - 1] ? 1.0 : 0.0;
    }
    if (!follows || state != sequence[i - 1]) visits[state] += 1.0;
  }
  for (int k = 0; k < states; ++k) {
    use.dwell_s[k] = visits[k] > 0.0 ? use.dwell_s[k] / visits[k] : nan;
    const double left = use.transitions.row(k).sum();
    use.transitions.row(k) *= left > 0.0 ? 1.0 / left : nan;
  }
  use.changes_per_minute = neighbours > 0.0 ? 60.0 * changes / (neighbours * step_s) : nan;
  use.sequence = std::move(sequence);
  return use;
}

}  // namespace rewire
