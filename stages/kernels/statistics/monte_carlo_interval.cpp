#include "stages/kernels/statistics/monte_carlo_interval.h"

#include <algorithm>

#include "stages/kernels/statistics/distributions.h"

namespace rewire {

MonteCarloInterval monte_carlo_interval(double reached, double count, double confidence) {
  const double random = count - 1.0;
  const double hits = std::clamp(reached - 1.0, 0.0, std::max(random, 0.0));
  if (!(random > 0.0)) return {0.0, 1.0};
  const double tail = 0.5 * (1.0 - confidence);
  return {hits > 0.0 ? beta_quantile(tail, hits, random - hits + 1.0) : 0.0,
          hits < random ? beta_quantile(1.0 - tail, hits + 1.0, random - hits) : 1.0};
}

}  // namespace rewire
