#include "stages/kernels/registration/unwrap_phase.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <queue>

#include "stages/kernels/registration/threshold.h"

namespace rewire {
namespace {

constexpr float turn_rad = 2.0F * std::numbers::pi_v<float>;
constexpr double bright_share = 0.9;

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// The phase nearest to `near` among those that differ by whole turns.
float nearest(float phase, float near) {
  return phase + turn_rad * std::round((near - phase) / turn_rad);
}

float median_of(const std::vector<float>& phase, const std::vector<std::size_t>& voxels) {
  std::vector<float> values;
  values.reserve(voxels.size());
  for (const std::size_t v : voxels) values.push_back(phase[v]);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// A voxel that could be taken up next, and the one that it would hang on.
struct Edge {
  float quality;
  std::size_t voxel;
  std::size_t from;
  /// Best first, then in memory order: one order on any machine.
  bool operator<(const Edge& other) const {
    if (quality != other.quality) return quality < other.quality;
    return voxel != other.voxel ? voxel > other.voxel : from > other.from;
  }
};

class Unwrapping {
 public:
  Unwrapping(const std::array<int, 3>& dims,
             std::span<const float> phase_rad,
             std::span<const float> magnitude,
             std::span<const std::uint8_t> mask)
      : dims_(dims),
        stride_{1, size(dims[0]), size(dims[0]) * size(dims[1])},
        magnitude_(magnitude),
        mask_(mask),
        phase_(phase_rad.begin(), phase_rad.end()),
        taken_(phase_rad.size(), 0) {
    if (!magnitude.empty()) bright_ = quantile(magnitude, bright_share);
  }

  std::vector<float> unwrap() {
    std::vector<std::size_t> all;
    float median_of_first = 0.0F;
    for (const std::size_t seed : seeds()) {
      if (taken_[seed] != 0) continue;
      const std::vector<std::size_t> part = grow(seed);
      if (all.empty()) {
        median_of_first = median_of(phase_, part);
      } else {
        turn(part, median_of_first);
      }
      all.insert(all.end(), part.begin(), part.end());
    }
    if (!all.empty()) turn(all, 0.0F);
    return std::move(phase_);
  }

 private:
  /// The mask's voxels, brightest first.
  std::vector<std::size_t> seeds() const {
    std::vector<std::size_t> voxels;
    for (std::size_t v = 0; v < mask_.size(); ++v) {
      if (mask_[v] != 0) voxels.push_back(v);
    }
    if (!magnitude_.empty()) {
      std::stable_sort(voxels.begin(), voxels.end(), [&](std::size_t a, std::size_t b) {
        return magnitude_[a] > magnitude_[b];
      });
    }
    return voxels;
  }

  /// Moves a part by whole turns until its median is nearest to `goal`.
  void turn(const std::vector<std::size_t>& part, float goal) {
    const float median = median_of(phase_, part);
    const float by = nearest(median, goal) - median;
    for (const std::size_t v : part) phase_[v] += by;
  }

  std::vector<std::size_t> grow(std::size_t seed) {
    std::vector<std::size_t> part{seed};
    taken_[seed] = 1;
    offer_neighbours(seed);
    while (!edges_.empty()) {
      const Edge edge = edges_.top();
      edges_.pop();
      if (taken_[edge.voxel] != 0) continue;
      taken_[edge.voxel] = 1;
      phase_[edge.voxel] = nearest(phase_[edge.voxel], phase_[edge.from]);
      part.push_back(edge.voxel);
      offer_neighbours(edge.voxel);
    }
    return part;
  }

  void offer_neighbours(std::size_t v) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::size_t at = v / stride_[axis] % size(dims_[axis]);
      if (at > 0) offer(v, v - stride_[axis]);
      if (at + 1 < size(dims_[axis])) offer(v, v + stride_[axis]);
    }
  }

  void offer(std::size_t from, std::size_t voxel) {
    if (mask_[voxel] == 0 || taken_[voxel] != 0) return;
    const float step = nearest(phase_[voxel], phase_[from]) - phase_[from];
    float quality = 1.0F - std::abs(step) / std::numbers::pi_v<float>;
    if (!magnitude_.empty()) {
      quality *= std::min({magnitude_[voxel] / bright_, magnitude_[from] / bright_, 1.0F});
    }
    edges_.push({quality, voxel, from});
  }

  std::array<int, 3> dims_;
  std::array<std::size_t, 3> stride_;
  std::span<const float> magnitude_;
  std::span<const std::uint8_t> mask_;
  std::vector<float> phase_;
  std::vector<std::uint8_t> taken_;
  std::priority_queue<Edge> edges_;
  float bright_ = 1.0F;
};

}  // namespace

std::vector<float> unwrap_phase(const std::array<int, 3>& dims,
                                std::span<const float> phase_rad,
                                std::span<const float> magnitude,
                                std::span<const std::uint8_t> mask) {
  return Unwrapping(dims, phase_rad, magnitude, mask).unwrap();
}

}  // namespace rewire
