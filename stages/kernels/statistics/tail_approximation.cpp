#include "stages/kernels/statistics/tail_approximation.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stages/core/random.h"

namespace rewire {
namespace {

constexpr std::size_t fewest = 50;
constexpr int simulated = 200;
constexpr double rejected_below = 0.05;

struct Pareto {
  double shape = 0.0;
  double scale = 0.0;

  double upper(double x) const {
    if (std::abs(shape) < 1e-9) return std::exp(-x / scale);
    const double base = 1.0 - shape * x / scale;
    return base > 0.0 ? std::pow(base, 1.0 / shape) : 0.0;
  }
  double quantile_of_upper(double p) const {
    if (std::abs(shape) < 1e-9) return -scale * std::log(p);
    return scale / shape * (1.0 - std::pow(p, shape));
  }
};

Pareto fit_moments(const std::vector<double>& excess) {
  double mean = 0.0;
  for (const double x : excess) mean += x;
  mean /= static_cast<double>(excess.size());
  double variance = 0.0;
  for (const double x : excess) variance += (x - mean) * (x - mean);
  variance /= static_cast<double>(excess.size() - 1);
  const double ratio = mean * mean / variance;
  // A tail that ends would give p = 0 beyond its end: the exponential one instead.
  if (ratio >= 1.0) return {0.0, mean};
  return {0.5 * (ratio - 1.0), 0.5 * mean * (ratio + 1.0)};
}

/// Anderson and Darling's A^2; `excess` ascending. Values where the fit has no tail left count as
/// if a little were.
double distance(const std::vector<double>& excess, const Pareto& fit) {
  const auto n = static_cast<double>(excess.size());
  double sum = 0.0;
  for (std::size_t i = 0; i < excess.size(); ++i) {
    const double low = std::clamp(1.0 - fit.upper(excess[i]), 1e-12, 1.0);
    const double high = std::max(fit.upper(excess[excess.size() - 1 - i]), 1e-12);
    sum += (2.0 * static_cast<double>(i) + 1.0) * (std::log(low) + std::log(high));
  }
  return -n - sum / n;
}

/// The share of samples of the fitted distribution whose own fit is as far off.
double goodness(const std::vector<double>& excess, const Pareto& fit, std::uint64_t seed) {
  const double observed = distance(excess, fit);
  int reached = 1;
  std::vector<double> sample(excess.size());
  for (int s = 0; s < simulated; ++s) {
    RandomStream random(seed, static_cast<std::uint64_t>(s));
    for (double& x : sample) x = fit.quantile_of_upper(1.0 - random.uniform());
    std::sort(sample.begin(), sample.end());
    reached += distance(sample, fit_moments(sample)) >= observed ? 1 : 0;
  }
  return static_cast<double>(reached) / (simulated + 1.0);
}

}  // namespace

TailFit fit_tail(const Eigen::Ref<const Eigen::VectorXd>& null, std::uint64_t seed) {
  std::vector<double> sorted(null.begin(), null.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t quarter = sorted.size() / 4;
  TailFit result;
  for (int tenth = 0; tenth < 10; ++tenth) {
    const std::size_t count = quarter - quarter * static_cast<std::size_t>(tenth) / 10;
    if (count < fewest) break;
    const std::size_t first = sorted.size() - count;
    // Halfway to the value below, so that all of the tail lies above.
    const double threshold = 0.5 * (sorted[first - 1] + sorted[first]);
    std::vector<double> excess;
    excess.reserve(count);
    for (std::size_t i = first; i < sorted.size(); ++i) excess.push_back(sorted[i] - threshold);
    if (!(excess.back() > excess.front())) break;
    const Pareto fit = fit_moments(excess);
    const double p = goodness(excess, fit, seed);
    result = {p > rejected_below,
              threshold,
              static_cast<double>(count) / static_cast<double>(sorted.size()),
              fit.shape,
              fit.scale,
              p};
    if (result.usable) break;
  }
  return result;
}

double tail_p(const TailFit& fit, const Eigen::Ref<const Eigen::VectorXd>& null, double value) {
  if (fit.usable && value > fit.threshold) {
    return fit.share * Pareto{fit.shape, fit.scale}.upper(value - fit.threshold);
  }
  const double reach = value - 1e-9 * std::abs(value);
  return static_cast<double>((null.array() >= reach).count()) / static_cast<double>(null.size());
}

}  // namespace rewire
