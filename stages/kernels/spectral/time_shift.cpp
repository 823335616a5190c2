#include "stages/kernels/spectral/time_shift.h"

#include <fftw3.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <memory>
#include <numbers>
#include <type_traits>
#include <vector>

#include "stages/core/parallel.h"
#include "stages/kernels/spectral/fftw_plan.h"
#include "stages/kernels/spectral/padded_rows.h"

namespace rewire {
namespace {

/// Rows of one piece of work: a whole number of batches.
constexpr std::size_t rows_per_block = 512;
constexpr Eigen::Index batch = padded_batch;

struct FreeFftw {
  void operator()(float* memory) const { fftwf_free(memory); }
};
struct DestroyPlan {
  void operator()(fftwf_plan plan) const {
    const std::scoped_lock lock(fftw_planner_mutex());
    fftwf_destroy_plan(plan);
  }
};
using Memory = std::unique_ptr<float, FreeFftw>;
using Plan = std::unique_ptr<std::remove_pointer_t<fftwf_plan>, DestroyPlan>;

Memory allocate(Eigen::Index count) {
  return Memory(fftwf_alloc_real(static_cast<std::size_t>(count)));
}

/// The weights of the six samples from floor(shift) - 2 on.
std::array<float, 6> lagrange_weights(double shift) {
  const double offset = shift - std::floor(shift);
  std::array<float, 6> weights{};
  for (int m = 0; m < 6; ++m) {
    double weight = 1.0;
    for (int other = 0; other < 6; ++other) {
      if (other != m) weight *= (offset - (other - 2)) / static_cast<double>(m - other);
    }
    weights[static_cast<std::size_t>(m)] = static_cast<float>(weight);
  }
  return weights;
}

/// How one group of rows is shifted.
struct Shift {
  double samples = 0.0;
  std::vector<std::complex<float>> turn;  ///< per frequency, over the length of the row
  std::array<float, 6> weights{};
};

std::vector<Shift> shifts_of(std::span<const double> shift_of_group,
                             const PaddedLayout& layout,
                             TimeInterpolation interpolation) {
  std::vector<Shift> shifts;
  for (const double samples : shift_of_group) {
    Shift shift{.samples = samples, .turn = {}, .weights = lagrange_weights(samples)};
    const double length = static_cast<double>(layout.length);
    for (Eigen::Index f = 0; f < layout.spectrum(); ++f) {
      if (interpolation != TimeInterpolation::fourier) break;
      const double phase = 2.0 * std::numbers::pi * static_cast<double>(f) * samples / length;
      // At the Nyquist frequency only the real part of the turn leaves a real series.
      const bool nyquist = 2 * f == layout.length;
      shift.turn.emplace_back(static_cast<float>(std::cos(phase) / length),
                              nyquist ? 0.0F : static_cast<float>(std::sin(phase) / length));
    }
    shifts.push_back(std::move(shift));
  }
  return shifts;
}

class TimeShifter {
 public:
  TimeShifter(Eigen::Index samples,
              std::span<const double> shift_of_group,
              TimeInterpolation interpolation)
      : interpolation_(interpolation),
        layout_(padded_layout(samples)),
        shifts_(shifts_of(shift_of_group, layout_, interpolation)) {
    for (Eigen::Index m = 1; m <= layout_.padding; ++m) {
      const double phase =
          std::numbers::pi * static_cast<double>(m) / static_cast<double>(layout_.padding + 1);
      const bool fades = interpolation == TimeInterpolation::fourier;
      fading_.push_back(fades ? static_cast<float>(0.5 * (1.0 + std::cos(phase))) : 1.0F);
    }
    if (interpolation == TimeInterpolation::fourier) make_plans();
  }

  /// Rows [begin, end), with memory of its own.
  void shift_rows(Eigen::MatrixXf& values,
                  std::span<const std::uint16_t> group_of_row,
                  Eigen::Index begin,
                  Eigen::Index end) const {
    const Memory padded = allocate(batch * layout_.length);
    const Memory spectrum = allocate(2 * batch * layout_.spectrum());
    std::fill_n(padded.get(), batch * layout_.length, 0.0F);
    for (Eigen::Index first = begin; first < end; first += batch) {
      const Eigen::Index count = std::min(batch, end - first);
      const auto groups =
          group_of_row.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
      const auto moves = [&](std::uint16_t group) { return shifts_[group].samples != 0.0; };
      if (std::none_of(groups.begin(), groups.end(), moves)) continue;
      const BatchLines lines = unfold(values, first, count, layout_, fading_, padded.get());
      if (interpolation_ == TimeInterpolation::fourier) {
        turn(groups, padded.get(), spectrum.get());
      } else {
        interpolate(groups, padded.get(), spectrum.get());
      }
      fold(values, first, groups, lines, padded.get());
    }
  }

 private:
  void make_plans() {
    const Memory padded = allocate(batch * layout_.length);
    const Memory spectrum = allocate(2 * batch * layout_.spectrum());
    const std::array<int, 1> length{static_cast<int>(layout_.length)};
    const int row = length[0];
    const int bins = static_cast<int>(layout_.spectrum());
    auto* complex = reinterpret_cast<fftwf_complex*>(spectrum.get());
    const std::scoped_lock lock(fftw_planner_mutex());
    forward_.reset(fftwf_plan_many_dft_r2c(1,
                                           length.data(),
                                           static_cast<int>(batch),
                                           padded.get(),
                                           nullptr,
                                           1,
                                           row,
                                           complex,
                                           nullptr,
                                           1,
                                           bins,
                                           FFTW_ESTIMATE));
    backward_.reset(fftwf_plan_many_dft_c2r(1,
                                            length.data(),
                                            static_cast<int>(batch),
                                            complex,
                                            nullptr,
                                            1,
                                            bins,
                                            padded.get(),
                                            nullptr,
                                            1,
                                            row,
                                            FFTW_ESTIMATE));
  }

  void turn(std::span<const std::uint16_t> groups, float* padded, float* spectrum) const {
    auto* complex = reinterpret_cast<fftwf_complex*>(spectrum);
    fftwf_execute_dft_r2c(forward_.get(), padded, complex);
    const Eigen::Index bins = layout_.spectrum();
    for (std::size_t r = 0; r < groups.size(); ++r) {
      Eigen::Map<Eigen::ArrayXcf>(
          reinterpret_cast<std::complex<float>*>(spectrum) + static_cast<Eigen::Index>(r) * bins,
          bins) *= Eigen::Map<const Eigen::ArrayXcf>(shifts_[groups[r]].turn.data(), bins);
    }
    fftwf_execute_dft_c2r(backward_.get(), complex, padded);
  }

  void interpolate(std::span<const std::uint16_t> groups, float* padded, float* copy) const {
    const Eigen::Index n = layout_.samples;
    for (std::size_t r = 0; r < groups.size(); ++r) {
      const Shift& shift = shifts_[groups[r]];
      float* row = padded + static_cast<Eigen::Index>(r) * layout_.length;
      std::copy_n(row, layout_.length, copy);
      const float* from =
          copy + layout_.padding + static_cast<Eigen::Index>(std::floor(shift.samples)) - 2;
      for (Eigen::Index t = 0; t < n; ++t) {
        float sum = 0.0F;
        for (std::size_t m = 0; m < 6; ++m) {
          sum += shift.weights[m] * from[t + static_cast<Eigen::Index>(m)];
        }
        row[layout_.padding + t] = sum;
      }
    }
  }

  /// Back to the volumes, with the lines at the shifted times.
  void fold(Eigen::MatrixXf& values,
            Eigen::Index first,
            std::span<const std::uint16_t> groups,
            const BatchLines& lines,
            const float* padded) const {
    for (Eigen::Index t = 0; t < layout_.samples; ++t) {
      float* column = values.col(t).data() + first;
      const float* source = padded + layout_.padding + t;
      for (std::size_t r = 0; r < groups.size(); ++r) {
        const double samples = shifts_[groups[r]].samples;
        if (samples == 0.0) continue;
        const auto row = static_cast<Eigen::Index>(r);
        const double line =
            lines.level[row] + lines.slope[row] * (static_cast<double>(t) + samples);
        column[r] = static_cast<float>(static_cast<double>(source[row * layout_.length]) + line);
      }
    }
  }

  TimeInterpolation interpolation_;
  PaddedLayout layout_;
  std::vector<Shift> shifts_;
  std::vector<float> fading_;
  Plan forward_;
  Plan backward_;
};

}  // namespace

void shift_in_time(Eigen::MatrixXf& values,
                   std::span<const std::uint16_t> group_of_row,
                   std::span<const double> shift_of_group,
                   TimeInterpolation interpolation) {
  if (values.cols() < 2 || values.rows() == 0) return;
  const TimeShifter shifter(values.cols(), shift_of_group, interpolation);
  parallel_for(
      static_cast<std::size_t>(values.rows()),
      rows_per_block,
      [&](std::size_t begin, std::size_t end) {
        shifter.shift_rows(
            values, group_of_row, static_cast<Eigen::Index>(begin), static_cast<Eigen::Index>(end));
      });
}

}  // namespace rewire
