#include "stages/kernels/registration/tissue_mixture.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stages/kernels/registration/threshold.h"

namespace rewire {
namespace {

constexpr std::size_t bins = 256;
constexpr int most_rounds = 200;

struct Histogram {
  double low = 0.0;
  double width = 0.0;
  std::vector<double> counts = std::vector<double>(bins, 0.0);

  double centre(std::size_t bin) const { return low + (static_cast<double>(bin) + 0.5) * width; }
};

double density(const TissueClass& tissue, double value) {
  const double d = (value - tissue.mean) / tissue.deviation;
  return tissue.share / tissue.deviation * std::exp(-0.5 * d * d);
}

/// One round; the change of the means, or nothing when a class died out.
std::optional<double> improve(const Histogram& histogram, TissueMixture& mixture) {
  std::array<std::array<double, 3>, 3> moments{};
  double total = 0.0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const double value = histogram.centre(bin);
    for (std::size_t c = 0; c < 3; ++c) {
      const double part = histogram.counts[bin] * mixture.posterior(c, value);
      moments[c][0] += part;
      moments[c][1] += part * value;
      moments[c][2] += part * value * value;
    }
    total += histogram.counts[bin];
  }
  double change = 0.0;
  for (std::size_t c = 0; c < 3; ++c) {
    if (moments[c][0] < 1e-4 * total) return std::nullopt;
    const double mean = moments[c][1] / moments[c][0];
    const double variance = moments[c][2] / moments[c][0] - mean * mean;
    change = std::max(change, std::abs(mean - mixture.classes[c].mean));
    mixture.classes[c] = {.mean = mean,
                          .deviation = std::sqrt(std::max(variance, std::pow(histogram.width, 2))),
                          .share = moments[c][0] / total};
  }
  return change;
}

}  // namespace

double TissueMixture::posterior(std::size_t index, double value) const {
  double total = 0.0;
  for (const TissueClass& tissue : classes) total += density(tissue, value);
  if (total > 0.0) return density(classes[index], value) / total;
  const std::size_t outermost = value < classes[1].mean ? 0 : 2;
  return index == outermost ? 1.0 : 0.0;
}

std::optional<TissueMixture> fit_tissue_mixture(std::span<const float> values) {
  if (values.empty()) return std::nullopt;
  Histogram histogram;
  histogram.low = static_cast<double>(quantile(values, 0.002));
  histogram.width =
      (static_cast<double>(quantile(values, 0.998)) - histogram.low) / static_cast<double>(bins);
  if (!(histogram.width > 0.0)) return std::nullopt;
  for (const float value : values) {
    const double bin = (static_cast<double>(value) - histogram.low) / histogram.width;
    if (bin >= 0.0 && bin < static_cast<double>(bins)) {
      histogram.counts[static_cast<std::size_t>(bin)] += 1.0;
    }
  }
  TissueMixture mixture;
  const double range = histogram.width * static_cast<double>(bins);
  for (std::size_t c = 0; c < 3; ++c) {
    const std::array<double, 3> typical{0.1, 0.5, 0.8};
    mixture.classes[c] = {.mean = static_cast<double>(quantile(values, typical[c])),
                          .deviation = 0.1 * range,
                          .share = 1.0 / 3.0};
  }
  for (int round = 0; round < most_rounds; ++round) {
    const std::optional<double> change = improve(histogram, mixture);
    if (!change) return std::nullopt;
    if (*change < 1e-4 * range) break;
  }
  std::sort(mixture.classes.begin(),
            mixture.classes.end(),
            [](const TissueClass& a, const TissueClass& b) { return a.mean < b.mean; });
  return mixture;
}

}  // namespace rewire
