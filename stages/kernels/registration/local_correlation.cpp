#include "stages/kernels/registration/local_correlation.h"

#include <algorithm>
#include <utility>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// Sums over windows of w, wF, wM, wFF, wMM, wFM.
constexpr std::size_t channels = 6;
using Sums = std::array<std::vector<float>, channels>;

/// out[i] = sum of in[i - radius .. i + radius], rows of `lanes` values `n` times; 0 beyond.
void window_sums(const float* in, float* out, int n, std::size_t lanes, int radius) {
  for (int i = 0; i < n; ++i) {
    float* row = out + size(i) * lanes;
    const int first = std::max(i - radius, 0);
    const int last = std::min(i + radius, n - 1);
    std::copy_n(in + size(first) * lanes, lanes, row);
    for (int d = first + 1; d <= last; ++d) {
      const float* other = in + size(d) * lanes;
      for (std::size_t lane = 0; lane < lanes; ++lane) row[lane] += other[lane];
    }
  }
}

void window_sums_of_row(float* values, std::vector<float>& padded, std::size_t n, int radius) {
  const std::size_t r = size(radius);
  std::copy_n(values, n, padded.begin() + radius);
  std::copy_n(padded.data(), n, values);
  for (std::size_t d = 1; d <= 2 * r; ++d) {
    const float* other = padded.data() + d;
    for (std::size_t i = 0; i < n; ++i) values[i] += other[i];
  }
}

/// Window sums within each slice.
Sums slice_sums(const ImagePair& pair, int radius) {
  const std::size_t nx = size(pair.dims[0]);
  const std::size_t slice = nx * size(pair.dims[1]);
  Sums sums;
  for (auto& channel : sums) channel.resize(pair.fixed.size());
  parallel_for(size(pair.dims[2]), 1, [&](std::size_t k, std::size_t) {
    std::vector<float> values(slice);
    std::vector<float> padded(nx + 2 * size(radius), 0.0F);
    const float* f = pair.fixed.data() + k * slice;
    const float* m = pair.moving.data() + k * slice;
    const float* w = pair.weight.data() + k * slice;
    const std::vector<float> ones(slice, 1.0F);
    const std::array<std::pair<const float*, const float*>, channels> factors{
        {{ones.data(), ones.data()}, {f, ones.data()}, {m, ones.data()}, {f, f}, {m, m}, {f, m}}};
    for (std::size_t c = 0; c < channels; ++c) {
      const auto [first, second] = factors[c];
      for (std::size_t v = 0; v < slice; ++v) values[v] = w[v] * first[v] * second[v];
      for (std::size_t row = 0; row < slice; row += nx) {
        window_sums_of_row(values.data() + row, padded, nx, radius);
      }
      window_sums(values.data(), sums[c].data() + k * slice, pair.dims[1], nx, radius);
    }
  });
  return sums;
}

/// What one slice of windows asks for.
class SliceEquations {
 public:
  SliceEquations(const ImagePair& pair, const Sums& sums, int radius, float noise_variance)
      : pair_(pair), sums_(sums), radius_(radius), noise_(noise_variance) {
    const std::size_t slice = size(pair.dims[0]) * size(pair.dims[1]);
    for (auto& window : window_) window.resize(slice);
    for (auto& row : row_) row.assign(size(pair.dims[0]), 0.0F);
  }

  /// Adds slice k, a border slice excepted, to the cells of its field slice.
  void add(int k, int ratio, NormalEquations& equations) {
    sum_windows(k);
    const int nx = pair_.dims[0];
    const std::size_t cells = size(equations.dims[0]);
    for (int j = 1; j + 1 < pair_.dims[1]; ++j) {
      compute_row(j, k);
      const std::size_t cell_row =
          cells * (size(j / ratio) + size(equations.dims[1]) * size(k / ratio));
      for (std::size_t p = 0; p < 9; ++p) {
        float* out = equations.part[p].data() + cell_row;
        const float* row = row_[p].data();
        if (ratio == 1) {
          for (int i = 1; i + 1 < nx; ++i) out[i] += row[i];
        } else {
          for (int i = 1; i + 1 < nx; ++i) out[i / ratio] += row[i];
        }
      }
      for (int i = 1; i + 1 < nx; ++i) {
        correlation += static_cast<double>(row_[9][size(i)]);
        weight += static_cast<double>(row_[10][size(i)]);
      }
    }
  }

  double correlation = 0.0;
  double weight = 0.0;

 private:
  void sum_windows(int k) {
    const std::size_t slice = window_[0].size();
    const int first = std::max(k - radius_, 0);
    const int last = std::min(k + radius_, pair_.dims[2] - 1);
    for (std::size_t c = 0; c < channels; ++c) {
      float* out = window_[c].data();
      std::copy_n(sums_[c].data() + size(first) * slice, slice, out);
      for (int d = first + 1; d <= last; ++d) {
        const float* other = sums_[c].data() + size(d) * slice;
        for (std::size_t v = 0; v < slice; ++v) out[v] += other[v];
      }
    }
  }

  void compute_row(int j, int k) {
    const std::size_t nx = size(pair_.dims[0]);
    const std::size_t slice = window_[0].size();
    const std::size_t in_slice = nx * size(j);
    const std::size_t start = in_slice + slice * size(k);
    const float* f = pair_.fixed.data() + start;
    const float* m = pair_.moving.data() + start;
    const float* w = pair_.weight.data() + start;
    const float* sw = window_[0].data() + in_slice;
    const float* sf = window_[1].data() + in_slice;
    const float* sm = window_[2].data() + in_slice;
    const float* sff = window_[3].data() + in_slice;
    const float* smm = window_[4].data() + in_slice;
    const float* sfm = window_[5].data() + in_slice;
    const auto side = static_cast<float>(2 * radius_ + 1);
    const float enough = 0.05F * side * side * side;
    const float noise = noise_;
    float* out[11];
    for (std::size_t p = 0; p < 11; ++p) out[p] = row_[p].data();
    for (std::size_t i = 1; i + 1 < nx; ++i) {
      const float counted = sw[i] > enough ? w[i] : 0.0F;
      const float scale = 1.0F / std::max(sw[i], enough);
      const float mean_f = sf[i] * scale;
      const float mean_m = sm[i] * scale;
      const float inverse_f = 1.0F / (std::max(sff[i] * scale - mean_f * mean_f, 0.0F) + noise);
      const float inverse_m = 1.0F / (std::max(smm[i] * scale - mean_m * mean_m, 0.0F) + noise);
      // Windows that vary against each other say nothing about where to go.
      const float c = std::max(sfm[i] * scale - mean_f * mean_m, 0.0F);
      const float df = f[i] - mean_f;
      const float dm = m[i] - mean_m;
      const float strength = 0.5F * counted * c * inverse_f * inverse_m;
      const float by_m = strength * (df - c * inverse_m * dm);
      const float by_f = strength * (dm - c * inverse_f * df);
      const float fx = 0.5F * (f[i + 1] - f[i - 1]);
      const float mx = 0.5F * (m[i + 1] - m[i - 1]);
      const float fy = 0.5F * (f[i + nx] - (f + i)[-static_cast<std::ptrdiff_t>(nx)]);
      const float my = 0.5F * (m[i + nx] - (m + i)[-static_cast<std::ptrdiff_t>(nx)]);
      const float fz = 0.5F * (f[i + slice] - (f + i)[-static_cast<std::ptrdiff_t>(slice)]);
      const float mz = 0.5F * (m[i + slice] - (m + i)[-static_cast<std::ptrdiff_t>(slice)]);
      const float hf = 0.5F * counted * inverse_f;
      const float hm = 0.5F * counted * inverse_m;
      out[0][i] = hf * fx * fx + hm * mx * mx;
      out[1][i] = hf * fy * fy + hm * my * my;
      out[2][i] = hf * fz * fz + hm * mz * mz;
      out[3][i] = hf * fx * fy + hm * mx * my;
      out[4][i] = hf * fx * fz + hm * mx * mz;
      out[5][i] = hf * fy * fz + hm * my * mz;
      out[6][i] = by_m * mx - by_f * fx;
      out[7][i] = by_m * my - by_f * fy;
      out[8][i] = by_m * mz - by_f * fz;
      out[9][i] = counted * c * c * inverse_f * inverse_m;
      out[10][i] = counted;
    }
  }

  const ImagePair& pair_;
  const Sums& sums_;
  int radius_;
  float noise_;
  std::array<std::vector<float>, channels> window_;
  std::array<std::vector<float>, 11> row_;
};

}  // namespace

NormalEquations local_correlation(const ImagePair& pair,
                                  int radius,
                                  float noise_variance,
                                  int ratio) {
  NormalEquations equations;
  std::size_t cells = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    equations.dims[axis] = pair.dims[axis] / ratio;
    cells *= size(equations.dims[axis]);
  }
  for (auto& part : equations.part) part.assign(cells, 0.0F);
  const Sums sums = slice_sums(pair, radius);
  std::vector<std::array<double, 2>> totals(size(equations.dims[2]), {0.0, 0.0});
  parallel_for(totals.size(), 1, [&](std::size_t cell_slice, std::size_t) {
    SliceEquations slice(pair, sums, radius, noise_variance);
    for (int k = static_cast<int>(cell_slice) * ratio; k < static_cast<int>(cell_slice + 1) * ratio;
         ++k) {
      if (k > 0 && k + 1 < pair.dims[2]) slice.add(k, ratio, equations);
    }
    totals[cell_slice] = {slice.correlation, slice.weight};
  });
  double weight = 0.0;
  for (const auto& total : totals) {
    equations.correlation += total[0];
    weight += total[1];
  }
  equations.correlation = weight > 0.0 ? equations.correlation / weight : 0.0;
  const float mean = 1.0F / static_cast<float>(ratio * ratio * ratio);
  for (auto& part : equations.part) {
    for (float& value : part) value *= mean;
  }
  return equations;
}

}  // namespace rewire
