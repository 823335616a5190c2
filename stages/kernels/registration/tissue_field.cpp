#include "stages/kernels/registration/tissue_field.h"

#include <algorithm>
#include <cmath>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

using Probabilities = std::array<std::vector<float>, 3>;
/// Weight, sum and squared sum of the intensities per class.
using Moments = std::array<std::array<double, 3>, 3>;

/// Log-densities up to a constant that all classes share.
struct Likelihood {
  explicit Likelihood(const TissueMixture& mixture) {
    for (std::size_t c = 0; c < 3; ++c) {
      const TissueClass& tissue = mixture.classes[c];
      mean[c] = static_cast<float>(tissue.mean);
      precision[c] = static_cast<float>(0.5 / (tissue.deviation * tissue.deviation));
      constant[c] = static_cast<float>(std::log(tissue.share / tissue.deviation));
    }
  }

  float operator()(std::size_t c, float value) const {
    const float d = value - mean[c];
    return constant[c] - precision[c] * d * d;
  }

  std::array<float, 3> mean{};
  std::array<float, 3> precision{};
  std::array<float, 3> constant{};
};

class Rounds {
 public:
  Rounds(const ImageView& image, std::span<const std::uint8_t> mask, double neighbour_weight)
      : image_(image), mask_(mask) {
    stride_ = {1, size(image.dims[0]), size(image.dims[0]) * size(image.dims[1])};
    for (int axis = 0; axis < 3; ++axis) {
      weight_[size(axis)] =
          static_cast<float>(neighbour_weight / image.world_from_voxel.col(axis).head<3>().norm());
    }
    for (auto& part : now_) part.assign(mask.size(), 0.0F);
    next_ = now_;
  }

  /// Probabilities from intensities and the last round's neighbours; then the classes from them.
  void run(TissueMixture& mixture) {
    const Likelihood likelihood(mixture);
    std::vector<Moments> parts(size(image_.dims[2]));
    parallel_for(parts.size(), 1, [&](std::size_t k, std::size_t) {
      parts[k] = Moments{};
      slice(static_cast<int>(k), likelihood, parts[k]);
    });
    now_.swap(next_);
    update(parts, mixture);
  }

  Probabilities take() { return std::move(now_); }

 private:
  void slice(int k, const Likelihood& likelihood, Moments& moments) {
    std::size_t index = size(k) * stride_[2];
    for (int j = 0; j < image_.dims[1]; ++j) {
      for (int i = 0; i < image_.dims[0]; ++i, ++index) {
        if (mask_[index] == 0) continue;
        const float value = image_.values[index];
        std::array<float, 3> energy{};
        for (std::size_t c = 0; c < 3; ++c) energy[c] = likelihood(c, value);
        const std::array<int, 3> at{i, j, k};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          if (at[axis] > 0) add(index - stride_[axis], axis, energy);
          if (at[axis] + 1 < image_.dims[axis]) add(index + stride_[axis], axis, energy);
        }
        const float highest = std::max({energy[0], energy[1], energy[2]});
        float total = 0.0F;
        for (float& e : energy) total += e = std::exp(e - highest);
        for (std::size_t c = 0; c < 3; ++c) {
          const float p = energy[c] / total;
          next_[c][index] = p;
          moments[c][0] += static_cast<double>(p);
          moments[c][1] += static_cast<double>(p) * static_cast<double>(value);
          moments[c][2] +=
              static_cast<double>(p) * static_cast<double>(value) * static_cast<double>(value);
        }
      }
    }
  }

  void add(std::size_t neighbour, std::size_t axis, std::array<float, 3>& energy) const {
    for (std::size_t c = 0; c < 3; ++c) energy[c] += weight_[axis] * now_[c][neighbour];
  }

  static void update(const std::vector<Moments>& parts, TissueMixture& mixture) {
    Moments total{};
    for (const Moments& part : parts) {
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t m = 0; m < 3; ++m) total[c][m] += part[c][m];
      }
    }
    const double count = total[0][0] + total[1][0] + total[2][0];
    for (std::size_t c = 0; c < 3; ++c) {
      // A class that dies out keeps its place; the others go on.
      if (total[c][0] < 1e-3 * count) continue;
      TissueClass& tissue = mixture.classes[c];
      const double mean = total[c][1] / total[c][0];
      const double variance = total[c][2] / total[c][0] - mean * mean;
      tissue.deviation = std::max(std::sqrt(std::max(variance, 0.0)), 0.1 * tissue.deviation);
      tissue.mean = mean;
      tissue.share = total[c][0] / count;
    }
  }

  const ImageView& image_;
  std::span<const std::uint8_t> mask_;
  std::array<std::size_t, 3> stride_{};
  std::array<float, 3> weight_{};
  Probabilities now_;
  Probabilities next_;
};

}  // namespace

TissueField fit_tissue_field(const ImageView& image,
                             std::span<const std::uint8_t> mask,
                             const TissueMixture& start,
                             const TissueFieldSettings& settings) {
  TissueField result{.mixture = start, .probability = {}};
  Rounds rounds(image, mask, settings.neighbour_weight);
  for (int round = 0; round < settings.rounds; ++round) rounds.run(result.mixture);
  result.probability = rounds.take();
  return result;
}

}  // namespace rewire
