#include "stages/kernels/linalg/residual_projector.h"

#include <cmath>
#include <numeric>

#include "stages/core/parallel.h"
#include "stages/kernels/linalg/orthonormal_basis.h"

namespace rewire {
namespace {

/// Rows per block: the block and its coefficients stay in the second-level cache.
constexpr std::size_t block_voxels = 512;

/// The kept volumes of voxels [begin, begin + block.rows()), every voxel's mean taken away.
/// Returns the number of voxels that are not finite.
Eigen::Index gather_centred(const Eigen::Ref<const Eigen::MatrixXf>& series,
                            const std::vector<Eigen::Index>& kept,
                            Eigen::Index begin,
                            Eigen::MatrixXf& block) {
  Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(block.rows());
  for (const Eigen::Index volume : kept) {
    mean += series.col(volume).segment(begin, block.rows()).array().cast<double>();
  }
  mean /= static_cast<double>(kept.size());
  for (Eigen::Index t = 0; t < block.cols(); ++t) {
    const auto volume = series.col(kept[static_cast<std::size_t>(t)]);
    block.col(t) =
        (volume.segment(begin, block.rows()).array().cast<double>() - mean).cast<float>().matrix();
  }
  return (!mean.isFinite()).count();
}

}  // namespace

ResidualProjector make_residual_projector(const Eigen::Ref<const Eigen::MatrixXd>& removed,
                                          Eigen::Index volumes,
                                          std::vector<Eigen::Index> kept) {
  ResidualProjector projector;
  projector.volumes = volumes;
  projector.kept = std::move(kept);
  const bool few_remain = removed.rows() - removed.cols() < removed.cols();
  projector.side =
      few_remain ? ResidualProjector::Side::remaining : ResidualProjector::Side::removed;
  projector.basis = few_remain ? orthogonal_complement(removed) : Eigen::MatrixXd(removed);
  return projector;
}

ResidualProjector make_filtered_projector(const Eigen::Ref<const Eigen::MatrixXd>& removed,
                                          const Eigen::Ref<const Eigen::MatrixXd>& filter,
                                          Eigen::Index volumes,
                                          std::vector<Eigen::Index> kept) {
  ResidualProjector projector;
  projector.volumes = volumes;
  projector.kept = std::move(kept);
  projector.side = ResidualProjector::Side::whole;
  const Eigen::MatrixXd fitted = removed.transpose() * filter;
  projector.basis = filter.transpose();
  projector.basis.noalias() -= fitted.transpose() * removed.transpose();
  return projector;
}

double effective_degrees_of_freedom(const ResidualProjector& projector) {
  const auto kept = static_cast<double>(projector.kept.size());
  const auto dimension = static_cast<double>(projector.basis.cols());
  if (projector.side == ResidualProjector::Side::remaining) return dimension;
  if (projector.side == ResidualProjector::Side::removed) return kept - dimension;
  const Eigen::MatrixXd covariance = projector.basis.transpose() * projector.basis;
  const double trace = covariance.trace();
  return trace * trace / covariance.squaredNorm();
}

Eigen::Index project_voxels(const ResidualProjector& projector,
                            const Eigen::Ref<const Eigen::MatrixXf>& series,
                            Eigen::Ref<Eigen::MatrixXf> residuals) {
  const Eigen::MatrixXf basis = projector.basis.cast<float>();
  const Eigen::MatrixXf transposed = basis.transpose();
  const auto voxels = static_cast<std::size_t>(series.rows());
  std::vector<Eigen::Index> not_finite((voxels + block_voxels - 1) / block_voxels, 0);
  parallel_for(voxels, block_voxels, [&](std::size_t from, std::size_t to) {
    const auto begin = static_cast<Eigen::Index>(from);
    const auto rows = static_cast<Eigen::Index>(to - from);
    Eigen::MatrixXf block(rows, static_cast<Eigen::Index>(projector.kept.size()));
    not_finite[from / block_voxels] = gather_centred(series, projector.kept, begin, block);
    Eigen::MatrixXf coefficients = block * basis;
    switch (projector.side) {
      case ResidualProjector::Side::removed:
        block.noalias() -= coefficients * transposed;
        break;
      case ResidualProjector::Side::remaining:
        block.noalias() = coefficients * transposed;
        break;
      case ResidualProjector::Side::whole:
        block.swap(coefficients);
        break;
    }
    auto target = residuals.middleRows(begin, rows);
    if (block.cols() < projector.volumes) target.setZero();
    for (Eigen::Index t = 0; t < block.cols(); ++t) {
      target.col(projector.kept[static_cast<std::size_t>(t)]) = block.col(t);
    }
  });
  return std::accumulate(not_finite.begin(), not_finite.end(), Eigen::Index{0});
}

Eigen::MatrixXd project_columns(const ResidualProjector& projector,
                                const Eigen::Ref<const Eigen::MatrixXd>& series) {
  Eigen::MatrixXd kept = series(projector.kept, Eigen::all);
  kept.rowwise() -= kept.colwise().mean().eval();
  Eigen::MatrixXd coefficients = projector.basis.transpose() * kept;
  switch (projector.side) {
    case ResidualProjector::Side::removed:
      kept.noalias() -= projector.basis * coefficients;
      break;
    case ResidualProjector::Side::remaining:
      kept.noalias() = projector.basis * coefficients;
      break;
    case ResidualProjector::Side::whole:
      kept.swap(coefficients);
      break;
  }
  Eigen::MatrixXd residuals = Eigen::MatrixXd::Zero(series.rows(), series.cols());
  residuals(projector.kept, Eigen::all) = kept;
  return residuals;
}

}  // namespace rewire
