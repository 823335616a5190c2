#include "stages/kernels/spectral/multitaper.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "stages/core/parallel.h"
#include "stages/kernels/linalg/symmetric_eigen.h"

namespace rewire {
namespace {

using Eigen::Index;
using Tile = Eigen::ArrayXXd;

constexpr Index tile_series = 48;

/// Tapered Fourier coefficients: series x (tapers of the first frequency, of the second ...).
struct Coefficients {
  Eigen::MatrixXd real;
  Eigen::MatrixXd imaginary;
};

Coefficients coefficients(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                          std::span<const Index> times,
                          const Eigen::Ref<const Eigen::MatrixXd>& tapers,
                          const Eigen::Ref<const Eigen::VectorXd>& frequencies) {
  const Index columns = tapers.cols() * frequencies.size();
  Eigen::MatrixXd cosines(samples.rows(), columns);
  Eigen::MatrixXd sines(samples.rows(), columns);
  for (Index f = 0; f < frequencies.size(); ++f) {
    for (Index k = 0; k < tapers.cols(); ++k) {
      for (Index t = 0; t < samples.rows(); ++t) {
        const double angle = 2.0 * std::numbers::pi * frequencies[f] *
                             static_cast<double>(times[static_cast<std::size_t>(t)]);
        cosines(t, f * tapers.cols() + k) = tapers(t, k) * std::cos(angle);
        sines(t, f * tapers.cols() + k) = -tapers(t, k) * std::sin(angle);
      }
    }
  }
  Coefficients result{Eigen::MatrixXd(samples.cols(), columns),
                      Eigen::MatrixXd(samples.cols(), columns)};
  parallel_for(static_cast<std::size_t>(samples.cols()),
               static_cast<std::size_t>(tile_series),
               [&](std::size_t from, std::size_t to) {
                 const auto first = static_cast<Index>(from);
                 const auto count = static_cast<Index>(to - from);
                 const auto own = samples.middleCols(first, count).transpose();
                 result.real.middleRows(first, count).noalias() = own * cosines;
                 result.imaginary.middleRows(first, count).noalias() = own * sines;
               });
  return result;
}

/// Power per series and frequency.
Eigen::MatrixXd power(const Coefficients& c, Index tapers, Index frequencies) {
  Eigen::MatrixXd sums(c.real.rows(), frequencies);
  for (Index f = 0; f < frequencies; ++f) {
    sums.col(f) = c.real.middleCols(f * tapers, tapers).rowwise().squaredNorm() +
                  c.imaginary.middleCols(f * tapers, tapers).rowwise().squaredNorm();
  }
  return sums;
}

}  // namespace

Eigen::MatrixXd slepian_tapers(std::span<const Index> times, double half_bandwidth, Index count) {
  const auto samples = static_cast<Index>(times.size());
  Eigen::MatrixXd kernel(samples, samples);
  for (Index j = 0; j < samples; ++j) {
    for (Index i = 0; i < samples; ++i) {
      const auto lag = static_cast<double>(times[static_cast<std::size_t>(i)] -
                                           times[static_cast<std::size_t>(j)]);
      kernel(i, j) = i == j ? 2.0 * half_bandwidth
                            : std::sin(2.0 * std::numbers::pi * half_bandwidth * lag) /
                                  (std::numbers::pi * lag);
    }
  }
  const SymmetricEigen eigen = symmetric_eigen(kernel);
  return eigen.vectors.rightCols(std::min(count, samples)).rowwise().reverse();
}

Eigen::VectorXd spectral_overlap(std::span<const Index> times,
                                 const Eigen::Ref<const Eigen::MatrixXd>& tapers,
                                 double spacing,
                                 Index count) {
  Eigen::VectorXd overlap(count);
  Eigen::VectorXd cosine(tapers.rows());
  Eigen::VectorXd sine(tapers.rows());
  for (Index d = 0; d < count; ++d) {
    for (Index t = 0; t < tapers.rows(); ++t) {
      const double angle = 2.0 * std::numbers::pi * spacing * static_cast<double>(d) *
                           static_cast<double>(times[static_cast<std::size_t>(t)]);
      cosine[t] = std::cos(angle);
      sine[t] = std::sin(angle);
    }
    const double real = (tapers.transpose() * cosine.asDiagonal() * tapers).squaredNorm();
    const double imaginary = (tapers.transpose() * sine.asDiagonal() * tapers).squaredNorm();
    overlap[d] = (real + imaginary) / static_cast<double>(tapers.cols());
  }
  return overlap;
}

BandCoherence band_coherence(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                             std::span<const Index> times,
                             const Eigen::Ref<const Eigen::MatrixXd>& tapers,
                             const Eigen::Ref<const Eigen::VectorXd>& frequencies) {
  const Index count = samples.cols();
  const Index width = tapers.cols();
  const Coefficients c = coefficients(samples, times, tapers, frequencies);
  const Eigen::MatrixXd own_power = power(c, width, frequencies.size());
  BandCoherence result{Eigen::MatrixXd(count, count), Eigen::MatrixXd(count, count)};
  std::vector<std::pair<Index, Index>> tiles;
  for (Index j = 0; j < count; j += tile_series) {
    for (Index i = 0; i <= j; i += tile_series) tiles.emplace_back(i, j);
  }
  parallel_for(tiles.size(), 1, [&](std::size_t tile, std::size_t) {
    const auto [i, j] = tiles[tile];
    const Index rows = std::min(tile_series, count - i);
    const Index columns = std::min(tile_series, count - j);
    Tile coherence = Tile::Zero(rows, columns);
    Tile real_sum = coherence;
    Tile imaginary_sum = coherence;
    for (Index f = 0; f < frequencies.size(); ++f) {
      const auto a = c.real.block(i, f * width, rows, width);
      const auto b = c.imaginary.block(i, f * width, rows, width);
      const auto x = c.real.block(j, f * width, columns, width).transpose();
      const auto y = c.imaginary.block(j, f * width, columns, width).transpose();
      const Tile real = (a * x + b * y).array();
      const Tile imaginary = (b * x - a * y).array();
      const Tile scale =
          (own_power.col(f).segment(i, rows) * own_power.col(f).segment(j, columns).transpose())
              .array()
              .max(1e-300);
      coherence += (real.square() + imaginary.square()) / scale;
      real_sum += real;
      imaginary_sum += imaginary;
    }
    const auto number = static_cast<double>(std::max<Index>(frequencies.size(), 1));
    result.coherence.block(i, j, rows, columns) = (coherence / number).min(1.0).matrix();
    for (Index v = 0; v < columns; ++v) {
      for (Index u = 0; u < rows; ++u) {
        result.phase_rad(i + u, j + v) = std::atan2(imaginary_sum(u, v), real_sum(u, v));
      }
    }
  });
  for (Index j = 0; j < count; ++j) {
    result.coherence(j, j) = 1.0;
    result.phase_rad(j, j) = 0.0;
    for (Index i = 0; i < j; ++i) {
      result.coherence(j, i) = result.coherence(i, j);
      result.phase_rad(j, i) = -result.phase_rad(i, j);
    }
  }
  return result;
}

}  // namespace rewire
