#include "stages/kernels/registration/opposed_pair.h"

#include <algorithm>
#include <cmath>

#include "stages/core/error.h"
#include "stages/core/interrupt.h"
#include "stages/core/parallel.h"
#include "stages/kernels/registration/field_solver.h"
#include "stages/kernels/registration/smooth.h"
#include "stages/kernels/registration/threshold.h"

namespace rewire {
namespace {

/// Images of unit brightness at this smoothness; details of the shift below this length yield.
struct Level {
  double smoothing_mm;
  double length_mm;
  int steps;
};
constexpr std::array<Level, 5> levels{
    {{12.0, 1.2, 6}, {8.0, 0.9, 6}, {5.0, 0.6, 5}, {3.0, 0.4, 4}, {0.0, 0.35, 4}}};
constexpr int solver_iterations = 60;
constexpr double solver_tolerance = 1e-2;
constexpr float longest_step_voxels = 1.0F;
constexpr double least_gain = 1e-3;

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// An image read between the voxels of its lines, by a cubic through four of them (Catmull–Rom).
class Lines {
 public:
  Lines(const std::array<int, 3>& dims, int axis, std::vector<float> values)
      : count_(dims[size(axis)]), values_(std::move(values)) {
    for (int a = 0; a < axis; ++a) stride_ *= size(dims[size(a)]);
  }

  struct Sample {
    float value;
    float slope;
  };
  /// At `shift` voxels from voxel `index`, the `at`-th of its line; beyond the ends their values.
  Sample read(std::size_t index, int at, float shift) const {
    const float last = static_cast<float>(count_ - 1);
    const float wanted = static_cast<float>(at) + shift;
    const float position = std::min(std::max(wanted, 0.0F), last);
    const int low = std::min(static_cast<int>(position), std::max(count_ - 2, 0));
    const float t = position - static_cast<float>(low);
    const float* line = values_.data() + index - stride_ * size(at);
    const auto value = [&](int i) { return line[stride_ * size(std::clamp(i, 0, count_ - 1))]; };
    const float a = value(low - 1);
    const float b = value(low);
    const float c = value(low + 1);
    const float d = value(low + 2);
    const float third = 0.5F * (3.0F * (b - c) + d - a);
    const float second = a - 2.5F * b + 2.0F * c - 0.5F * d;
    const float first = 0.5F * (c - a);
    const bool inside = wanted >= 0.0F && wanted <= last;
    return {.value = ((third * t + second) * t + first) * t + b,
            .slope = inside ? (3.0F * third * t + 2.0F * second) * t + first : 0.0F};
  }

 private:
  int count_;
  std::size_t stride_ = 1;
  std::vector<float> values_;
};

/// The difference r of both corrected images for a shift d of the first (the second's is ratio * d)
/// and its derivatives by d and by d's slope.
struct Linear {
  std::vector<float> difference;
  std::vector<float> by_shift;
  std::vector<float> by_slope;
};

class PairLevel {
 public:
  PairLevel(const std::array<int, 3>& dims,
            int axis,
            float ratio,
            std::vector<float> first,
            std::vector<float> second,
            const Membrane& membrane)
      : dims_(dims),
        axis_(axis),
        ratio_(ratio),
        first_(dims, axis, std::move(first)),
        second_(dims, axis, std::move(second)),
        membrane_(membrane) {
    for (int a = 0; a < axis; ++a) stride_ *= size(dims[size(a)]);
  }

  /// Calls visit(index, place along the axis) for each voxel, slices side by side.
  template <class Visit>
  void for_each_voxel(const Visit& visit) const {
    const std::size_t slice = size(dims_[0]) * size(dims_[1]);
    parallel_for(size(dims_[2]), 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t v = begin * slice; v < end * slice; ++v) {
        visit(v, static_cast<int>(v / stride_ % size(dims_[size(axis_)])));
      }
    });
  }

  bool is_inner(int at) const { return at > 0 && at + 1 < dims_[size(axis_)]; }

  float slope_at(std::span<const float> shift, std::size_t v, int at) const {
    return is_inner(at) ? 0.5F * (shift[v + stride_] - shift[v - stride_]) : 0.0F;
  }

  std::array<std::vector<float>, 2> corrected(std::span<const float> shift) const {
    std::array<std::vector<float>, 2> images{std::vector<float>(shift.size()),
                                             std::vector<float>(shift.size())};
    for_each_voxel([&](std::size_t v, int at) {
      const float slope = slope_at(shift, v, at);
      images[0][v] = (1.0F + slope) * first_.read(v, at, shift[v]).value;
      images[1][v] = (1.0F + ratio_ * slope) * second_.read(v, at, ratio_ * shift[v]).value;
    });
    return images;
  }

  Linear linearised(std::span<const float> shift) const {
    Linear linear{std::vector<float>(shift.size()),
                  std::vector<float>(shift.size()),
                  std::vector<float>(shift.size())};
    for_each_voxel([&](std::size_t v, int at) {
      const float slope = slope_at(shift, v, at);
      const Lines::Sample a = first_.read(v, at, shift[v]);
      const Lines::Sample b = second_.read(v, at, ratio_ * shift[v]);
      const float squeeze_a = 1.0F + slope;
      const float squeeze_b = 1.0F + ratio_ * slope;
      linear.difference[v] = a.value * squeeze_a - b.value * squeeze_b;
      linear.by_shift[v] = a.slope * squeeze_a - ratio_ * b.slope * squeeze_b;
      linear.by_slope[v] = is_inner(at) ? a.value - ratio_ * b.value : 0.0F;
    });
    return linear;
  }

  double cost(std::span<const float> shift) const {
    const auto images = corrected(shift);
    double sum = 0.0;
    for (std::size_t v = 0; v < shift.size(); ++v) {
      const auto difference = static_cast<double>(images[0][v] - images[1][v]);
      sum += difference * difference;
    }
    return sum + 2.0 * membrane_.energy(shift);
  }

  /// The step of Gauss–Newton.
  std::vector<float> step(std::span<const float> shift) const {
    const Linear linear = linearised(shift);
    const std::size_t count = shift.size();
    std::vector<float> right(count, 0.0F);
    membrane_.add_product(shift, right);
    std::vector<float> pulled(count);
    add_transposed(linear, linear.difference, pulled, right);
    for (float& value : right) value = -value;
    std::vector<float> diagonal(count);
    for_each_voxel([&](std::size_t v, int at) {
      const auto squared = [&](std::size_t w) { return linear.by_slope[w] * linear.by_slope[w]; };
      diagonal[v] = linear.by_shift[v] * linear.by_shift[v];
      if (at > 0) diagonal[v] += 0.25F * squared(v - stride_);
      if (at + 1 < dims_[size(axis_)]) diagonal[v] += 0.25F * squared(v + stride_);
    });
    membrane_.add_diagonal(diagonal);
    std::vector<float> changed(count);
    const FieldOperator matrix = [&](std::span<const float> in, std::span<float> out) {
      for_each_voxel([&](std::size_t v, int at) {
        changed[v] = linear.by_shift[v] * in[v] + linear.by_slope[v] * slope_at(in, v, at);
      });
      add_transposed(linear, changed, pulled, out);
      membrane_.add_product(in, out);
    };
    std::vector<float> result(count, 0.0F);
    solve_field(matrix, diagonal, right, result, solver_iterations, solver_tolerance);
    return result;
  }

 private:
  /// out += transpose of the derivative times u; `pulled` is room for by_slope * u.
  void add_transposed(const Linear& linear,
                      std::span<const float> u,
                      std::span<float> pulled,
                      std::span<float> out) const {
    for_each_voxel([&](std::size_t v, int) { pulled[v] = 0.5F * linear.by_slope[v] * u[v]; });
    for_each_voxel([&](std::size_t v, int at) {
      float sum = linear.by_shift[v] * u[v];
      if (at > 0) sum += pulled[v - stride_];
      if (at + 1 < dims_[size(axis_)]) sum -= pulled[v + stride_];
      out[v] += sum;
    });
  }

  std::array<int, 3> dims_;
  int axis_;
  float ratio_;
  Lines first_;
  Lines second_;
  Membrane membrane_;
  std::size_t stride_ = 1;
};

/// Goes downhill; gives the number of steps.
int descend(const PairLevel& level, std::vector<float>& shift, int steps) {
  double cost = level.cost(shift);
  for (int i = 0; i < steps; ++i) {
    throw_if_interrupted();
    const std::vector<float> step = level.step(shift);
    double share = 1.0;
    double reached = cost;
    std::vector<float> tried(shift.size());
    for (int halvings = 0; halvings < 5; ++halvings, share *= 0.5) {
      for (std::size_t v = 0; v < shift.size(); ++v) {
        const float length = std::clamp(step[v], -longest_step_voxels, longest_step_voxels);
        tried[v] = shift[v] + static_cast<float>(share) * length;
      }
      reached = level.cost(tried);
      if (reached < cost) break;
    }
    if (!(reached < cost)) return i;
    shift.swap(tried);
    const bool settled = cost - reached < least_gain * cost;
    cost = reached;
    if (settled) return i + 1;
  }
  return steps;
}

/// The mean of what is brighter than Otsu's threshold.
double brightness(std::span<const float> values) {
  const std::optional<float> threshold = otsu_threshold(values);
  if (!threshold) {
    throw NumericalError({.found = "an image of one intensity throughout",
                          .expected = "two images of a head",
                          .where = "pair of opposite phase encoding",
                          .remedy = "look at the images of the fmap directory"});
  }
  double sum = 0.0;
  double count = 0.0;
  for (const float value : values) {
    if (!(value > *threshold)) continue;
    sum += static_cast<double>(value);
    count += 1.0;
  }
  return sum / count;
}

std::vector<float> scaled(std::span<const float> values, double factor) {
  std::vector<float> result(values.begin(), values.end());
  for (float& value : result) value *= static_cast<float>(factor);
  return result;
}

double relative_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double difference = 0.0;
  double total = 0.0;
  for (std::size_t v = 0; v < a.size(); ++v) {
    const auto x = static_cast<double>(a[v]);
    const auto y = static_cast<double>(b[v]);
    difference += (x - y) * (x - y);
    total += 0.5 * (x * x + y * y);
  }
  return std::sqrt(difference / total);
}

}  // namespace

PairField estimate_pair_field(const OpposedPair& pair) {
  const double bright_first = brightness(pair.first);
  const double bright_second = brightness(pair.second);
  const std::vector<float> first = scaled(pair.first, 1.0 / bright_first);
  const std::vector<float> second = scaled(pair.second, 1.0 / bright_second);
  const Lattice& lattice = pair.lattice;
  const auto ratio = static_cast<float>(pair.second_voxels_per_hertz / pair.first_voxels_per_hertz);
  PairField result;
  result.difference_before = relative_difference(first, second);
  std::vector<float> shift(lattice.voxel_count(), 0.0F);
  for (const Level& level : levels) {
    const PairLevel images(
        lattice.dims,
        pair.axis,
        ratio,
        smooth({lattice.dims, lattice.world_from_voxel, first}, level.smoothing_mm),
        smooth({lattice.dims, lattice.world_from_voxel, second}, level.smoothing_mm),
        membrane_of(lattice, level.length_mm));
    result.iterations += descend(images, shift, level.steps);
    if (&level != &levels.back()) continue;
    auto corrected = images.corrected(shift);
    result.difference_after = relative_difference(corrected[0], corrected[1]);
    result.first = scaled(corrected[0], bright_first);
    result.second = scaled(corrected[1], bright_second);
  }
  result.field_hz = scaled(shift, 1.0 / pair.first_voxels_per_hertz);
  return result;
}

}  // namespace rewire
