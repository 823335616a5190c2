#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>

namespace rewire {

/// A graph made from a matrix.
struct Thresholded {
  Eigen::MatrixXd weights;          ///< the kept weights, 0 elsewhere; zero diagonal
  std::size_t requested_edges = 0;  ///< round(density * n (n - 1) / 2), halves up; without a
                                    ///< density, the edges kept
  std::size_t kept_edges = 0;       ///< fewer when there are too few positive weights
  double reached_density = 0.0;     ///< kept_edges / (n (n - 1) / 2); 0 with fewer than two nodes
};

/// round(density * n (n - 1) / 2), halves up. InputError for a density outside [0, 1].
std::size_t edges_at_density(Eigen::Index nodes, double density);

/// Proportional threshold (van den Heuvel et al. 2017, doi:10.1016/j.neuroimage.2017.02.005): keeps
/// the strongest edges until `density`, a share of all node pairs in [0, 1], is reached. Only
/// positive weights can be kept: negative ones are dropped here, whatever their size. Equal weights
/// are taken in the order (i, j), i < j, so that the result does not depend on a sort. `matrix` is
/// square, read above the diagonal only, and finite there (InputError); the diagonal is ignored.
/// (The toolbox's threshold_proportional leaves the order of equal weights to its sort.)
Thresholded proportional_threshold(const Eigen::Ref<const Eigen::MatrixXd>& matrix, double density);

/// Keeps the positive weights of at least `threshold` (the toolbox's threshold_absolute). `matrix`
/// as above.
Thresholded absolute_threshold(const Eigen::Ref<const Eigen::MatrixXd>& matrix, double threshold);

/// The absolute threshold at which `matrices` (of one arm, all of the same size) have, together,
/// the share `density` of their node pairs as edges: arms that are cut each at its own threshold
/// have the same mean density. The weight of the last edge kept when all their edges are taken by
/// weight; 0 when the positive weights do not suffice.
double threshold_for_mean_density(std::span<const Eigen::MatrixXd> matrices, double density);

}  // namespace rewire
