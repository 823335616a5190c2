#include "stages/denoise/percent_change.h"

#include <limits>
#include <string>

#include "stages/core/error.h"

namespace rewire {

void scale_to_percent(const Eigen::Ref<const Eigen::MatrixXf>& before,
                      const std::vector<Eigen::Index>& kept,
                      Eigen::Ref<Eigen::MatrixXf> cleaned) {
  Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(before.rows());
  for (const Eigen::Index volume : kept) mean += before.col(volume).array().cast<double>();
  mean /= static_cast<double>(kept.size());
  const Eigen::Index without = (!(mean > 0.0)).count();
  if (without > 0) {
    throw InputError({.found = std::to_string(without) + " of " + std::to_string(mean.size()) +
                               " voxels whose mean is not above 0",
                      .expected = "a scan that still has its mean, to be scaled to percent of it",
                      .where = "denoise",
                      .remedy = "give a tighter mask, or leave scale at none"});
  }
  const Eigen::ArrayXf factor = (100.0 / mean).cast<float>();
  for (const Eigen::Index volume : kept) cleaned.col(volume).array() *= factor;
}

void scale_to_percent(const Eigen::Ref<const Eigen::MatrixXd>& before,
                      const std::vector<Eigen::Index>& kept,
                      RegionSeries& cleaned) {
  for (Eigen::Index j = 0; j < before.cols(); ++j) {
    const double mean = before(kept, j).mean();
    RegionSignal& signal = cleaned.regions[static_cast<std::size_t>(j)];
    if (mean > 0.0) {
      cleaned.values.col(j) *= 100.0 / mean;
    } else {
      cleaned.values.col(j).setConstant(std::numeric_limits<double>::quiet_NaN());
      if (signal.missing_reason.empty()) signal.missing_reason = "mean is not above 0";
    }
  }
}

}  // namespace rewire
