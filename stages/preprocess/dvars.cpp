#include "stages/preprocess/dvars.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

constexpr std::size_t block = 512;
/// Interquartile range of a standard normal variable.
constexpr double normal_iqr = 1.349;
/// Below this share of the scaled median a voxel counts as constant.
constexpr double constant_deviation = 1e-6;

double median_of(const Eigen::MatrixXf& values, std::span<const std::size_t> voxels) {
  std::vector<float> all;
  all.reserve(voxels.size() * static_cast<std::size_t>(values.cols()));
  for (Eigen::Index t = 0; t < values.cols(); ++t) {
    for (const std::size_t voxel : voxels) {
      all.push_back(values(static_cast<Eigen::Index>(voxel), t));
    }
  }
  if (all.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  const double upper = static_cast<double>(*middle);
  if (all.size() % 2 == 1) return upper;
  return 0.5 * (upper + static_cast<double>(*std::max_element(all.begin(), middle)));
}

/// Quantile at floor(share * (n - 1)) of sorted values, as FSL takes it.
double lower_quantile(const Eigen::VectorXd& sorted, double share) {
  return sorted[static_cast<Eigen::Index>(
      std::floor(share * static_cast<double>(sorted.size() - 1)))];
}

/// What a block of voxels adds.
struct Partial {
  Eigen::VectorXd squares;  ///< of backward differences, per volume
  double predicted = 0.0;   ///< sum of predicted standard deviations of the differences
  double voxels = 0.0;
};

void add_voxel(const Eigen::VectorXd& series, Partial& partial) {
  Eigen::VectorXd sorted = series;
  std::sort(sorted.begin(), sorted.end());
  const double deviation =
      (lower_quantile(sorted, 0.75) - lower_quantile(sorted, 0.25)) / normal_iqr;
  if (!(deviation > constant_deviation)) return;
  const Eigen::Index n = series.size();
  const Eigen::VectorXd centred = series.array() - series.mean();
  // Yule–Walker: both lags over n.
  const double lag0 = centred.squaredNorm();
  const double lag1 = centred.head(n - 1).dot(centred.tail(n - 1));
  partial.predicted += std::sqrt(2.0 * (1.0 - lag1 / lag0)) * deviation;
  partial.squares.tail(n - 1) += (series.tail(n - 1) - series.head(n - 1)).cwiseAbs2();
  partial.voxels += 1.0;
}

}  // namespace

Dvars compute_dvars(const Eigen::MatrixXf& values, std::span<const std::size_t> voxels) {
  const Eigen::Index volumes = values.cols();
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  Dvars dvars{.raw = Eigen::VectorXd::Constant(volumes, nothing),
              .standardised = Eigen::VectorXd::Constant(volumes, nothing)};
  const double median = median_of(values, voxels);
  if (!(median > 0.0)) return dvars;
  const double scale = 1000.0 / median;
  std::vector<Partial> partials((voxels.size() + block - 1) / block);
  parallel_for(voxels.size(), block, [&](std::size_t begin, std::size_t end) {
    Partial& partial = partials[begin / block];
    partial.squares = Eigen::VectorXd::Zero(volumes);
    for (std::size_t i = begin; i < end; ++i) {
      const auto row = values.row(static_cast<Eigen::Index>(voxels[i]));
      add_voxel(scale * row.transpose().cast<double>(), partial);
    }
  });
  Partial total{.squares = Eigen::VectorXd::Zero(volumes)};
  for (const Partial& partial : partials) {
    total.squares += partial.squares;
    total.predicted += partial.predicted;
    total.voxels += partial.voxels;
  }
  if (total.voxels == 0.0) return dvars;
  const Eigen::Index n = volumes - 1;
  dvars.raw.tail(n) = (total.squares.tail(n) / total.voxels).cwiseSqrt();
  dvars.standardised.tail(n) = dvars.raw.tail(n) / (total.predicted / total.voxels);
  return dvars;
}

}  // namespace rewire
