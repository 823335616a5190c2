#include "stages/kernels/statistics/quality_connectivity.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "stages/core/not_a_number.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/mean_ranks.h"

namespace rewire {
namespace {

using Eigen::Index;

/// Centred and of unit length; 0 throughout when it does not vary.
Eigen::VectorXd standardised(const Eigen::Ref<const Eigen::VectorXd>& values) {
  Eigen::VectorXd centred = values.array() - values.mean();
  const double length = centred.norm();
  const double rounding =
      1e-14 * std::sqrt(static_cast<double>(values.size())) * values.cwiseAbs().maxCoeff();
  if (!(length > rounding)) return Eigen::VectorXd::Zero(values.size());
  return centred / length;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

double median_absolute(const Eigen::VectorXd& r) {
  const Eigen::VectorXd absolute = r.cwiseAbs();
  return median({absolute.begin(), absolute.end()});
}

/// The median |r| of every permutation, the observed labelling not among them.
std::vector<double> null_medians(const Eigen::MatrixXd& edges,
                                 const Eigen::VectorXd& motion,
                                 const NullSettings& settings) {
  std::vector<double> medians(static_cast<std::size_t>(settings.permutations));
  parallel_for(medians.size(), 8, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      std::vector<int> order(static_cast<std::size_t>(motion.size()));
      std::iota(order.begin(), order.end(), 0);
      RandomStream random(settings.seed, i);
      random.shuffle(order);
      const Eigen::VectorXd shuffled = motion(order);
      medians[i] = median_absolute(edges.transpose() * shuffled);
    }
  });
  return medians;
}

void add_null(const std::vector<double>& medians, QualityConnectivity& result) {
  if (medians.empty()) return;
  const auto count = static_cast<double>(medians.size());
  std::vector<double> sorted = medians;
  std::sort(sorted.begin(), sorted.end());
  result.null_median_absolute_r = std::accumulate(sorted.begin(), sorted.end(), 0.0) / count;
  result.null_high = sorted[static_cast<std::size_t>(std::ceil(0.95 * count)) - 1];
  const auto as_high =
      sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), result.median_absolute_r);
  result.p = (1.0 + static_cast<double>(as_high)) / (1.0 + count);
}

}  // namespace

double spearman(const Eigen::Ref<const Eigen::VectorXd>& a,
                const Eigen::Ref<const Eigen::VectorXd>& b) {
  if (a.size() < 2) return nan;
  const Eigen::VectorXd first = standardised(mean_ranks(a));
  const Eigen::VectorXd second = standardised(mean_ranks(b));
  return first.isZero() || second.isZero() ? nan : first.dot(second);
}

QualityConnectivity quality_connectivity(const Eigen::Ref<const Eigen::MatrixXd>& connectivity,
                                         const Eigen::Ref<const Eigen::VectorXd>& motion,
                                         const Eigen::Ref<const Eigen::VectorXd>& distance_mm,
                                         const NullSettings& settings) {
  QualityConnectivity result{.r = Eigen::VectorXd::Constant(connectivity.cols(), nan),
                             .median_absolute_r = nan,
                             .share_p_below_05 = nan,
                             .null_median_absolute_r = nan,
                             .null_high = nan,
                             .p = nan,
                             .distance_dependence = nan};
  const Index sessions = connectivity.rows();
  if (sessions < 4 || !motion.allFinite()) return result;
  const Eigen::VectorXd unit_motion = standardised(motion);
  std::vector<Index> used;
  Eigen::MatrixXd edges(sessions, connectivity.cols());
  for (Index edge = 0; edge < connectivity.cols(); ++edge) {
    if (!connectivity.col(edge).allFinite()) continue;
    edges.col(static_cast<Index>(used.size())) = standardised(connectivity.col(edge));
    if (!edges.col(static_cast<Index>(used.size())).isZero()) used.push_back(edge);
  }
  result.edges = static_cast<Index>(used.size());
  if (used.empty() || unit_motion.isZero()) return result;
  edges.conservativeResize(Eigen::NoChange, result.edges);
  const Eigen::VectorXd r = edges.transpose() * unit_motion;
  result.r(used) = r;
  result.median_absolute_r = median_absolute(r);
  const auto df = static_cast<double>(sessions - 2);
  const double limit_t = student_t_quantile(0.975, df);
  const double limit_r = limit_t / std::sqrt(df + limit_t * limit_t);
  result.share_p_below_05 =
      static_cast<double>((r.array().abs() > limit_r).count()) / static_cast<double>(result.edges);
  add_null(null_medians(edges, unit_motion, settings), result);
  if (distance_mm.size() == connectivity.cols()) {
    result.distance_dependence = spearman(r, Eigen::VectorXd(distance_mm(used)));
  }
  return result;
}

}  // namespace rewire
