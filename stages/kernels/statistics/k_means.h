#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace rewire {

struct Clusters {
  Eigen::MatrixXf centroids;  ///< features x clusters, the largest cluster first
  std::vector<int> labels;    ///< one per point
  double inertia = 0.0;       ///< sum of squared distances to the centroids
};

/// Of `points` (features x points) by Lloyd's algorithm from `restarts` starts of k-means++ (Arthur
/// & Vassilvitskii 2007), the one of least inertia; a cluster that runs empty takes the point
/// furthest from its centroid. One random stream per start; the same bytes for any number of
/// threads. At most as many clusters as points.
Clusters k_means(const Eigen::Ref<const Eigen::MatrixXf>& points,
                 int clusters,
                 int restarts,
                 std::uint64_t seed);

/// The nearest centroid of every point.
std::vector<int> nearest_centroids(const Eigen::Ref<const Eigen::MatrixXf>& points,
                                   const Eigen::Ref<const Eigen::MatrixXf>& centroids);

struct Silhouettes {
  std::vector<Eigen::Index> points;  ///< which of them
  std::vector<double> widths;        ///< -1 to 1; 0 of a point alone in its cluster
  double mean = 0.0;                 ///< NaN with fewer than two clusters
};

/// Silhouette widths by Euclidean distance (Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7) of
/// all points, or of `most` of them at random, among themselves.
Silhouettes silhouettes(const Eigen::Ref<const Eigen::MatrixXf>& points,
                        const std::vector<int>& labels,
                        Eigen::Index most,
                        std::uint64_t seed);

}  // namespace rewire
