#include "stages/kernels/registration/halfway.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// A place between voxels; false when it lies outside the image.
struct Cell {
  std::size_t corner = 0;
  std::array<float, 3> part{};
};

bool locate(const std::array<int, 3>& dims, const std::array<float, 3>& position, Cell& cell) {
  std::array<std::size_t, 3> base{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const float last = static_cast<float>(dims[axis] - 1);
    if (!(position[axis] >= 0.0F && position[axis] < last)) return false;
    base[axis] = static_cast<std::size_t>(position[axis]);
    cell.part[axis] = position[axis] - static_cast<float>(base[axis]);
  }
  cell.corner = base[0] + size(dims[0]) * (base[1] + size(dims[1]) * base[2]);
  return true;
}

float interpolate(const float* values, std::size_t row, std::size_t slice, const Cell& cell) {
  const float* at = values + cell.corner;
  const auto along_i = [&](const float* p) { return p[0] + cell.part[0] * (p[1] - p[0]); };
  const auto along_j = [&](const float* p) {
    const float low = along_i(p);
    return low + cell.part[1] * (along_i(p + row) - low);
  };
  const float low = along_j(at);
  return low + cell.part[2] * (along_j(at + slice) - low);
}

/// A displacement along rows of a lattice `ratio` times as fine as its own, in fine voxels.
class RowDisplacement {
 public:
  RowDisplacement(const VectorField& field, int ratio) : field_(field), ratio_(ratio) {
    for (auto& line : line_) line.resize(size(field.dims[0]));
    for (auto& row : row_) row.resize(size(field.dims[0] * ratio));
  }

  const std::array<std::vector<float>, 3>& row(int j, int k) {
    const Axis y = axis(j, field_.dims[1]);
    const Axis z = axis(k, field_.dims[2]);
    const std::size_t nx = size(field_.dims[0]);
    const std::size_t slice = nx * size(field_.dims[1]);
    for (std::size_t part = 0; part < 3; ++part) {
      const float* values = field_.part[part].data();
      const float* a = values + y.low * nx + z.low * slice;
      const float* b = values + y.high * nx + z.low * slice;
      const float* c = values + y.low * nx + z.high * slice;
      const float* d = values + y.high * nx + z.high * slice;
      float* line = line_[part].data();
      const auto voxels = static_cast<float>(ratio_);
      for (std::size_t i = 0; i < nx; ++i) {
        const float low = a[i] + y.part * (b[i] - a[i]);
        const float high = c[i] + y.part * (d[i] - c[i]);
        line[i] = voxels * (low + z.part * (high - low));
      }
      spread(line_[part], row_[part]);
    }
    return row_;
  }

 private:
  struct Axis {
    std::size_t low;
    std::size_t high;
    float part;
  };

  Axis axis(int fine, int dim) const {
    const float centre = (static_cast<float>(fine) + 0.5F) / static_cast<float>(ratio_) - 0.5F;
    const float inside = std::clamp(centre, 0.0F, static_cast<float>(dim - 1));
    const int low = std::min(static_cast<int>(inside), std::max(dim - 2, 0));
    return {size(low), size(std::min(low + 1, dim - 1)), inside - static_cast<float>(low)};
  }

  void spread(const std::vector<float>& line, std::vector<float>& row) const {
    if (ratio_ == 1) {
      row = line;
      return;
    }
    for (int i = 0; i < static_cast<int>(row.size()); ++i) {
      const Axis x = axis(i, static_cast<int>(line.size()));
      row[size(i)] = line[x.low] + x.part * (line[x.high] - line[x.low]);
    }
  }

  const VectorField& field_;
  int ratio_;
  std::array<std::vector<float>, 3> line_;
  std::array<std::vector<float>, 3> row_;
};

struct Moments {
  double weight = 0.0;
  double sum = 0.0;
  double squares = 0.0;

  void add(double w, double value) {
    weight += w;
    sum += w * value;
    squares += w * value * value;
  }
  void add(const Moments& other) {
    weight += other.weight;
    sum += other.sum;
    squares += other.squares;
  }
};

void standardize(std::vector<float>& values, const Moments& moments) {
  if (!(moments.weight > 0.0)) return;
  const double mean = moments.sum / moments.weight;
  const double variance = moments.squares / moments.weight - mean * mean;
  const auto shift = static_cast<float>(mean);
  const auto scale = variance > 0.0 ? static_cast<float>(1.0 / std::sqrt(variance)) : 0.0F;
  parallel_for(values.size(), 65536, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) values[i] = (values[i] - shift) * scale;
  });
}

}  // namespace

ImagePair halfway_images(const WarpImages& images,
                         const VectorField& of_fixed,
                         const VectorField& of_moving,
                         int ratio) {
  const std::array<int, 3>& dims = images.lattice.dims;
  const std::size_t nx = size(dims[0]);
  const std::size_t slice = nx * size(dims[1]);
  ImagePair pair{.dims = dims, .fixed = {}, .moving = {}, .weight = {}};
  for (auto* values : {&pair.fixed, &pair.moving, &pair.weight}) {
    values->assign(images.fixed.size(), 0.0F);
  }
  const Eigen::Matrix4f matrix = (images.moving.world_from_voxel.inverse() *
                                  images.moving_from_fixed * images.lattice.world_from_voxel)
                                     .cast<float>();
  const std::size_t moving_row = size(images.moving.dims[0]);
  const std::size_t moving_slice = moving_row * size(images.moving.dims[1]);
  std::vector<std::array<Moments, 2>> moments(size(dims[2]));
  parallel_for(size(dims[2]), 1, [&](std::size_t k, std::size_t) {
    RowDisplacement fixed_rows(of_fixed, ratio);
    RowDisplacement moving_rows(of_moving, ratio);
    for (int j = 0; j < dims[1]; ++j) {
      const auto& back = fixed_rows.row(j, static_cast<int>(k));
      const auto& forth = moving_rows.row(j, static_cast<int>(k));
      const std::size_t start = k * slice + size(j) * nx;
      const auto y = static_cast<float>(j);
      const auto z = static_cast<float>(k);
      for (std::size_t i = 0; i < nx; ++i) {
        const auto x = static_cast<float>(i);
        Cell cell;
        if (!locate(dims, {x + back[0][i], y + back[1][i], z + back[2][i]}, cell)) continue;
        const float weight = interpolate(images.weight.data(), nx, slice, cell);
        pair.fixed[start + i] = interpolate(images.fixed.data(), nx, slice, cell);
        const float px = x + forth[0][i];
        const float py = y + forth[1][i];
        const float pz = z + forth[2][i];
        std::array<float, 3> position{};
        for (int axis = 0; axis < 3; ++axis) {
          position[size(axis)] =
              matrix(axis, 0) * px + matrix(axis, 1) * py + matrix(axis, 2) * pz + matrix(axis, 3);
        }
        if (!locate(images.moving.dims, position, cell)) continue;
        pair.moving[start + i] =
            interpolate(images.moving.values.data(), moving_row, moving_slice, cell);
        pair.weight[start + i] = weight;
        if (!(weight > 0.0F)) continue;
        moments[k][0].add(static_cast<double>(weight), static_cast<double>(pair.fixed[start + i]));
        moments[k][1].add(static_cast<double>(weight), static_cast<double>(pair.moving[start + i]));
      }
    }
  });
  std::array<Moments, 2> total;
  for (const auto& of_slice : moments) {
    total[0].add(of_slice[0]);
    total[1].add(of_slice[1]);
  }
  standardize(pair.fixed, total[0]);
  standardize(pair.moving, total[1]);
  return pair;
}

}  // namespace rewire
