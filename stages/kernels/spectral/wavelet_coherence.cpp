#include "stages/kernels/spectral/wavelet_coherence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double omega = 6.0;
/// In scales: where a wavelet has fallen to 2e-8 of its height, and the weights to 1 %.
constexpr double wavelet_reach = 6.0;
constexpr double smoothing_reach = 3.0;
constexpr double octaves_together = 0.3;
constexpr double least_share = 0.5;
/// Columns of a product that is made at once.
constexpr Index tile_series = 64;

/// The coefficients of one scale that count.
struct Coefficients {
  double scale = 0.0;
  Index step = 1;
  std::vector<Index> times;
  Eigen::MatrixXd real;  ///< series x times, divided by the scale
  Eigen::MatrixXd imaginary;
};

Coefficients coefficients(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                          std::span<const Index> times,
                          double scale) {
  Coefficients found;
  found.scale = scale;
  found.step = std::max<Index>(1, static_cast<Index>(std::floor(scale / 4.0)));
  const auto reach = static_cast<Index>(std::ceil(wavelet_reach * scale));
  const double energy = scale * std::sqrt(std::numbers::pi);
  std::vector<Eigen::RowVectorXd> real;
  std::vector<Eigen::RowVectorXd> imaginary;
  for (Index t = times.front(); t <= times.back(); t += found.step) {
    const auto begin = std::lower_bound(times.begin(), times.end(), t - reach) - times.begin();
    const auto end = std::upper_bound(times.begin(), times.end(), t + reach) - times.begin();
    Eigen::RowVectorXd cosine(end - begin);
    Eigen::RowVectorXd sine(end - begin);
    double share = 0.0;
    for (Index k = 0; k < cosine.size(); ++k) {
      const double eta =
          static_cast<double>(times[static_cast<std::size_t>(begin + k)] - t) / scale;
      const double height = std::exp(-0.5 * eta * eta);
      share += height * height / energy;
      cosine[k] = height * std::cos(omega * eta) / scale;
      sine[k] = -height * std::sin(omega * eta) / scale;
    }
    if (share < least_share) continue;
    found.times.push_back(t);
    real.emplace_back(cosine * samples.middleRows(begin, cosine.size()));
    imaginary.emplace_back(sine * samples.middleRows(begin, sine.size()));
  }
  const auto count = static_cast<Index>(found.times.size());
  found.real.resize(samples.cols(), count);
  found.imaginary.resize(samples.cols(), count);
  for (Index k = 0; k < count; ++k) {
    found.real.col(k) = real[static_cast<std::size_t>(k)].transpose();
    found.imaginary.col(k) = imaginary[static_cast<std::size_t>(k)].transpose();
  }
  return found;
}

/// Real parts beside imaginary parts whose products are smoothed spectra.
struct Stack {
  Eigen::MatrixXd parts;   ///< series x 2 times
  Eigen::MatrixXd turned;  ///< the imaginary beside the negative real parts
};

/// Adds the rows of one scale around `centre`; false when too few of them count.
bool add_rows(const Coefficients& scale,
              Index centre,
              std::vector<Index>& rows,
              std::vector<double>& weights) {
  const double reach = smoothing_reach * scale.scale;
  const auto first = static_cast<Index>(std::ceil(static_cast<double>(centre) - reach));
  const auto begin = std::lower_bound(scale.times.begin(), scale.times.end(), first);
  double sum = 0.0;
  for (auto at = begin; at != scale.times.end(); ++at) {
    const double distance = static_cast<double>(*at - centre) / scale.scale;
    if (distance > smoothing_reach) break;
    rows.push_back(at - scale.times.begin());
    weights.push_back(std::exp(-0.5 * distance * distance));
    sum += weights.back();
  }
  for (double& weight : weights) weight = std::sqrt(weight / sum);
  const double whole =
      scale.scale * std::sqrt(2.0 * std::numbers::pi) / static_cast<double>(scale.step);
  return sum >= least_share * whole;
}

/// What is averaged at `centre`: the scale itself and those near it. Empty when it does not count.
Stack stack_at(const std::vector<Coefficients>& scales, std::size_t own, Index centre) {
  std::vector<std::vector<Index>> rows(scales.size());
  std::vector<std::vector<double>> weights(scales.size());
  if (!add_rows(scales[own], centre, rows[own], weights[own])) return {};
  Index count = static_cast<Index>(rows[own].size());
  for (std::size_t other = 0; other < scales.size(); ++other) {
    const double octaves = std::abs(std::log2(scales[other].scale / scales[own].scale));
    if (other == own || octaves > octaves_together + 1e-9) continue;
    add_rows(scales[other], centre, rows[other], weights[other]);
    count += static_cast<Index>(rows[other].size());
  }
  const Index series = scales[own].real.rows();
  Stack stack{Eigen::MatrixXd(series, 2 * count), Eigen::MatrixXd(series, 2 * count)};
  Index at = 0;
  for (std::size_t k = 0; k < scales.size(); ++k) {
    for (std::size_t i = 0; i < rows[k].size(); ++i, ++at) {
      stack.parts.col(at) = weights[k][i] * scales[k].real.col(rows[k][i]);
      stack.parts.col(count + at) = weights[k][i] * scales[k].imaginary.col(rows[k][i]);
    }
  }
  stack.turned.leftCols(count) = stack.parts.rightCols(count);
  stack.turned.rightCols(count) = -stack.parts.leftCols(count);
  return stack;
}

/// Mean coherence over the times of one scale, above the diagonal; empty when none counts.
Eigen::MatrixXd mean_over_time(const std::vector<Coefficients>& scales, std::size_t own) {
  if (scales[own].times.empty()) return {};
  const Index series = scales[own].real.rows();
  Eigen::ArrayXXd sum = Eigen::ArrayXXd::Zero(series, series);
  Eigen::MatrixXd in_phase;
  Eigen::MatrixXd quadrature;
  double centres = 0.0;
  const Index apart = std::max<Index>(1, static_cast<Index>(std::floor(scales[own].scale)));
  for (Index t = scales[own].times.front(); t <= scales[own].times.back(); t += apart) {
    const Stack stack = stack_at(scales, own, t);
    if (stack.parts.size() == 0) continue;
    const Eigen::ArrayXd inverse = stack.parts.rowwise().squaredNorm().cwiseInverse();
    for (Index j = 0; j < series; j += tile_series) {
      const Index columns = std::min(tile_series, series - j);
      const auto above = stack.parts.topRows(j + columns);
      in_phase.noalias() = above * stack.parts.middleRows(j, columns).transpose();
      quadrature.noalias() = above * stack.turned.middleRows(j, columns).transpose();
      for (Index k = 0; k < columns; ++k) {
        sum.col(j + k).head(j + columns) +=
            (in_phase.col(k).array().square() + quadrature.col(k).array().square()) *
            (inverse[j + k] * inverse.head(j + columns));
      }
    }
    centres += 1.0;
  }
  if (centres == 0.0) return {};
  return (sum / centres).matrix();
}

}  // namespace

Eigen::VectorXd morlet_scales(double low, double high) {
  const double octaves = std::log2(high / low);
  const auto steps = std::max<Index>(1, static_cast<Index>(std::ceil(octaves / octaves_together)));
  Eigen::VectorXd scales(steps + 1);
  for (Index k = 0; k <= steps; ++k) {
    const double frequency =
        high * std::exp2(-octaves * static_cast<double>(k) / static_cast<double>(steps));
    scales[k] = (omega + std::sqrt(2.0 + omega * omega)) / (4.0 * std::numbers::pi * frequency);
  }
  return scales;
}

Eigen::MatrixXd wavelet_coherence(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                                  std::span<const Index> times,
                                  const Eigen::Ref<const Eigen::VectorXd>& scales) {
  const auto count = static_cast<std::size_t>(scales.size());
  std::vector<Coefficients> found(count);
  parallel_for(count, 1, [&](std::size_t k, std::size_t) {
    found[k] = coefficients(samples, times, scales[static_cast<Index>(k)]);
  });
  std::vector<Eigen::MatrixXd> means(count);
  parallel_for(count, 1, [&](std::size_t k, std::size_t) { means[k] = mean_over_time(found, k); });
  const Index series = samples.cols();
  Eigen::MatrixXd coherence = Eigen::MatrixXd::Zero(series, series);
  for (const Eigen::MatrixXd& mean : means) {
    if (mean.size() == 0) {
      return Eigen::MatrixXd::Constant(series, series, std::numeric_limits<double>::quiet_NaN());
    }
    coherence += mean / static_cast<double>(count);
  }
  // Rounding may leave equal series a little above 1.
  coherence = coherence.cwiseMin(1.0).eval();
  coherence.triangularView<Eigen::StrictlyLower>() = coherence.transpose();
  coherence.diagonal().setOnes();
  return coherence;
}

}  // namespace rewire
