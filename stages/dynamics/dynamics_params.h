#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "stages/core/fields.h"

namespace rewire {

enum class WindowTaper { rectangle, convolved, hamming };
enum class StateDistance { euclidean, correlation };
/// Which sessions the centroids are fitted to; all are assigned to them.
enum class StateFit { all, baseline };

struct DynamicsParams {
  double window_s = 100.0;
  double step_s = 10.0;
  WindowTaper taper = WindowTaper::convolved;
  double taper_s = 6.0;
  double slowest_hz = 0.01;
  std::int64_t surrogates = 200;
  std::optional<std::int64_t> states = 5;
  StateDistance distance = StateDistance::euclidean;
  StateFit fit = StateFit::all;
  std::string baseline{};
  std::int64_t patterns = 8;
  std::string pattern_seed{};
  double pattern_share = 0.15;
  std::int64_t restarts = 10;
  std::int64_t seed = 1;
};

void fields(FieldVisitor& visitor, DynamicsParams& params);

}  // namespace rewire
