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

double median_absolute(const Eigen::Ref<const Eigen::VectorXd>& r) {
  const Eigen::VectorXd absolute = r.cwiseAbs();
  return median({absolute.begin(), absolute.end()});
}

Eigen::VectorXd shuffled(const Eigen::VectorXd& motion,
                         const NullSettings& settings,
                         std::size_t permutation) {
  std::vector<int> order(static_cast<std::size_t>(motion.size()));
  std::iota(order.begin(), order.end(), 0);
  RandomStream random(settings.seed, permutation);
  random.shuffle(order);
  return motion(order);
}

/// The columns that are finite and vary, centred and of unit length, and their places.
struct UsedEdges {
  Eigen::MatrixXd edges;
  std::vector<Index> places;
};

UsedEdges used_edges(const ValueBlocks& connectivity, Index first, Index count) {
  UsedEdges used{connectivity.values(first, count), {}};
  for (Index edge = 0; edge < count; ++edge) {
    if (!used.edges.col(edge).allFinite()) continue;
    const Eigen::VectorXd unit = standardised(used.edges.col(edge));
    if (unit.isZero()) continue;
    used.edges.col(static_cast<Index>(used.places.size())) = unit;
    used.places.push_back(first + edge);
  }
  used.edges.conservativeResize(Eigen::NoChange, static_cast<Index>(used.places.size()));
  return used;
}

/// The median |r| of every permutation, the observed labelling not among them: for as many of them
/// at a time as r of all edges takes little memory.
std::vector<double> null_medians(const ValueBlocks& connectivity,
                                 const UsedEdges& first_block,
                                 Index used,
                                 const Eigen::VectorXd& motion,
                                 const NullSettings& settings) {
  constexpr Index numbers = Index{1} << 25U;
  const auto wanted = static_cast<std::size_t>(settings.permutations);
  const auto at_a_time = static_cast<std::size_t>(std::max<Index>(numbers / used, 8));
  std::vector<double> medians(wanted);
  for (std::size_t begin = 0; begin < wanted; begin += at_a_time) {
    const std::size_t end = std::min(begin + at_a_time, wanted);
    Eigen::MatrixXd r(used, static_cast<Index>(end - begin));
    Index row = 0;
    for_blocks(connectivity.columns, connectivity.width, [&](Index first, Index count) {
      const bool whole = first == 0 && count == connectivity.columns;
      const UsedEdges again = whole ? UsedEdges{} : used_edges(connectivity, first, count);
      const Eigen::MatrixXd& edges = whole ? first_block.edges : again.edges;
      parallel_for(end - begin, 8, [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
          r.col(static_cast<Index>(i)).segment(row, edges.cols()) =
              edges.transpose() * shuffled(motion, settings, begin + i);
        }
      });
      row += edges.cols();
    });
    parallel_for(end - begin, 8, [&](std::size_t from, std::size_t to) {
      for (std::size_t i = from; i < to; ++i) {
        medians[begin + i] = median_absolute(r.col(static_cast<Index>(i)));
      }
    });
  }
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

QualityConnectivity quality_connectivity(const ValueBlocks& connectivity,
                                         const Eigen::Ref<const Eigen::VectorXd>& motion,
                                         const Eigen::Ref<const Eigen::VectorXd>& distance_mm,
                                         const NullSettings& settings) {
  QualityConnectivity result{.r = Eigen::VectorXd::Constant(connectivity.columns, nan),
                             .median_absolute_r = nan,
                             .share_p_below_05 = nan,
                             .null_median_absolute_r = nan,
                             .null_high = nan,
                             .p = nan,
                             .distance_dependence = nan};
  const Index sessions = motion.size();
  if (sessions < 4 || !motion.allFinite()) return result;
  const Eigen::VectorXd unit_motion = standardised(motion);
  std::vector<Index> used;
  std::vector<double> found;
  UsedEdges block;
  for_blocks(connectivity.columns, connectivity.width, [&](Index first, Index count) {
    block = used_edges(connectivity, first, count);
    used.insert(used.end(), block.places.begin(), block.places.end());
    const Eigen::VectorXd r = block.edges.transpose() * unit_motion;
    found.insert(found.end(), r.begin(), r.end());
  });
  result.edges = static_cast<Index>(used.size());
  if (used.empty() || unit_motion.isZero()) return result;
  const Eigen::VectorXd r = Eigen::Map<const Eigen::VectorXd>(found.data(), result.edges);
  result.r(used) = r;
  result.median_absolute_r = median_absolute(r);
  const auto df = static_cast<double>(sessions - 2);
  const double limit_t = student_t_quantile(0.975, df);
  const double limit_r = limit_t / std::sqrt(df + limit_t * limit_t);
  result.share_p_below_05 =
      static_cast<double>((r.array().abs() > limit_r).count()) / static_cast<double>(result.edges);
  add_null(null_medians(connectivity, block, result.edges, unit_motion, settings), result);
  if (distance_mm.size() == connectivity.columns) {
    result.distance_dependence = spearman(r, Eigen::VectorXd(distance_mm(used)));
  }
  return result;
}

QualityConnectivity quality_connectivity(const Eigen::Ref<const Eigen::MatrixXd>& connectivity,
                                         const Eigen::Ref<const Eigen::VectorXd>& motion,
                                         const Eigen::Ref<const Eigen::VectorXd>& distance_mm,
                                         const NullSettings& settings) {
  return quality_connectivity(
      ValueBlocks{.columns = connectivity.cols(),
                  .width = columns_per_block(connectivity.rows()),
                  .values = [&](Index first, Index count) -> Eigen::MatrixXd {
                    return connectivity.middleCols(first, count);
                  }},
      motion,
      distance_mm,
      settings);
}

}  // namespace rewire
