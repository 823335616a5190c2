#include "stages/kernels/registration/bspline.h"

#include <algorithm>
#include <cmath>

namespace rewire {
namespace {

constexpr int before = 1;
constexpr int after = 2;
const float pole = std::sqrt(3.0F) - 2.0F;
/// Terms of the mirrored start sum after which pole^n is below float's resolution.
constexpr int horizon = 14;

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// The index that `i` mirrors to in [0, n).
int mirror(int i, int n) {
  if (n == 1) return 0;
  const int period = 2 * (n - 1);
  i = std::abs(i) % period;
  return i < n ? i : period - i;
}

/// Turns samples into coefficients along one axis, for `lanes` neighbouring lines at once.
void filter_lines(float* line, int n, std::size_t stride, std::size_t lanes) {
  if (n == 1) return;
  const auto at = [&](int i) { return line + size(i) * stride; };
  const float gain = (1.0F - pole) * (1.0F - 1.0F / pole);
  std::vector<float> start(lanes, 0.0F);
  float weight = 1.0F;
  for (int i = 0; i < horizon; ++i, weight *= pole) {
    const float* source = at(mirror(i, n));
    for (std::size_t lane = 0; lane < lanes; ++lane) start[lane] += weight * source[lane];
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) line[lane] = gain * start[lane];
  for (int i = 1; i < n; ++i) {
    float* current = at(i);
    const float* previous = at(i - 1);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      current[lane] = gain * current[lane] + pole * previous[lane];
    }
  }
  float* last = at(n - 1);
  const float* second_last = at(n - 2);
  const float end = pole / (pole * pole - 1.0F);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    last[lane] = end * (last[lane] + pole * second_last[lane]);
  }
  for (int i = n - 2; i >= 0; --i) {
    float* current = at(i);
    const float* next = at(i + 1);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      current[lane] = pole * (next[lane] - current[lane]);
    }
  }
}

Eigen::Array4f weights(float t) {
  const float s = 1.0F - t;
  return {s * s * s / 6.0F,
          (4.0F - 3.0F * t * t * (2.0F - t)) / 6.0F,
          (4.0F - 3.0F * s * s * (2.0F - s)) / 6.0F,
          t * t * t / 6.0F};
}

Eigen::Array4f slopes(float t) {
  const float s = 1.0F - t;
  return {-0.5F * s * s, 1.5F * t * t - 2.0F * t, 2.0F * s - 1.5F * s * s, 0.5F * t * t};
}

}  // namespace

struct CubicSpline::Cell {
  const float* corner;
  std::array<float, 3> offset;
};

CubicSpline::CubicSpline(const std::array<int, 3>& dims, std::span<const float> values)
    : dims_(dims),
      row_(size(dims[0] + before + after)),
      slice_(row_ * size(dims[1] + before + after)) {
  std::vector<float> inner(values.begin(), values.end());
  const std::size_t ni = size(dims[0]);
  const std::size_t nj = size(dims[1]);
  for (std::size_t line = 0; line < nj * size(dims[2]); ++line) {
    filter_lines(inner.data() + line * ni, dims[0], 1, 1);
  }
  for (std::size_t k = 0; k < size(dims[2]); ++k) {
    filter_lines(inner.data() + k * ni * nj, dims[1], ni, ni);
  }
  filter_lines(inner.data(), dims[2], ni * nj, ni * nj);

  coefficients_.resize(slice_ * size(dims[2] + before + after));
  float* target = coefficients_.data();
  for (int k = -before; k < dims[2] + after; ++k) {
    for (int j = -before; j < dims[1] + after; ++j) {
      const float* source =
          inner.data() + ni * (size(mirror(j, dims[1])) + nj * size(mirror(k, dims[2])));
      for (int i = -before; i < dims[0] + after; ++i) *target++ = source[mirror(i, dims[0])];
    }
  }
}

bool CubicSpline::covers(const Eigen::Vector3f& voxel) const {
  for (int axis = 0; axis < 3; ++axis) {
    const auto last = static_cast<float>(dims_[size(axis)] - 1);
    if (!(voxel[axis] >= 0.0F && voxel[axis] <= last)) return false;
  }
  return true;
}

CubicSpline::Cell CubicSpline::cell(const Eigen::Vector3f& voxel) const {
  std::array<int, 3> base{};
  Cell result{};
  for (int axis = 0; axis < 3; ++axis) {
    const auto last = static_cast<float>(dims_[size(axis)] - 1);
    // The comparison order sends NaN to the border too.
    const float position = std::min(std::max(0.0F, voxel[axis]), last);
    const float whole = std::floor(position);
    base[size(axis)] = static_cast<int>(whole);
    result.offset[size(axis)] = position - whole;
  }
  result.corner =
      coefficients_.data() + size(base[0]) + row_ * size(base[1]) + slice_ * size(base[2]);
  return result;
}

float CubicSpline::value(const Eigen::Vector3f& voxel) const {
  const Cell at = cell(voxel);
  const Eigen::Array4f wj = weights(at.offset[1]);
  const Eigen::Array4f wk = weights(at.offset[2]);
  Eigen::Array4f sum = Eigen::Array4f::Zero();
  for (int k = 0; k < 4; ++k) {
    const float* rows = at.corner + slice_ * size(k);
    Eigen::Array4f plane = Eigen::Array4f::Zero();
    for (int j = 0; j < 4; ++j) {
      plane += wj[j] * Eigen::Map<const Eigen::Array4f>(rows + row_ * size(j));
    }
    sum += wk[k] * plane;
  }
  return (sum * weights(at.offset[0])).sum();
}

SplineSample CubicSpline::sample(const Eigen::Vector3f& voxel) const {
  const Cell at = cell(voxel);
  const Eigen::Array4f wi = weights(at.offset[0]);
  const Eigen::Array4f wj = weights(at.offset[1]);
  const Eigen::Array4f wk = weights(at.offset[2]);
  const Eigen::Array4f sj = slopes(at.offset[1]);
  const Eigen::Array4f sk = slopes(at.offset[2]);
  Eigen::Array4f value = Eigen::Array4f::Zero();
  Eigen::Array4f along_j = Eigen::Array4f::Zero();
  Eigen::Array4f along_k = Eigen::Array4f::Zero();
  for (int k = 0; k < 4; ++k) {
    const float* rows = at.corner + slice_ * size(k);
    Eigen::Array4f plane = Eigen::Array4f::Zero();
    Eigen::Array4f plane_slope = Eigen::Array4f::Zero();
    for (int j = 0; j < 4; ++j) {
      const Eigen::Array4f row = Eigen::Map<const Eigen::Array4f>(rows + row_ * size(j));
      plane += wj[j] * row;
      plane_slope += sj[j] * row;
    }
    value += wk[k] * plane;
    along_j += wk[k] * plane_slope;
    along_k += sk[k] * plane;
  }
  return {.value = (value * wi).sum(),
          .di = (value * slopes(at.offset[0])).sum(),
          .dj = (along_j * wi).sum(),
          .dk = (along_k * wi).sum()};
}

}  // namespace rewire
