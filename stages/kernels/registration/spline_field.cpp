#include "stages/kernels/registration/spline_field.h"

#include <algorithm>
#include <cmath>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

}  // namespace

SplineField::SplineField(const std::array<int, 3>& dims, const std::array<int, 3>& spans)
    : dims_(dims), controls_{spans[0] + 3, spans[1] + 3, spans[2] + 3} {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double per_voxel =
        dims[axis] > 1 ? static_cast<double>(spans[axis]) / (dims[axis] - 1) : 0.0;
    for (int i = 0; i < dims[axis]; ++i) {
      const double position = per_voxel * i;
      const int cell = std::min(static_cast<int>(position), spans[axis] - 1);
      const double t = position - cell;
      const double s = 1.0 - t;
      axes_[axis].first.push_back(cell);
      axes_[axis].weight.push_back({s * s * s / 6.0,
                                    (4.0 - 3.0 * t * t * (2.0 - t)) / 6.0,
                                    (4.0 - 3.0 * s * s * (2.0 - s)) / 6.0,
                                    t * t * t / 6.0});
    }
  }
  values_.assign(size(controls_[0]) * size(controls_[1]) * size(controls_[2]), 0.0);
}

std::size_t SplineField::control(int a, int b, int c) const {
  return size(a) + size(controls_[0]) * (size(b) + size(controls_[1]) * size(c));
}

void SplineField::add_fit(std::span<const GridPoint> points,
                          std::span<const double> values,
                          std::span<double> at_points) {
  std::vector<double> numerator(values_.size(), 0.0);
  std::vector<double> denominator(values_.size(), 0.0);
  const auto visit = [&](const GridPoint& p, const auto& use) {
    const std::array<double, 4>& wx = axes_[0].weight[size(p.i)];
    const std::array<double, 4>& wy = axes_[1].weight[size(p.j)];
    const std::array<double, 4>& wz = axes_[2].weight[size(p.k)];
    for (int c = 0; c < 4; ++c) {
      for (int b = 0; b < 4; ++b) {
        const double plane = wy[size(b)] * wz[size(c)];
        const std::size_t row = control(axes_[0].first[size(p.i)],
                                        axes_[1].first[size(p.j)] + b,
                                        axes_[2].first[size(p.k)] + c);
        for (std::size_t a = 0; a < 4; ++a) use(row + a, plane * wx[a]);
      }
    }
  };
  const auto squares = [](const std::array<double, 4>& w) {
    return w[0] * w[0] + w[1] * w[1] + w[2] * w[2] + w[3] * w[3];
  };
  for (std::size_t n = 0; n < points.size(); ++n) {
    const GridPoint& p = points[n];
    const double total = squares(axes_[0].weight[size(p.i)]) * squares(axes_[1].weight[size(p.j)]) *
                         squares(axes_[2].weight[size(p.k)]);
    const double share = values[n] / total;
    visit(p, [&](std::size_t index, double w) {
      numerator[index] += w * w * w * share;
      denominator[index] += w * w;
    });
  }
  for (std::size_t i = 0; i < values_.size(); ++i) {
    numerator[i] = denominator[i] > 0.0 ? numerator[i] / denominator[i] : 0.0;
    values_[i] += numerator[i];
  }
  for (std::size_t n = 0; n < points.size(); ++n) {
    double sum = 0.0;
    visit(points[n], [&](std::size_t index, double w) { sum += w * numerator[index]; });
    at_points[n] += sum;
  }
}

void SplineField::add_to(std::span<float> image) const {
  const std::size_t row = size(dims_[0]);
  parallel_for(size(dims_[2]), 1, [&](std::size_t k, std::size_t) {
    const std::size_t plane_size = size(controls_[0]) * size(controls_[1]);
    std::vector<double> plane(plane_size, 0.0);
    for (std::size_t c = 0; c < 4; ++c) {
      const double* from = values_.data() + plane_size * (size(axes_[2].first[k]) + c);
      for (std::size_t v = 0; v < plane_size; ++v) plane[v] += axes_[2].weight[k][c] * from[v];
    }
    std::vector<double> line(size(controls_[0]));
    for (std::size_t j = 0; j < size(dims_[1]); ++j) {
      std::fill(line.begin(), line.end(), 0.0);
      for (std::size_t b = 0; b < 4; ++b) {
        const double* from = plane.data() + line.size() * (size(axes_[1].first[j]) + b);
        for (std::size_t v = 0; v < line.size(); ++v) line[v] += axes_[1].weight[j][b] * from[v];
      }
      float* out = image.data() + row * (j + size(dims_[1]) * k);
      for (std::size_t i = 0; i < row; ++i) {
        const double* from = line.data() + axes_[0].first[i];
        const std::array<double, 4>& w = axes_[0].weight[i];
        out[i] +=
            static_cast<float>(w[0] * from[0] + w[1] * from[1] + w[2] * from[2] + w[3] * from[3]);
      }
    }
  });
}

}  // namespace rewire
