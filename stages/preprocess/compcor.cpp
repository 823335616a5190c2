#include "stages/preprocess/compcor.h"

#include <algorithm>
#include <cmath>

#include "stages/core/parallel.h"
#include "stages/kernels/linalg/legendre_basis.h"
#include "stages/kernels/linalg/orthonormal_basis.h"

namespace rewire {
namespace {

constexpr std::size_t block = 256;
/// Partial sums of products, however many voxels there are: each takes volumes² numbers.
constexpr std::size_t most_partials = 16;
/// What varies less than this share of its mean is constant but for rounding.
constexpr double rounding = 1e-6;

/// The series of voxels [begin, end) in columns, from volume `first` on.
Eigen::MatrixXd series_of(const Eigen::MatrixXf& values,
                          std::span<const std::size_t> voxels,
                          std::size_t begin,
                          std::size_t end,
                          Eigen::Index first) {
  Eigen::MatrixXd series(values.cols() - first, static_cast<Eigen::Index>(end - begin));
  for (Eigen::Index t = 0; t < series.rows(); ++t) {
    for (std::size_t i = begin; i < end; ++i) {
      series(t, static_cast<Eigen::Index>(i - begin)) =
          static_cast<double>(values(static_cast<Eigen::Index>(voxels[i]), first + t));
    }
  }
  return series;
}

/// Takes the span of the orthonormal `basis` off, and returns the standard deviations of what is
/// left; 0 for a voxel that is constant but for rounding, whose series becomes 0.
Eigen::VectorXd clear(Eigen::MatrixXd& series, const Eigen::MatrixXd& basis) {
  const Eigen::VectorXd level = series.colwise().mean().cwiseAbs();
  series -= basis * (basis.transpose() * series);
  const double n = static_cast<double>(series.rows());
  Eigen::VectorXd deviation = (series.colwise().squaredNorm() / n).cwiseSqrt();
  for (Eigen::Index voxel = 0; voxel < series.cols(); ++voxel) {
    if (deviation[voxel] > rounding * level[voxel]) continue;
    deviation[voxel] = 0.0;
    series.col(voxel).setZero();
  }
  return deviation;
}

/// numpy's default percentile: linear between the two ranks around it.
double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double rank = share * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(std::floor(rank));
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (rank - std::floor(rank)) * (values[high] - values[low]);
}

}  // namespace

PrincipalSeries compcor(const Eigen::MatrixXf& values,
                        std::span<const std::size_t> voxels,
                        const Eigen::Ref<const Eigen::MatrixXd>& removed,
                        Eigen::Index first_steady) {
  const Eigen::Index volumes = values.cols() - first_steady;
  Eigen::MatrixXd columns(volumes, 1 + removed.cols());
  columns << Eigen::VectorXd::Ones(volumes), removed.bottomRows(volumes);
  const Eigen::MatrixXd basis = orthonormal_basis(columns, 1e-9).vectors;
  const std::size_t part = std::max(block, (voxels.size() + most_partials - 1) / most_partials);
  std::vector<Eigen::MatrixXd> partials((voxels.size() + part - 1) / part);
  parallel_for(voxels.size(), part, [&](std::size_t begin, std::size_t end) {
    Eigen::MatrixXd series = series_of(values, voxels, begin, end, first_steady);
    const Eigen::VectorXd deviation = clear(series, basis);
    for (Eigen::Index voxel = 0; voxel < series.cols(); ++voxel) {
      if (deviation[voxel] > 0.0) series.col(voxel) /= deviation[voxel];
    }
    partials[begin / part].noalias() = series * series.transpose();
  });
  Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(volumes, volumes);
  for (const Eigen::MatrixXd& partial : partials) gram += partial;
  PrincipalSeries result = principal_series(gram);
  Eigen::MatrixXd padded = Eigen::MatrixXd::Zero(values.cols(), result.components.cols());
  padded.bottomRows(volumes) = result.components;
  result.components = std::move(padded);
  return result;
}

std::vector<std::size_t> most_variable(const Eigen::MatrixXf& values,
                                       std::span<const std::size_t> voxels,
                                       double share,
                                       Eigen::Index first_steady) {
  std::vector<double> deviations(voxels.size());
  const Eigen::MatrixXd basis =
      orthonormal_basis(legendre_basis(values.cols() - first_steady, 2), 1e-9).vectors;
  parallel_for(voxels.size(), block, [&](std::size_t begin, std::size_t end) {
    Eigen::MatrixXd series = series_of(values, voxels, begin, end, first_steady);
    const Eigen::VectorXd own = clear(series, basis);
    std::copy(own.begin(), own.end(), deviations.begin() + static_cast<std::ptrdiff_t>(begin));
  });
  std::vector<std::size_t> chosen;
  if (voxels.empty()) return chosen;
  const double limit = percentile(deviations, 1.0 - share);
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    if (deviations[i] >= limit && deviations[i] > 0.0) chosen.push_back(voxels[i]);
  }
  return chosen;
}

Eigen::Index components_for(const PrincipalSeries& series, double share) {
  double explained = 0.0;
  for (Eigen::Index i = 0; i < series.variance_explained.size(); ++i) {
    explained += series.variance_explained[i];
    if (explained >= share) return i + 1;
  }
  return series.variance_explained.size();
}

}  // namespace rewire
