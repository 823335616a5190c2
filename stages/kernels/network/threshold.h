#pragma once

#include <Eigen/Core>
#include <cstddef>

namespace rewire {

struct Thresholded {
  Eigen::MatrixXd weights;          ///< the kept weights, 0 elsewhere; zero diagonal
  std::size_t requested_edges = 0;  ///< round(density * n (n - 1) / 2), halves up
  std::size_t kept_edges = 0;       ///< fewer when there are too few positive weights
  double reached_density = 0.0;     ///< kept_edges / (n (n - 1) / 2); 0 with fewer than two nodes
};

/// Proportional threshold (van den Heuvel et al. 2017, doi:10.1016/j.neuroimage.2017.02.005): keeps
/// the strongest edges until `density`, a share of all node pairs in [0, 1], is reached. Only
/// positive weights can be kept: negative ones are dropped here, whatever their size. Equal weights
/// are taken in the order (i, j), i < j, so that the result does not depend on a sort. `matrix` is
/// square, read above the diagonal only, and finite there (InputError); the diagonal is ignored.
Thresholded proportional_threshold(const Eigen::Ref<const Eigen::MatrixXd>& matrix, double density);

}  // namespace rewire
