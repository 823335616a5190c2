#include "stages/kernels/statistics/signal_change.h"

#include <cmath>
#include <vector>

#include "stages/core/not_a_number.h"
#include "stages/core/parallel.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr std::size_t block_voxels = 1024;

std::size_t block_count(Index voxels) {
  return (static_cast<std::size_t>(voxels) + block_voxels - 1) / block_voxels;
}

}  // namespace

Eigen::VectorXd volume_change(const Eigen::Ref<const Eigen::MatrixXf>& values) {
  const Index volumes = values.cols();
  std::vector<Eigen::VectorXd> partials(block_count(values.rows()));
  const auto work = [&](std::size_t from, std::size_t to) {
    Eigen::VectorXd& squares = partials[from / block_voxels];
    squares = Eigen::VectorXd::Zero(volumes);
    const auto block = values.middleRows(static_cast<Index>(from), static_cast<Index>(to - from));
    for (Index t = 1; t < volumes; ++t) {
      squares[t] = (block.col(t).cast<double>() - block.col(t - 1).cast<double>()).squaredNorm();
    }
  };
  parallel_for(static_cast<std::size_t>(values.rows()), block_voxels, work);
  Eigen::VectorXd total = Eigen::VectorXd::Zero(volumes);
  for (const Eigen::VectorXd& squares : partials) total += squares;
  Eigen::VectorXd change = (total / static_cast<double>(values.rows())).cwiseSqrt();
  if (volumes > 0) change[0] = nan;
  return change;
}

double global_correlation(const Eigen::Ref<const Eigen::MatrixXf>& values,
                          std::span<const Eigen::Index> kept) {
  struct Partial {
    Eigen::VectorXd sum;
    double voxels = 0.0;
  };
  const auto samples = static_cast<Index>(kept.size());
  std::vector<Partial> partials(block_count(values.rows()));
  const auto work = [&](std::size_t from, std::size_t to) {
    const auto begin = static_cast<Index>(from);
    Eigen::MatrixXd block(samples, static_cast<Index>(to - from));
    for (Index t = 0; t < samples; ++t) {
      block.row(t) = values.col(kept[static_cast<std::size_t>(t)])
                         .segment(begin, block.cols())
                         .transpose()
                         .cast<double>();
    }
    Partial& partial = partials[from / block_voxels];
    partial.sum = Eigen::VectorXd::Zero(samples);
    for (auto series : block.colwise()) {
      if (series.maxCoeff() == series.minCoeff()) continue;
      series.array() -= series.mean();
      partial.sum += series / series.norm();
      partial.voxels += 1.0;
    }
  };
  if (samples < 2) return nan;
  parallel_for(static_cast<std::size_t>(values.rows()), block_voxels, work);
  Partial total{.sum = Eigen::VectorXd::Zero(samples)};
  for (const Partial& partial : partials) {
    total.sum += partial.sum;
    total.voxels += partial.voxels;
  }
  return total.voxels > 0.0 ? (total.sum / total.voxels).squaredNorm() : nan;
}

}  // namespace rewire
