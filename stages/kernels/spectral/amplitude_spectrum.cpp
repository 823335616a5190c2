#include "stages/kernels/spectral/amplitude_spectrum.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double collinear_tolerance = 1e-6;
constexpr double edge_tolerance = 1e-9;
constexpr std::size_t block_rows = 512;

/// Fills the columns of frequency `k` per run.
void fill_pair(AmplitudeBasis& basis, Index volumes, Index k) {
  auto first = basis.first.col(k - 1);
  auto second = basis.second.col(k - 1);
  for (std::size_t t = 0; t < basis.kept.size(); ++t) {
    // The phase is reduced in integers, so that it is exact in long runs.
    const double turns =
        static_cast<double>((k * basis.kept[t]) % volumes) / static_cast<double>(volumes);
    first[static_cast<Index>(t)] = std::cos(2.0 * std::numbers::pi * turns);
    second[static_cast<Index>(t)] = std::sin(2.0 * std::numbers::pi * turns);
  }
  if (first.norm() < second.norm()) first.swap(second);
  const double longest = first.norm();
  first.normalize();
  second -= first * first.dot(second);
  second -= first * first.dot(second);
  const bool pair = second.norm() > collinear_tolerance * longest && 2 * k != volumes;
  if (pair) {
    second.normalize();
  } else {
    second.setZero();
  }
  basis.scale[k - 1] = std::sqrt((pair ? 2.0 : 1.0) / static_cast<double>(basis.kept.size()));
}

/// The kept volumes of the rows from `begin` on, each row about its mean.
Eigen::MatrixXf gather_centred(const AmplitudeBasis& basis,
                               const Eigen::Ref<const Eigen::MatrixXf>& series,
                               Index begin,
                               Index rows) {
  Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(rows);
  for (const Index volume : basis.kept) {
    mean += series.col(volume).segment(begin, rows).array().cast<double>();
  }
  mean /= static_cast<double>(basis.kept.size());
  Eigen::MatrixXf block(rows, static_cast<Index>(basis.kept.size()));
  for (Index t = 0; t < block.cols(); ++t) {
    const auto volume = series.col(basis.kept[static_cast<std::size_t>(t)]);
    block.col(t) =
        (volume.segment(begin, rows).array().cast<double>() - mean).cast<float>().matrix();
  }
  return block;
}

}  // namespace

AmplitudeBasis amplitude_basis(Eigen::Index volumes,
                               double repetition_time_s,
                               std::vector<Eigen::Index> kept) {
  AmplitudeBasis basis;
  basis.kept = std::move(kept);
  const Index count = volumes / 2;
  basis.first.resize(static_cast<Index>(basis.kept.size()), count);
  basis.second.resize(static_cast<Index>(basis.kept.size()), count);
  basis.scale.resize(count);
  for (Index k = 1; k <= count; ++k) {
    basis.frequencies_hz.push_back(static_cast<double>(k) /
                                   (static_cast<double>(volumes) * repetition_time_s));
    fill_pair(basis, volumes, k);
  }
  return basis;
}

Eigen::MatrixXd amplitude_spectrum(const AmplitudeBasis& basis,
                                   const Eigen::Ref<const Eigen::MatrixXd>& series) {
  Eigen::MatrixXd kept = series(basis.kept, Eigen::all);
  kept.rowwise() -= kept.colwise().mean().eval();
  const Eigen::MatrixXd first = basis.first.transpose() * kept;
  const Eigen::MatrixXd second = basis.second.transpose() * kept;
  return basis.scale.transpose().asDiagonal() *
         (first.array().square() + second.array().square()).sqrt().matrix();
}

FrequencyRange frequencies_within(const AmplitudeBasis& basis, double low_hz, double high_hz) {
  const auto& all = basis.frequencies_hz;
  const auto begin = std::lower_bound(all.begin(), all.end(), low_hz * (1.0 - edge_tolerance));
  const auto end = std::upper_bound(all.begin(), all.end(), high_hz * (1.0 + edge_tolerance));
  return {.first = begin - all.begin(), .count = std::max<Index>(0, end - begin)};
}

BandAmplitude band_amplitude(const AmplitudeBasis& basis,
                             const FrequencyRange& band,
                             const Eigen::Ref<const Eigen::MatrixXf>& series) {
  const Eigen::MatrixXf first = (basis.first * basis.scale.asDiagonal()).cast<float>();
  const Eigen::MatrixXf second = (basis.second * basis.scale.asDiagonal()).cast<float>();
  BandAmplitude result{.mean = Eigen::VectorXf(series.rows()),
                       .share = Eigen::VectorXf(series.rows())};
  const auto work = [&](std::size_t from, std::size_t to) {
    const auto begin = static_cast<Index>(from);
    const auto rows = static_cast<Index>(to - from);
    const Eigen::MatrixXf block = gather_centred(basis, series, begin, rows);
    const Eigen::MatrixXf x = block * first;
    const Eigen::MatrixXf y = block * second;
    Eigen::ArrayXf inside = Eigen::ArrayXf::Zero(rows);
    Eigen::ArrayXf outside = Eigen::ArrayXf::Zero(rows);
    for (Index k = 0; k < x.cols(); ++k) {
      const bool is_inside = k >= band.first && k < band.first + band.count;
      (is_inside ? inside : outside) +=
          (x.col(k).array().square() + y.col(k).array().square()).sqrt();
    }
    const Eigen::ArrayXf whole = inside + outside;
    result.mean.segment(begin, rows) = inside / static_cast<float>(band.count);
    result.share.segment(begin, rows) =
        (whole > 0.0F).select(inside / whole, std::numeric_limits<float>::quiet_NaN());
  };
  parallel_for(static_cast<std::size_t>(series.rows()), block_rows, work);
  return result;
}

}  // namespace rewire
