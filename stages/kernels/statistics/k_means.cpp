#include "stages/kernels/statistics/k_means.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "stages/core/parallel.h"
#include "stages/core/random.h"

namespace rewire {
namespace {

using Eigen::Index;
using Points = Eigen::Ref<const Eigen::MatrixXf>;

constexpr int most_rounds = 300;
constexpr std::size_t points_per_block = 256;
constexpr std::size_t features_per_block = 1024;

/// Distances change little from one start to the next, so squares of points are kept.
Eigen::ArrayXd squared_norms(const Points& points) {
  Eigen::ArrayXd squares(points.cols());
  parallel_for(static_cast<std::size_t>(points.cols()),
               points_per_block,
               [&](std::size_t from, std::size_t to) {
                 for (auto j = static_cast<Index>(from); j < static_cast<Index>(to); ++j) {
                   squares[j] = points.col(j).cast<double>().squaredNorm();
                 }
               });
  return squares;
}

Eigen::ArrayXd distances_to(const Points& points, const Eigen::VectorXf& centre) {
  Eigen::ArrayXd distances(points.cols());
  parallel_for(static_cast<std::size_t>(points.cols()),
               points_per_block,
               [&](std::size_t from, std::size_t to) {
                 for (auto j = static_cast<Index>(from); j < static_cast<Index>(to); ++j) {
                   distances[j] = static_cast<double>((points.col(j) - centre).squaredNorm());
                 }
               });
  return distances;
}

/// The first point at random, each next one with a chance that goes with its squared distance from
/// those there are.
Eigen::MatrixXf plus_plus_start(const Points& points, int clusters, RandomStream& random) {
  Eigen::MatrixXf centroids(points.rows(), clusters);
  Eigen::ArrayXd nearest = Eigen::ArrayXd::Constant(points.cols(), 1.0);
  for (int k = 0; k < clusters; ++k) {
    double left = random.uniform() * nearest.sum();
    Index chosen = points.cols() - 1;
    for (Index j = 0; j < points.cols(); ++j) {
      left -= nearest[j];
      if (left < 0.0) {
        chosen = j;
        break;
      }
    }
    centroids.col(k) = points.col(chosen);
    const Eigen::ArrayXd distances = distances_to(points, centroids.col(k));
    nearest = k == 0 ? distances : nearest.min(distances).eval();
  }
  return centroids;
}

struct Assignment {
  std::vector<int> labels;
  Eigen::ArrayXd distances;
};

Assignment assign(const Points& points,
                  const Eigen::ArrayXd& squares,
                  const Eigen::Ref<const Eigen::MatrixXf>& centroids) {
  Assignment found{std::vector<int>(static_cast<std::size_t>(points.cols())),
                   Eigen::ArrayXd(points.cols())};
  const Eigen::ArrayXd of_centroids = squared_norms(centroids);
  parallel_for(
      static_cast<std::size_t>(points.cols()),
      points_per_block,
      [&](std::size_t from, std::size_t to) {
        const auto first = static_cast<Index>(from);
        const auto count = static_cast<Index>(to - from);
        const Eigen::MatrixXf products = centroids.transpose() * points.middleCols(first, count);
        for (Index j = 0; j < count; ++j) {
          Index best = 0;
          const double least =
              (of_centroids - 2.0 * products.col(j).cast<double>().array()).minCoeff(&best);
          found.labels[from + static_cast<std::size_t>(j)] = static_cast<int>(best);
          found.distances[first + j] = std::max(0.0, least + squares[first + j]);
        }
      });
  return found;
}

void refill_empty(Assignment& assignment, int clusters) {
  std::vector<int> sizes(static_cast<std::size_t>(clusters), 0);
  for (const int label : assignment.labels) ++sizes[static_cast<std::size_t>(label)];
  for (int k = 0; k < clusters; ++k) {
    if (sizes[static_cast<std::size_t>(k)] > 0) continue;
    Index furthest = 0;
    assignment.distances.maxCoeff(&furthest);
    int& label = assignment.labels[static_cast<std::size_t>(furthest)];
    --sizes[static_cast<std::size_t>(label)];
    label = k;
    ++sizes[static_cast<std::size_t>(k)];
    assignment.distances[furthest] = 0.0;
  }
}

Eigen::MatrixXf means(const Points& points, const std::vector<int>& labels, int clusters) {
  Eigen::MatrixXf centroids(points.rows(), clusters);
  Eigen::ArrayXd sizes = Eigen::ArrayXd::Zero(clusters);
  for (const int label : labels) sizes[label] += 1.0;
  parallel_for(static_cast<std::size_t>(points.rows()),
               features_per_block,
               [&](std::size_t from, std::size_t to) {
                 const auto first = static_cast<Index>(from);
                 const auto count = static_cast<Index>(to - from);
                 Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(count, clusters);
                 for (Index j = 0; j < points.cols(); ++j) {
                   sums.col(labels[static_cast<std::size_t>(j)]) +=
                       points.col(j).segment(first, count).cast<double>();
                 }
                 for (int k = 0; k < clusters; ++k) {
                   centroids.col(k).segment(first, count) =
                       (sums.col(k) / std::max(sizes[k], 1.0)).cast<float>();
                 }
               });
  return centroids;
}

Clusters lloyd(const Points& points,
               const Eigen::ArrayXd& squares,
               int clusters,
               RandomStream random) {
  Clusters found;
  found.centroids = plus_plus_start(points, clusters, random);
  for (int round = 0; round < most_rounds; ++round) {
    Assignment next = assign(points, squares, found.centroids);
    refill_empty(next, clusters);
    found.inertia = next.distances.sum();
    if (next.labels == found.labels) break;
    found.labels = std::move(next.labels);
    found.centroids = means(points, found.labels, clusters);
  }
  return found;
}

void order_by_size(Clusters& clusters) {
  const auto count = static_cast<std::size_t>(clusters.centroids.cols());
  std::vector<int> sizes(count, 0);
  for (const int label : clusters.labels) ++sizes[static_cast<std::size_t>(label)];
  std::vector<Index> order(count);
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return sizes[static_cast<std::size_t>(a)] > sizes[static_cast<std::size_t>(b)];
  });
  std::vector<int> place(count);
  for (std::size_t k = 0; k < count; ++k) {
    place[static_cast<std::size_t>(order[k])] = static_cast<int>(k);
  }
  clusters.centroids = clusters.centroids(Eigen::all, order).eval();
  for (int& label : clusters.labels) label = place[static_cast<std::size_t>(label)];
}

}  // namespace

Clusters k_means(const Points& points, int clusters, int restarts, std::uint64_t seed) {
  const int count = std::min(clusters, static_cast<int>(points.cols()));
  Clusters best;
  if (count < 1) return best;
  const Eigen::ArrayXd squares = squared_norms(points);
  best.inertia = std::numeric_limits<double>::infinity();
  for (int start = 0; start < std::max(restarts, 1); ++start) {
    Clusters found =
        lloyd(points, squares, count, RandomStream(seed, static_cast<std::uint64_t>(start)));
    if (found.inertia < best.inertia) best = std::move(found);
  }
  order_by_size(best);
  return best;
}

std::vector<int> nearest_centroids(const Points& points,
                                   const Eigen::Ref<const Eigen::MatrixXf>& centroids) {
  return assign(points, squared_norms(points), centroids).labels;
}

Silhouettes silhouettes(const Points& points,
                        const std::vector<int>& labels,
                        Index most,
                        std::uint64_t seed) {
  std::vector<int> order(labels.size());
  std::iota(order.begin(), order.end(), 0);
  if (static_cast<Index>(order.size()) > most) {
    RandomStream(seed, 0).shuffle(order);
    order.resize(static_cast<std::size_t>(most));
    std::sort(order.begin(), order.end());
  }
  Silhouettes found;
  int clusters = 0;
  for (const int point : order) {
    found.points.push_back(point);
    clusters = std::max(clusters, labels[static_cast<std::size_t>(point)] + 1);
  }
  const auto count = static_cast<Index>(order.size());
  const Eigen::MatrixXf chosen = points(Eigen::all, found.points);
  const Eigen::ArrayXd squares = squared_norms(chosen);
  Eigen::ArrayXd sizes = Eigen::ArrayXd::Zero(clusters);
  for (const int point : order) sizes[labels[static_cast<std::size_t>(point)]] += 1.0;
  found.widths.assign(order.size(), 0.0);
  parallel_for(order.size(), points_per_block, [&](std::size_t from, std::size_t to) {
    const auto first = static_cast<Index>(from);
    const auto width = static_cast<Index>(to - from);
    const Eigen::MatrixXf products = chosen.transpose() * chosen.middleCols(first, width);
    for (Index j = 0; j < width; ++j) {
      Eigen::ArrayXd sums = Eigen::ArrayXd::Zero(clusters);
      for (Index i = 0; i < count; ++i) {
        const double square =
            squares[i] + squares[first + j] - 2.0 * static_cast<double>(products(i, j));
        const int label = labels[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])];
        if (i != first + j) sums[label] += std::sqrt(std::max(square, 0.0));
      }
      const int own = labels[static_cast<std::size_t>(order[from + static_cast<std::size_t>(j)])];
      if (sizes[own] < 2.0) continue;
      const double inside = sums[own] / (sizes[own] - 1.0);
      double outside = std::numeric_limits<double>::infinity();
      for (int k = 0; k < clusters; ++k) {
        if (k != own && sizes[k] > 0.0) outside = std::min(outside, sums[k] / sizes[k]);
      }
      const double larger = std::max(inside, outside);
      if (std::isfinite(outside) && larger > 0.0) {
        found.widths[from + static_cast<std::size_t>(j)] = (outside - inside) / larger;
      }
    }
  });
  const bool is_defined = (sizes > 0.0).count() > 1;
  found.mean = is_defined ? std::accumulate(found.widths.begin(), found.widths.end(), 0.0) /
                                static_cast<double>(count)
                          : std::numeric_limits<double>::quiet_NaN();
  return found;
}

}  // namespace rewire
