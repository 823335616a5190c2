#include "stages/kernels/registration/morphology.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

constexpr float infinite = std::numeric_limits<float>::infinity();

/// The lower envelope of parabolas over one line; `spacing` between its points.
class LineTransform {
 public:
  explicit LineTransform(std::size_t n) : heights_(n), roots_(n), borders_(n + 1) {}

  void run(float* line, std::size_t stride, std::size_t n, double spacing) {
    std::size_t parabolas = 0;
    for (std::size_t q = 0; q < n; ++q) {
      heights_[q] = line[q * stride];
      if (heights_[q] == infinite) continue;
      double border = -std::numeric_limits<double>::infinity();
      while (parabolas > 0) {
        border = crossing(roots_[parabolas - 1], q, spacing);
        if (border > borders_[parabolas - 1]) break;
        --parabolas;
        border = -std::numeric_limits<double>::infinity();
      }
      roots_[parabolas] = q;
      borders_[parabolas] = border;
      ++parabolas;
    }
    if (parabolas == 0) return;
    std::size_t current = 0;
    for (std::size_t q = 0; q < n; ++q) {
      const double x = static_cast<double>(q) * spacing;
      while (current + 1 < parabolas && borders_[current + 1] < x) ++current;
      const double d = x - static_cast<double>(roots_[current]) * spacing;
      line[q * stride] = static_cast<float>(d * d + heights_[roots_[current]]);
    }
  }

 private:
  double crossing(std::size_t a, std::size_t b, double spacing) const {
    const double xa = static_cast<double>(a) * spacing;
    const double xb = static_cast<double>(b) * spacing;
    return (static_cast<double>(heights_[b]) + xb * xb - heights_[a] - xa * xa) / (2.0 * (xb - xa));
  }

  std::vector<float> heights_;
  std::vector<std::size_t> roots_;
  std::vector<double> borders_;
};

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// Marks all voxels reachable from `seeds` through faces where `open` holds; returns them.
template <class Open>
std::vector<std::size_t> flood(const Lattice& lattice,
                               std::vector<std::size_t> seeds,
                               const Open& open,
                               std::vector<std::uint8_t>& seen) {
  const std::array<std::size_t, 3> dims{
      size(lattice.dims[0]), size(lattice.dims[1]), size(lattice.dims[2])};
  const std::array<std::size_t, 3> stride{1, dims[0], dims[0] * dims[1]};
  for (std::size_t next = 0; next < seeds.size(); ++next) {
    const std::size_t index = seeds[next];
    const std::array<std::size_t, 3> at{
        index % dims[0], (index / stride[1]) % dims[1], index / stride[2]};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto visit = [&](std::size_t neighbour) {
        if (seen[neighbour] != 0 || !open(neighbour)) return;
        seen[neighbour] = 1;
        seeds.push_back(neighbour);
      };
      if (at[axis] > 0) visit(index - stride[axis]);
      if (at[axis] + 1 < dims[axis]) visit(index + stride[axis]);
    }
  }
  return seeds;
}

MaskValues where(const std::vector<float>& distance, double radius_mm, bool within) {
  // Rounding of squared distances must not decide at exact multiples of the spacing.
  const auto limit = static_cast<float>(radius_mm * radius_mm * (1.0 + 1e-5) + 1e-6);
  MaskValues result(distance.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = static_cast<std::uint8_t>((distance[i] <= limit) == within);
  }
  return result;
}

}  // namespace

std::vector<float> squared_distance_mm2(const Lattice& lattice,
                                        std::span<const std::uint8_t> mask,
                                        std::uint8_t target) {
  std::vector<float> distance(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i) distance[i] = mask[i] == target ? 0.0F : infinite;
  std::size_t stride = 1;
  for (int axis = 0; axis < 3; ++axis) {
    const std::size_t n = size(lattice.dims[size(axis)]);
    const double spacing = lattice.world_from_voxel.col(axis).head<3>().norm();
    const std::size_t lines = mask.size() / n;
    parallel_for(lines, 512, [&](std::size_t begin, std::size_t end) {
      LineTransform transform(n);
      for (std::size_t line = begin; line < end; ++line) {
        const std::size_t start = line / stride * stride * n + line % stride;
        transform.run(distance.data() + start, stride, n, spacing);
      }
    });
    stride *= n;
  }
  return distance;
}

MaskValues dilate(const Lattice& lattice, std::span<const std::uint8_t> mask, double radius_mm) {
  return where(squared_distance_mm2(lattice, mask, 1), radius_mm, true);
}

MaskValues erode(const Lattice& lattice, std::span<const std::uint8_t> mask, double radius_mm) {
  return where(squared_distance_mm2(lattice, mask, 0), radius_mm, false);
}

MaskValues largest_component(const Lattice& lattice, std::span<const std::uint8_t> mask) {
  std::vector<std::uint8_t> seen(mask.size(), 0);
  std::vector<std::size_t> largest;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == 0 || seen[i] != 0) continue;
    seen[i] = 1;
    std::vector<std::size_t> part = flood(
        lattice, {i}, [&](std::size_t voxel) { return mask[voxel] != 0; }, seen);
    if (part.size() > largest.size()) largest.swap(part);
  }
  MaskValues result(mask.size(), 0);
  for (const std::size_t voxel : largest) result[voxel] = 1;
  return result;
}

MaskValues fill_holes(const Lattice& lattice, std::span<const std::uint8_t> mask) {
  const std::array<int, 3>& dims = lattice.dims;
  std::vector<std::uint8_t> seen(mask.size(), 0);
  std::vector<std::size_t> border;
  std::size_t index = 0;
  for (int k = 0; k < dims[2]; ++k) {
    for (int j = 0; j < dims[1]; ++j) {
      for (int i = 0; i < dims[0]; ++i, ++index) {
        const bool outer =
            i == 0 || j == 0 || k == 0 || i == dims[0] - 1 || j == dims[1] - 1 || k == dims[2] - 1;
        if (!outer || mask[index] != 0) continue;
        seen[index] = 1;
        border.push_back(index);
      }
    }
  }
  flood(
      lattice, std::move(border), [&](std::size_t voxel) { return mask[voxel] == 0; }, seen);
  for (std::uint8_t& value : seen) value = value == 0 ? 1 : 0;
  return seen;
}

std::size_t count_inside(std::span<const std::uint8_t> mask) {
  return static_cast<std::size_t>(
      std::count_if(mask.begin(), mask.end(), [](std::uint8_t value) { return value != 0; }));
}

double dice(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  std::size_t both = 0;
  for (std::size_t i = 0; i < a.size(); ++i) both += a[i] != 0 && b[i] != 0 ? 1U : 0U;
  return 2.0 * static_cast<double>(both) / static_cast<double>(count_inside(a) + count_inside(b));
}

}  // namespace rewire
